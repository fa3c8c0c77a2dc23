"""What the checker says of single texts, on a small schema."""

from __future__ import annotations

from functools import cache

import pytest

from ftrack_typed.checking import Checked, Checker, Finding, QueryText
from ftrack_typed_server.stock import stock_document


@cache
def checker() -> Checker:
    return Checker(stock_document())


def only(checked: Checked) -> Finding:
    (finding,) = checked.findings
    return finding


@pytest.mark.parametrize(
    "text",
    [
        "Task",
        "select name, parent.name from Task where project.full_name is 'x'",
        "Task where status.state.short is NOT_STARTED and bid > 3 order by name desc",
        "Task where parent is none or parent[Shot].status.name = 'Done'",
        "TypedContext where parent[Shot] has (bid > '2.5') limit 5 offset 3",
        "Task where timelogs.user.username is 'amy' and not timelogs any ()",
        "Task where assignments any (resource.username = 'amy')",
        "Task where custom_attributes any (key is 'fps' and value > 3)",
        "Task where metadata any (key is 'a' and value is 'b')",
        "CustomAttributeLink where user.username is 'amy'",
        "Task where id in (select context_id from Timelog where duration > 3 limit 5)",
        "Task where start_date > 2018-05-25 and end_date <= '2024-05-01 10:00'",
        "Task where start_date like '2018-%' and bid like '3%'",
        "User where is_active is true or is_active = '1' or is_active in (0, False)",
        "select count(id), sum(bid), status_id from Task group by status_id",
        "select link, thumbnail_url from AssetVersion",
        "select parent[Shot].name from Task order by timelogs.start",
        "Task where bid is none and start_date is_not none",
        "Setting where group is 'x'",
    ],
)
def test_what_is_right_has_no_finding(text: str) -> None:
    checked = checker().query(text)

    assert checked.findings == ()
    assert checked.entity_type is not None


@pytest.mark.parametrize(
    ("text", "code", "at_fault", "message"),
    [
        (
            "select name from Task where project.full_nam is 'x'",
            "attribute",
            "full_nam",
            'Project has no attribute "full_nam": did you mean "full_name"?',
        ),
        (
            "select name, paren.name from Task",
            "attribute",
            "paren",
            'Task has no attribute "paren": did you mean "parent"?',
        ),
        (
            "Task where status .\n stat . name is 'x'",
            "attribute",
            "stat",
            'Status has no attribute "stat": did you mean "state"?',
        ),
        (
            "Tsk where name is 'x'",
            "entity-type",
            "Tsk",
            'There is no entity type "Tsk": did you mean "Task"?',
        ),
        (
            "Task where id in (select context_id from Timlog)",
            "entity-type",
            "Timlog",
            'There is no entity type "Timlog": did you mean "Timelog"?',
        ),
        (
            "Task where id in (select contxt_id from Timelog)",
            "attribute",
            "contxt_id",
            'Timelog has no attribute "contxt_id": did you mean "context_id"?',
        ),
        (
            "Task where parent[Sht].name is 'x'",
            "entity-type",
            "Sht",
            'There is no entity type "Sht" to cast Task.parent to: '
            'did you mean "Shot"?',
        ),
        (
            "Task where parent[User].name is 'x'",
            "entity-type",
            "User",
            "Task.parent is a Context, which cannot be cast to User.",
        ),
        (
            "Task where custom_attributes any (ky is 'fps')",
            "attribute",
            "ky",
            'ContextCustomAttributeValue has no attribute "ky": did you mean "key"?',
        ),
        (
            "Task order by name, end_dat desc",
            "attribute",
            "end_dat",
            'Task has no attribute "end_dat": did you mean "end_date"?',
        ),
        (
            "select count(id) from Task group by status_i",
            "attribute",
            "status_i",
            'Task has no attribute "status_i": did you mean "status_id"?',
        ),
        (
            "Task where name.length is 3",
            "relation",
            "name",
            "Task.name is no relation, so nothing can follow it.",
        ),
        (
            "Task where name any (id is 3)",
            "relation",
            "name",
            "Task.name is no relation, so 'any' cannot be asked of it.",
        ),
        (
            "Task where timelogs is none",
            "relation",
            "timelogs",
            "Task.timelogs is a collection, which has no value: ask with "
            "'timelogs any (...)'.",
        ),
        (
            "select bid, count(id) from Task group by status_id",
            "relation",
            "bid",
            "bid is neither an aggregate nor grouped by.",
        ),
        (
            "select sum(name) from Task",
            "value",
            "name",
            "Task.name is no number, so it has no sum.",
        ),
        (
            "select count(id) from Setting",
            "relation",
            "id",
            "Setting cannot be aggregated.",
        ),
        (
            "Task where id in (select id, name from Shot)",
            "relation",
            "id",
            "A sub-query selects exactly one attribute.",
        ),
        (
            "Task where bid in (select name from Shot)",
            "value",
            "name",
            "Task.bid and Shot.name are of different types, which cannot be compared.",
        ),
        (
            "Task where bid > 'a lot'",
            "value",
            "'a lot'",
            'Task.bid is a number, which cannot be compared with "a lot".',
        ),
        (
            "Task where bid in (3, 4, many)",
            "value",
            "many",
            'Task.bid is a number, which cannot be compared with "many".',
        ),
        (
            "User where is_active is yes",
            "value",
            "yes",
            'User.is_active is true or false, which cannot be compared with "yes".',
        ),
        (
            "User where is_active like 'y%'",
            "value",
            "'y%'",
            "User.is_active is true or false, which has no patterns.",
        ),
        (
            "Task where start_date after tomorrow",
            "value",
            "tomorrow",
            'Task.start_date is a date, which cannot be compared with "tomorrow": '
            'write it as in "2024-05-01" or "2024-05-01T08:30:00".',
        ),
        (
            "Task wher name is 'x'",
            "syntax",
            "wher",
            'Expected "where", "group by", "order by", "offset", "limit" or end of '
            'text, found "wher".',
        ),
    ],
)
def test_a_mistake_is_found_where_it_is(
    text: str, code: str, at_fault: str, message: str
) -> None:
    finding = only(checker().query(text))

    assert (finding.code, finding.message) == (code, message)
    assert text[finding.start : finding.end] == at_fault


def test_several_mistakes_come_in_the_order_of_the_text() -> None:
    text = "select nam from Task where bidd > 3 and status.nme is 'x' order by en_date"
    found = checker().query(text).findings

    assert [text[one.start : one.end] for one in found] == [
        *("nam", "bidd", "nme", "en_date")
    ]


def test_a_text_that_breaks_off_is_found_at_its_end() -> None:
    text = "Task where name is"
    finding = only(checker().query(text))

    assert (finding.code, finding.start) == ("syntax", len(text))


def test_parts_of_a_query_are_checked_on_their_own() -> None:
    clauses = "where bidd > 3 order by name"
    criterion = "not timelog any ()"
    projections = "name, parent.nme"
    orderings = "name desc, en_date"
    found = {
        clauses: checker().clauses("Task", clauses),
        criterion: checker().criterion("Task", criterion),
        projections: checker().projections("Task", projections),
        orderings: checker().orderings("Task", orderings),
    }

    assert {
        text[only(checked).start : only(checked).end] for text, checked in found.items()
    } == {"bidd", "timelog", "nme", "en_date"}


def test_a_part_for_a_type_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        checker().criterion("Tsk", "name is 'x'")


def test_uses_name_the_type_that_has_the_attribute() -> None:
    text = "select parent.name from Task where assignments any (resource.username is x)"
    uses = checker().query(text).uses

    assert [
        (use.entity_type, use.owner, text[use.start : use.end], use.projected)
        for use in uses
    ] == [
        ("Task", "Task", "parent", True),
        ("Context", "Context", "name", True),
        ("Task", "Task", "assignments", False),
        ("Appointment", "Appointment", "resource", False),
        ("Resource", "User", "username", False),
    ]


def with_holes(text: str) -> QueryText:
    """Return *text* with a hole for each question mark."""
    return QueryText(
        text.replace("?", "0"), tuple(at for at, char in enumerate(text) if char == "?")
    )


@pytest.mark.parametrize(
    "text",
    [
        "Task where bid > ?",
        "Task where bid is '?' and start_date > '?' and start_date before ?",
        "Task where start_date is '?-01'",
        "Task where name like '%?_?%'",
        "Task where id in (?) or bid in (?, ?)",
        "Task where id is a? limit ? offset ?",
    ],
)
def test_a_hole_is_a_value_of_any_type(text: str) -> None:
    checked = checker().query(with_holes(text))

    assert (checked.entity_type, checked.findings) == ("Task", ())


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "? where name is x",
        "Task?",
        "Task where ?",
        "Task where nam? is 3 and nme is 3",
        "Task where status.?.nme is 3",
        "Task where parent[?].nme is 3",
        "Task where parent[Sh?].nme is 3",
        "Task where bidd ? 3",
        "Task where bidd > 3 and ?",
        "Task where bidd > ? ad name is x",
        "Task where name is '?",
        "Task order by name?",
        "Task where id in (select ? from Task)",
        "select ? from Task",
        "?, name from Task",
    ],
)
def test_a_hole_elsewhere_leaves_nothing_to_say(text: str) -> None:
    checked = checker().query(with_holes(text))

    assert checked == Checked(entity_type=None)


@pytest.mark.parametrize(
    ("text", "at_fault"),
    [
        ("Task where bidd > ? and name is '?'", "bidd"),
        ("Task where name is '?' and bidd > 3", "bidd"),
        ("Task wher bid > ?", "wher"),
        ("Task where name is '?' an bid > 3", "an"),
    ],
)
def test_mistakes_beside_holes_are_found(text: str, at_fault: str) -> None:
    finding = only(checker().query(with_holes(text)))

    assert text[finding.start : finding.end] == at_fault
