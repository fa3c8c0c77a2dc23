"""The query language, as the official client sends it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

arrow: Any = import_module("arrow")


@pytest.fixture(scope="module")
def reader(connect: Callable[..., Any]) -> Any:
    """A session of these examples alone, most of which change nothing."""
    return connect()


@pytest.fixture(scope="module")
def parent(reader: Any) -> Any:
    """A shot with four tasks: a, b, c, and d, of which little is known."""
    schema = reader.query('ProjectSchema where name is "VFX"').one()
    name = f"queried-{uuid4().hex}"
    project = reader.create("Project", {"name": name, "project_schema": schema})
    sequence = reader.create("Sequence", {"name": "sq010", "parent": project})
    shot = reader.create("Shot", {"name": "sh010", "parent": sequence})
    animation, modeling = (
        reader.query(f"Type where name is {name}").one()
        for name in ("Animation", "Modeling")
    )
    named = {
        status["name"]: status for status in schema.get_statuses("Task", modeling["id"])
    }
    for name, bid, kind, status, day in (
        ("a", 5.0, animation, named["Approved"], "2024-05-01"),
        ("b", 10.0, animation, named["On Hold"], "2024-05-02"),
        ("c", 20.0, modeling, named["Not started"], "2024-05-03"),
    ):
        reader.create(
            "Task",
            {
                "name": name,
                "bid": bid,
                "type": kind,
                "status": status,
                "end_date": arrow.get(f"{day}T15:00:00"),
                "description": f"made as {name}",
                "parent": shot,
            },
        )
    reader.create("Task", {"name": "d", "bid": 0.0, "parent": shot, "type": modeling})
    reader.commit()
    return shot


@pytest.fixture
def names(reader: Any, parent: Any) -> Callable[[str], str]:
    """From criteria to the letters of the tasks that satisfy them."""

    def find(criteria: str) -> str:
        found = reader.query(
            f"select name from Task where parent_id is {parent['id']} and ({criteria})"
        )
        return "".join(sorted(row["name"] for row in found))

    return find


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ('name is "a"', "a"),
        ("name is a", "a"),
        ("name = 'a'", "a"),
        ('name="a"', "a"),
        ('name is "A"', "a"),
        ("name is_not a", "bcd"),
        ("name != a", "bcd"),
        ("bid > 5", "bc"),
        ("bid greater_than 5", "bc"),
        ("bid after 5", "bc"),
        ("bid < 10", "ad"),
        ("bid less_than 10", "ad"),
        ("bid before 10", "ad"),
        ("bid >= 10", "bc"),
        ("bid <= 5.0", "ad"),
        ('bid >= "10"', "bc"),
        ("bid in (5, 10)", "ab"),
        ("bid not_in (5, 10)", "cd"),
        ('end_date after "2024-05-01"', "abc"),
        ('end_date > "2024-05-02T15:00:00"', "c"),
        ('end_date before "2024-05-02"', "a"),
        ('end_date is "2024-05-02"', "b"),
        ('end_date is "2024-05-02T15:00:00"', "b"),
        ('end_date is "2024-05-02 15:00:00"', "b"),
        ('end_date is "2024-05-02T17:00:00+02:00"', "b"),
        ('end_date is "2024-05-02T15:00:00Z"', "b"),
        ('end_date is_not "2024-05-02"', "ac"),
        ('end_date like "2024-05-0%"', "abc"),
        ("end_date is none", "d"),
        ("end_date is None", "d"),
        ("end_date is null", "d"),
        ("end_date is_not none", "abc"),
        ('description like "made as%"', "abc"),
        ('description like "MADE as _"', "abc"),
        ('description not_like "%b"', "ac"),
        ('name in ("a","b")', "ab"),
        ("name in (a, 'b')", "ab"),
        ("name in ()", ""),
        ("name not_in ()", "abcd"),
        ('description in ("")', ""),
        ("description in (none)", "d"),
        ("not name is a", "bcd"),
        ("not (name is a or name is b)", "cd"),
        ("name is a or name is b and bid is 5", "a"),
        ("(name is a or name is b) and bid is 5", "a"),
        ('name is "a"and bid is 5', "a"),
        ("name is a OR name is b", "ab"),
        ("status.name is Approved", "a"),
        ("status.state.name is Done", "a"),
        ('status.state.short is "NOT_STARTED" and end_date is_not none', "c"),
        ('status.name not_in ("Approved", "On Hold") and bid > 0', "c"),
        ("status has (name is Approved)", "a"),
        ("type has (name is Animation and color is_not none)", "ab"),
        ("not type has (name is Animation) and bid > 0", "c"),
        ("parent.name is sh010", "abcd"),
        ("parent[Shot].status.name is_not none", "abcd"),
        ("parent[Sequence].name is_not none", ""),
        ("parent has (name is sh010)", "abcd"),
        ("parent[TypedContext] has (parent.name is sq010)", "abcd"),
        ("parent.parent.name is sq010", "abcd"),
        ("object_type.name is Task", "abcd"),
        ("priority.name is 'None'", "abcd"),
        ("assignments any ()", ""),
        ("not assignments any ()", "abcd"),
        ("ancestors any (name is sq010)", "abcd"),
        ("project.status is active", "abcd"),
        ("id in (select id from Task where name is a)", "a"),
        ("id not_in (select context_id from Timelog)", "abcd"),
        ("type in (select id from Type where name is Animation)", "ab"),
        ("type is none", ""),
    ],
)
def test_criteria(names: Callable[[str], str], criteria: str, expected: str) -> None:
    assert names(criteria) == expected


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("order by name", "abcd"),
        ("order by name asc", "abcd"),
        ("order by name ascending", "abcd"),
        ("order by name desc", "dcba"),
        ("order by name descending", "dcba"),
        ("order by bid desc, name", "cbad"),
        ("order by type.name desc, bid", "dcab"),
        ("order by end_date", "dabc"),
        ("order by name limit 2", "ab"),
        ("order by name offset 1 limit 2", "bc"),
        ("limit 2 order by name", "ab"),
        ("order by name desc\n  offset 1", "cba"),
    ],
)
def test_order_and_pages(reader: Any, parent: Any, clauses: str, expected: str) -> None:
    found = reader.query(
        f"select name from Task where parent_id is {parent['id']} {clauses}"
    )
    assert "".join(row["name"] for row in found) == expected


def test_any_is_about_one_item_and_dots_about_each(
    session: Any, task: Any, me: Any
) -> None:
    for minutes, comment in ((1, "short"), (90, "long")):
        log = {"duration": minutes * 60, "comment": comment, "user": me}
        task["timelogs"].append(session.create("Timelog", log))
    session.commit()
    mine = f"Task where id is {task['id']} and"
    apart = "timelogs.duration > 3600 and timelogs.comment is short"
    assert session.query(f"{mine} {apart}").one() is task
    at_once = "timelogs any (duration > 3600 and comment is short)"
    assert session.query(f"{mine} {at_once}").first() is None
    today = arrow.utcnow().floor("day")
    assert session.query(f'{mine} timelogs.start >= "{today}"').one() is task
    assert session.query(f"{mine} not timelogs any ()").first() is None


def test_attributes_of_subtypes_are_reached(session: Any, task: Any, me: Any) -> None:
    session.create(
        "Appointment", {"context": task, "resource": me, "type": "assignment"}
    )
    session.commit()
    for criteria in (
        f'assignments any (resource.username = "{session.api_user}")',
        f'assignments.resource[User].username is "{session.api_user}"',
        f"assignments.resource_id is {me['id']}",
    ):
        text = f"Task where id is {task['id']} and {criteria}"
        assert session.query(text).one() is task


def test_projections_leave_nothing_to_fetch(other: Any, task: Any) -> None:
    found = other.query(
        "select name, status.name, parent.name, parent.parent.name,"
        f" project.full_name, assignments from Task where id is {task['id']}"
    ).one()
    with other.auto_populating(False):
        assert found["status"]["name"] == task["status"]["name"]
        assert found["parent"]["parent"]["name"] == "sq010"
        assert found["project"]["full_name"].startswith("project-")
        assert len(found["assignments"]) == 0


def test_quotes_and_wildcards_are_escaped(session: Any, shot: Any) -> None:
    name = 'say "hi"'
    other_name = "100%_done"
    for text in (name, other_name, "100 and done"):
        session.create("Task", {"name": text, "parent": shot})
    session.commit()
    mine = f"select name from Task where parent_id is {shot['id']} and"
    assert session.query(f'{mine} name is "say \\"hi\\""').one()["name"] == name
    assert session.query(f"{mine} name is 'say \"hi\"'").one()["name"] == name
    assert session.query(f'{mine} name like "100\\%%"').one()["name"] == other_name
    assert len(session.query(f'{mine} name like "100%"')) == 2


def test_one_and_first_say_what_was_found(
    session: Any, ftrack_api: Any, parent: Any
) -> None:
    mine = f"Task where parent_id is {parent['id']}"
    with pytest.raises(ftrack_api.exception.MultipleResultsFoundError):
        session.query(mine).one()
    with pytest.raises(ftrack_api.exception.NoResultFoundError):
        session.query(f"{mine} and name is nothing").one()
    assert session.query(f"{mine} and name is nothing").first() is None
    assert session.query(f"{mine} order by name").first()["name"] == "a"


def test_base_types_answer_with_concrete_ones(
    session: Any, task: Any, version: Any
) -> None:
    project = task["project_id"]
    found = session.query(
        f"select link from TypedContext where project_id is {project}"
    )
    assert {row.entity_type for row in found} == {"Sequence", "Shot", "Task"}
    found = session.query(f"Context where project_id is {project}")
    assert {row.entity_type for row in found} >= {"Project", "Shot"}
    assert session.query("Resource where username is_not none").first()
    assert {row.entity_type for row in session.query("Resource")} <= {"User", "Group"}


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("Task where", "Failed to parse"),
        ("Task where name is", "Failed to parse"),
        ("Task where nothing is 1", "nothing"),
        ("select nothing from Task", "nothing"),
        ("select custom_attribute_links from Task", "custom_attribute_links"),
    ],
)
def test_what_is_wrong_is_named(
    session: Any, ftrack_api: Any, expression: str, message: str
) -> None:
    with pytest.raises(ftrack_api.exception.ServerError, match=message):
        session.query(expression).all()


def test_text_that_looks_like_a_clause_is_text(session: Any, shot: Any) -> None:
    name = f"by {uuid4().hex} order"
    made = session.create("Task", {"name": name, "parent": shot})
    session.commit()
    assert session.query(f'Task where name is "{name}"').one() is made


def test_rows_are_counted_and_summed_in_groups(
    strict: Any, session: Any, parent: Any
) -> None:
    (task,) = (item for item in session.schemas if item["id"] == "Task")
    if not task.get("metadata", {}).get("group_by"):
        pytest.skip("the schema is that of a server that does not aggregate")
    (answer,) = strict.call(
        [
            {
                "action": "query",
                "expression": "select count(id), sum(bid), avg(bid), min(bid),"
                f" max(bid) from Task where parent_id is {parent['id']}"
                " group by project_id, type_id",
            }
        ]
    )
    animation = max(answer["data"], key=lambda row: row["min_bid"])
    assert animation["project_id"] == parent["project_id"]
    assert animation["sum_bid"] == 15.0
    assert (animation["min_bid"], animation["max_bid"]) == (5.0, 10.0)
    assert animation["avg_bid"] == 7.5
    with pytest.raises(Exception, match="strict"):
        session.call(
            [
                {
                    "action": "query",
                    "expression": "select count(id) from Task group by status_id",
                }
            ]
        )
