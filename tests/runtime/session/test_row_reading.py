"""Rows are taken from records as servers write them, whatever was spelled out where."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from ftrack_typed import listed
from ftrack_typed.errors import ResponseError
from ftrack_typed.model import Column
from ftrack_typed.session.row_reading import RowReader
from ftrack_typed_schema import (
    AssetVersion,
    Metadata,
    Session,
    Shot,
    Task,
    User,
)

WHEN = {"__type__": "datetime", "value": "2026-03-01T08:00:00"}


def record(entity_type: str, key: str, **values: Any) -> dict[str, Any]:
    return {"__entity_type__": entity_type, "id": key, **values}


def read(*pages: list[dict[str, Any]], columns: list[Column[Any]]) -> list[list[Any]]:
    paths = [column.__path__ for column in columns]
    return RowReader(Session.registry, columns[0].__root__, paths).rows(pages)


def test_values_come_in_the_order_of_the_columns_with_dates_decoded() -> None:
    task = record("Task", "t1", bid=3.0, name="anim", start_date=WHEN, end_date=None)

    assert read(
        [task], columns=[Task.name, Task.end_date, Task.bid, Task.start_date]
    ) == [[("anim", None, 3.0, datetime(2026, 3, 1, 8, tzinfo=timezone.utc))]]


def test_an_entity_that_is_spelled_out_once_is_in_each_row_of_the_reply() -> None:
    status = record("Status", "s1", name="Done", state=record("State", "x", name="D"))
    first = [record("Task", "t1", status=status)]
    second = [record("Task", "t2", status=record("Status", "s1"))]

    assert read(first, second, columns=[Task.status.name, Task.status.state.name]) == [
        [("Done", "D")],
        [("Done", "D")],
    ]


def test_an_entity_that_is_spelled_out_by_another_relation_is_found() -> None:
    amy = record("User", "amy", username="amy")
    rows = [
        record(
            "AssetVersion", "v1", user=None, task=record("Task", "t", created_by=amy)
        ),
        record("AssetVersion", "v2", user=record("User", "amy"), task=None),
    ]

    assert read(
        rows,
        columns=[AssetVersion.user.username, AssetVersion.task.created_by.username],
    ) == [[(None, "amy"), ("amy", None)]]


def test_a_row_that_another_row_refers_to_is_spelled_out_there() -> None:
    # As a server writes them: what was said of sh1 as a parent is not said again.
    first = record("Task", "t1", name="a", parent=record("Task", "t2", name="b"))
    second = record("Task", "t2", parent=record("Shot", "sh", name="s"))

    assert read([first, second], columns=[Task.name, Task.parent.name]) == [
        [("a", "b"), ("b", "s")]
    ]


def test_what_was_told_in_parts_is_put_together() -> None:
    first = record("Task", "t1", parent=record("Shot", "s", name="sh"), project=None)
    second = record("Task", "t2", parent=record("Shot", "s", description="d"))

    assert read(
        [first, second], columns=[Task.parent.name, Task.parent.as_(Shot).description]
    ) == [[("sh", "d"), ("sh", "d")]]


def test_there_is_none_behind_a_reference_that_is_none() -> None:
    rows = [record("Task", "t1", thumbnail=None), record("Task", "t2", thumbnail=None)]

    assert read(rows, columns=[Task.thumbnail.name]) == [[(None,), (None,)]]


def test_a_cast_leaves_none_for_entities_of_another_type() -> None:
    rows = [
        record("Task", "t1", parent=record("Shot", "s", description="d")),
        record("Task", "t2", parent=record("Sequence", "q")),
        record("Task", "t3", parent=record("Shot", "s")),
    ]

    assert read(rows, columns=[Task.parent.as_(Shot).description]) == [
        [("d",), (None,), ("d",)]
    ]


def test_collections_are_lists_of_each_rows_own() -> None:
    shot = record("Shot", "s", children=[record("Task", "a", name="a")])
    rows = [
        record("Task", "t1", parent=shot),
        record("Task", "t2", parent=record("Shot", "s")),
        record("Task", "t3", parent=None),
    ]
    paths = [listed(Task.parent.children.name)]

    found = [value for (value,) in read(rows, columns=[*paths])[0]]

    assert found == [["a"], ["a"], []]
    assert found[0] is not found[1]


def test_collections_in_collections_are_lists_of_lists() -> None:
    amy = record("User", "amy", memberships=[record("Membership", "m", group_id="g")])
    logs = [
        record("Timelog", "1", user=amy),
        record("Timelog", "2", user=None),
        record("Timelog", "3", user=record("User", "amy")),
    ]
    column = listed(listed(Task.timelogs.user.memberships.group_id))

    assert read([record("Task", "t", timelogs=logs)], columns=[column]) == [
        [([["g"], [], ["g"]],)]
    ]


def test_keys_of_several_parts_tell_entities_apart() -> None:
    def entry(key: str, **values: str) -> dict[str, Any]:
        known = {"__entity_type__": "Metadata", "parent_id": "t", "key": key}
        return {**known, **values}

    rows = [
        record("Task", "t", metadata=[entry("a", value="1"), entry("b", value="2")]),
        record("Task", "u", metadata=[entry("b"), entry("a")]),
    ]

    assert read(rows, columns=[listed(Task.metadata.value)]) == [
        [(["1", "2"],), (["2", "1"],)]
    ]
    assert Metadata.__primary_key__ == ("parent_id", "key")


def test_a_value_of_any_type_is_decoded_and_a_way_is_items() -> None:
    value: dict[str, Any] = {"__entity_type__": "ContextCustomAttributeValue"}
    value |= {"entity_id": "t", "configuration_id": "c", "key": "due", "value": WHEN}
    step = {"id": "p", "name": "show", "type": "Project"}
    rows = [record("Task", "t", custom_attributes=[value], link=[step])]

    ((due, link),) = read(
        rows, columns=[listed(Task.custom_attributes.value), Task.link]
    )[0]

    assert due == [datetime(2026, 3, 1, 8, tzinfo=timezone.utc)]
    assert [item.name for item in link] == ["show"]


def test_an_answer_that_lacks_what_was_asked_for_is_never_none() -> None:
    rows = [record("Task", "t1", status=record("Status", "s1"))]

    with pytest.raises(ResponseError, match=r"'name' of Status entities.*'s1'"):
        read(rows, columns=[Task.status.name])
    with pytest.raises(ResponseError, match="'name' of Task"):
        read([record("Task", "t1")], columns=[Task.name])
    with pytest.raises(ResponseError, match="'username' of User"):
        read(
            [
                record(
                    "Task",
                    "t",
                    assignments=[
                        record("Appointment", "a", resource=record("User", "u"))
                    ],
                )
            ],
            columns=[listed(Task.assignments.resource.as_(User).username)],
        )


def test_records_are_left_as_they_came() -> None:
    task = record(
        "Task", "t1", start_date=dict(WHEN), status=record("Status", "s", name="x")
    )
    before = repr(task)

    read([task], columns=[Task.start_date, Task.status.name])

    assert repr(task) == before
