"""What databases disagree on is answered alike, whichever holds the data."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from typing import Any

import pytest

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.databases import Databases
from support.production import SHOT_FSTART, fill
from support.site import RefusedError, SiteClient, create, delete, query, update

BEYOND = 2**53 + 1
"""A whole number that is no float."""

LONG = "".join(random.Random(1).choices(string.ascii_letters, k=9000))
"""Text that cannot be compressed to where an index would hold it."""

SCOPES = {
    "apple": "apple",
    "zebra": "Zebra",
    "s_x": "_x",
    "S_X": "a%b",
    "kelvin": "\u212a",
    "dotted": "\u0130stanbul",
    "sigma": "ΟΔΟΣ",
    "sharp": "STRA\u1e9eE",
    "accent": "Ärger",
    "empty": "",
    "unicorn": "\U0001f984",
    "last": "\uffff",
}
SIZES = {"minus": -5, "two": 2, "beyond": BEYOND, "greatest": 2**63 - 1}
BIDS = {"e15": 1e15, "e16": 1.5e16, "tiny": 1e-5, "tenth": 0.1, "zero": -0.0}


@pytest.fixture(scope="module")
def odd_server(databases: Databases) -> Iterator[RunningServer]:
    with ftrack_typed_server.running(database=databases.passing()) as server:
        client = SiteClient.of(server)
        fill(client)
        client.call(
            *(create("Scope", id=key, name=name) for key, name in SCOPES.items()),
            *(
                create("FileComponent", id=key, name=key, size=size)
                for key, size in SIZES.items()
            ),
            *(
                create("Task", id=key, name=key, parent_id="f1", bid=bid)
                for key, bid in BIDS.items()
            ),
        )
        client.close()
        yield server


@pytest.fixture
def odd(odd_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(odd_server, ftrack_strict_api="true")
    yield client
    client.close()


def refused(site: SiteClient, *operations: dict[str, Any]) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        site.call(*operations)
    return caught.value


# Text


@pytest.mark.parametrize(
    ("criterion", "found"),
    [
        # A letter folds to one letter, the same everywhere in a word.
        ("name is 'οδοσ'", ["sigma"]),
        ("name is 'οδος'", []),
        ("name like '%δοσ'", ["sigma"]),
        ("name is 'straße'", ["sharp"]),
        ("name is 'strasse'", []),
        ("name is 'ärger'", ["accent"]),
        ("name is 'arger'", []),
        # None beyond ASCII is folded into it.
        ("name like 'k%'", []),
        ("name is '\u212a'", ["kelvin"]),
        ("name like 'i%'", []),
        ("name is '\u0130STANBUL'", ["dotted"]),
        ("name in ('APPLE', '\u0130stanbul')", ["apple", "dotted"]),
        # Wildcards and their escapes.
        ("name like '\\_x'", ["s_x"]),
        ("name like '_'", ["kelvin", "last", "unicorn"]),
        ("name like 'A\\%B'", ["S_X"]),
        ("name is ''", ["empty"]),
        # Keys are exact.
        ("id is s_x", ["s_x"]),
        ("id is S_X", ["S_X"]),
        # Code points decide what comes after what.
        ("name > '\uffff'", ["unicorn"]),
        ("name > z and name < '\uffff'",
         ["accent", "dotted", "kelvin", "sigma", "zebra"]),
    ],
)  # fmt: skip
def test_text(odd: SiteClient, criterion: str, found: list[str]) -> None:
    chosen = ", ".join(SCOPES)
    rows = odd.keys(f"Scope where id in ({chosen}) and {criterion}")
    assert sorted(rows) == [key for key in sorted(SCOPES) if key in found]


def test_text_is_sorted_by_code_points(odd: SiteClient) -> None:
    expression = f"Scope where id in ({', '.join(SCOPES)}) order by name"
    found = [
        *("empty", "s_x", "S_X", "apple", "sharp", "zebra"),
        *("accent", "dotted", "sigma", "kelvin", "last", "unicorn"),
    ]
    assert odd.keys(expression) == found
    assert odd.keys(f"{expression} desc") == found[::-1]


@pytest.mark.parametrize(
    "operation",
    [
        create("Scope", name="a\0b"),
        create("Scope", id="a\0b", name="a"),
        query("Scope where name is 'a\0b'"),
        update("Task", ["t1"], description="\0"),
        update("Task", ["t1"], **{"a\0": 1}),
    ],
)
def test_text_has_no_nul(odd: SiteClient, operation: dict[str, Any]) -> None:
    error = refused(odd, operation)
    assert (error.exception, error.status) == ("ValidationError", 422)
    assert "NUL" in error.content


def test_text_may_speak_of_nul(odd: SiteClient) -> None:
    odd.call(create("Scope", id="spoken", name="\\u0000"))
    assert odd.rows("select name from Scope where id is spoken")[0]["name"] == "\\u0000"


def test_no_user_has_nul_in_its_name(odd_server: RunningServer) -> None:
    client = SiteClient.of(odd_server)
    response = client.pool.request(
        "GET",
        f"{client.url}/component/get?id=c1&username=%00&apiKey={client.key}",
    )
    client.close()
    assert response.status == 401


@pytest.mark.parametrize(
    "operation",
    [
        create("Scope", id=LONG, name="x"),
        create("Task", name="x", parent_id="f1", status_id=LONG),
        create("Note", content="x", parent_id=LONG, parent_type="Task"),
        create("Metadata", parent_id="t1", parent_type="Task", key=LONG, value="x"),
        create("User", username=LONG),
        update("ContextCustomAttributeValue", [SHOT_FSTART, LONG], value=1),
        delete("Scope", LONG),
    ],
)
def test_keys_have_an_end(odd: SiteClient, operation: dict[str, Any]) -> None:
    error = refused(odd, operation)
    assert error.exception == "ValidationError"
    assert len(error.content) < 300


def test_keys_are_as_long_as_that(odd: SiteClient) -> None:
    key = "\U0001f984" * 255
    odd.call(create("Scope", id=key, name="x"))
    assert odd.keys(f"Scope where id is '{key}'") == [key]
    odd.call(delete("Scope", key))


def test_text_that_is_no_key_is_as_long_as_it_is(odd: SiteClient) -> None:
    odd.call(update("Task", ["t4"], description=LONG))
    assert odd.keys(f"Task where description is '{LONG.upper()}'") == ["t4"]


# Numbers


@pytest.mark.parametrize(
    ("criterion", "found"),
    [
        ("size = 2.0", ["two"]),
        ("size = 2.5", []),
        ("size > 1.5", ["beyond", "greatest", "two"]),
        ("size < 2.5", ["minus", "two"]),
        ("size >= '2.5'", ["beyond", "greatest"]),
        (f"size = {BEYOND}", ["beyond"]),
        (f"size > {float(2**53)}", ["beyond", "greatest"]),
        (f"size = {2**63}", []),
        (f"size < {2**63}", ["beyond", "greatest", "minus", "two"]),
        (f"size > -{2**64}", ["beyond", "greatest", "minus", "two"]),
        ("size in (2, 2.5, '1e300')", ["two"]),
        ("size in (2.5)", []),
        ("size not_in (2.5, 2)", ["beyond", "greatest", "minus"]),
        ("size like '2%'", ["two"]),
    ],
)
def test_whole_numbers(odd: SiteClient, criterion: str, found: list[str]) -> None:
    chosen = ", ".join(SIZES)
    assert odd.keys(f"FileComponent where id in ({chosen}) and {criterion}") == found


@pytest.mark.parametrize(
    ("criterion", "found"),
    [
        ("bid = 0", ["zero"]),
        ("bid = 0.1", ["tenth"]),
        ("bid = 1000000000000000", ["e15"]),
        (f"bid < {2**64}", ["e15", "e16", "tenth", "tiny", "zero"]),
        ("bid in (0.1, 0)", ["tenth", "zero"]),
        ("bid like '0'", ["zero"]),
        ("bid like '1e+15'", ["e15"]),
        ("bid like '1.5e+16'", ["e16"]),
        ("bid like '%e-05'", ["tiny"]),
    ],
)
def test_numbers(odd: SiteClient, criterion: str, found: list[str]) -> None:
    chosen = ", ".join(BIDS)
    assert odd.keys(f"Task where id in ({chosen}) and {criterion}") == found


@pytest.mark.parametrize(
    "operation",
    [
        update("Task", ["t4"], bid=1e301),
        create("Timelog", context_id="t4", duration=-1e308),
        update("ContextCustomAttributeValue", [SHOT_FSTART, "sh1"], value=1e301),
        create("FileComponent", name="x", size=2**63),
    ],
)
def test_numbers_have_an_end(odd: SiteClient, operation: dict[str, Any]) -> None:
    assert refused(odd, operation).exception == "ValidationError"


def test_the_highest_key_has_no_next(odd: SiteClient) -> None:
    odd.call(create("Event", id=2**63 - 1))
    assert "must be given" in refused(odd, create("Event", action="x")).content
    odd.call(delete("Event", str(2**63 - 1)))


# Aggregates


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("select sum(size), avg(size), min(size) from FileComponent "
         "where id in (two, minus)",
         {"sum_size": -3, "avg_size": -1.5, "min_size": -5}),
        ("select sum(size) from FileComponent where id in (greatest, beyond)",
         {"sum_size": float(2**63 + 2**53)}),
        ("select max(is_latest_version), sum(is_latest_version) from AssetVersion",
         {"max_is_latest_version": True, "sum_is_latest_version": 1}),
        ("select count(status), min(name), max(start_date) from Task "
         "where project_id is p1",
         {"count_status": 3, "min_name": "Comp_50%",
          "max_start_date": "2024-05-02T01:30:00"}),
        ("select sum(custom_attributes.value) from Shot where id is sh1",
         {"sum_custom_attributes_value": 0.0}),
        ("select sum(bid), avg(time_logged) from Task where name is nothing",
         {"sum_bid": None, "avg_time_logged": None}),
    ],
)  # fmt: skip
def test_aggregates(odd: SiteClient, statement: str, values: dict[str, object]) -> None:
    (row,) = odd.rows(statement)
    assert row == values
    assert [type(item) for item in row.values()] == [
        type(item) for item in values.values()
    ]


def test_groups_without_a_key_come_first(odd: SiteClient) -> None:
    rows = odd.rows(
        "select count(id), container_id from FileComponent "
        "where id in (c1, c3) group by container_id"
    )
    assert [row["container_id"] for row in rows] == [None, "c2"]


def test_groups_by_what_is_computed(odd: SiteClient) -> None:
    rows = odd.rows(
        "select count(id), sum(version) from AssetVersion "
        "group by asset.parent.name, is_latest_version"
    )
    assert [(row["is_latest_version"], row["sum_version"]) for row in rows] == [
        (False, 3),
        (True, 3),
    ]


@pytest.mark.parametrize(
    "aggregate", ["sum(name)", "avg(start_date)", "sum(status)", "avg(parent_id)"]
)
def test_only_numbers_have_a_sum(odd: SiteClient, aggregate: str) -> None:
    error = refused(odd, query(f"select {aggregate} from Task"))
    assert error.exception == "ParseError"
    assert "is no number" in error.content


# Kinds


@pytest.mark.parametrize("one", ["name", "bid", "start_date", "project.is_private"])
@pytest.mark.parametrize("other", ["name", "bid", "project.is_private"])
def test_values_of_different_types_are_not_compared(
    odd: SiteClient, one: str, other: str
) -> None:
    statement = query(f"Task where {one} in (select {other} from Task)")
    texts = {"name", "start_date"}
    if one == other or {one, other} <= texts:
        odd.call(statement)
    else:
        error = refused(odd, statement)
        assert error.exception == "ParseError"
        assert "of different types" in error.content


# Lists and pages


def test_lists_have_thousands_of_items(odd: SiteClient) -> None:
    names = ", ".join(f"'n{number}'" for number in range(40_000))
    expression = f"Task where name in ({names}) or description in ({names})"
    assert odd.keys(f"{expression} or id is t1") == ["t1"]


@pytest.mark.parametrize("number", [2**31, 2**40, 2**63 - 1, 2**63, 10**30])
def test_pages_begin_and_end_anywhere(odd: SiteClient, number: int) -> None:
    assert odd.keys(f"Task where id in (t1, t2) limit {number}") == ["t1", "t2"]
    assert odd.keys(f"Task where id in (t1, t2) offset {number}") == []


# Batches


def test_a_refused_batch_changes_nothing(odd: SiteClient) -> None:
    error = refused(
        odd,
        create("Scope", id="half", name="half"),
        create("Scope", id="apple", name="twice"),
    )
    assert (error.exception, error.status) == ("IntegrityError", 409)
    assert odd.keys("Scope where id is half") == []
    odd.call(create("Scope", id="half", name="half"), delete("Scope", "half"))


@pytest.mark.parametrize("name", ["ANIM", "Anim"])
def test_siblings_differ_in_more_than_case(odd: SiteClient, name: str) -> None:
    error = refused(odd, create("Task", name=name, parent_id="sh1"))
    assert "DuplicateEntryError" in error.content
    odd.call(create("Task", id="sibling", name="ΟΔΟΣ", parent_id="sh1"))
    try:
        assert "DuplicateEntryError" in (
            refused(odd, create("Task", name="οδοσ", parent_id="sh1")).content
        )
    finally:
        odd.call(delete("Task", "sibling"))


def test_rows_with_numbers_as_keys_are_deleted(odd: SiteClient) -> None:
    odd.call(create("Event", id=5), delete("Event", "5"))
    assert odd.rows("Event where id is 5") == []
