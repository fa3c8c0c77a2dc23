"""What a query shows of the rows that it finds."""

from __future__ import annotations

import pytest

from support.production import ANIMATION, COMPOSITING, IN_PROGRESS, NOT_STARTED
from support.site import SiteClient, moment, query

TASK_TYPE = "11c137c0-ee7e-4f9c-91c5-8c77cec22b2c"


def test_row_carries_key_type_and_system_projections(production: SiteClient) -> None:
    assert production.rows("select name from Task where id is t1") == [
        {
            "__entity_type__": "Task",
            "id": "t1",
            "name": "anim",
            "context_type": "task",
            "object_type_id": TASK_TYPE,
            "project_id": "p1",
        }
    ]


def test_default_projections_stand_in_for_none(production: SiteClient) -> None:
    (row,) = production.rows("Metadata where parent_id is t1")
    assert row == {
        "__entity_type__": "Metadata",
        "parent_id": "t1",
        "key": "a",
        "value": "b",
        "parent_type": "Task",
    }


def test_rows_have_their_concrete_types(production: SiteClient) -> None:
    rows = production.rows("Context where id in (p1, sq1, sh1, t1, f1)")
    assert [row["__entity_type__"] for row in rows] == [
        "Folder",
        "Project",
        "Shot",
        "Sequence",
        "Task",
    ]
    rows = production.rows("Component where version.asset.id is a1")
    assert [row["__entity_type__"] for row in rows] == [
        "FileComponent",
        "SequenceComponent",
    ]
    rows = production.rows("select id from Resource where id in (amy, animators)")
    assert [row["__entity_type__"] for row in rows] == ["User", "Group"]


def test_note_categories_and_labels_are_one(production: SiteClient) -> None:
    categories = production.rows("NoteCategory")
    assert {row["__entity_type__"] for row in categories} == {"NoteLabel"}
    assert categories == production.rows("NoteLabel")


def test_entity_is_sent_once_and_referred_to_after(production: SiteClient) -> None:
    rows = production.rows(
        "select status.name, type.name from Task where id in (t2, t3) order by id"
    )
    assert rows[0]["type"] == {
        "__entity_type__": "Type",
        "id": COMPOSITING,
        "name": "Compositing",
    }
    assert rows[1]["type"] == {"__entity_type__": "Type", "id": COMPOSITING}


def test_what_was_not_sent_before_is_sent_later(production: SiteClient) -> None:
    first, second = production.call(
        query("select name from Type where id is " + ANIMATION),
        query("select name, color from Type where id is " + ANIMATION),
    )
    assert first["data"][0]["name"] == "Animation"
    assert second["data"] == [
        {"__entity_type__": "Type", "id": ANIMATION, "color": "#35592d"}
    ]


def test_entity_within_itself_is_a_reference(production: SiteClient) -> None:
    (row,) = production.rows(
        "select version, asset.versions.version from AssetVersion where id is v1"
    )
    versions = row["asset"]["versions"]
    assert versions[0] == {"__entity_type__": "AssetVersion", "id": "v1"}
    assert [item.get("version") for item in versions] == [None, 2, 3]


def test_denormalised_occurrences_are_complete(strict_production: SiteClient) -> None:
    strict_production.headers["ftrack-api-options"] = "strict:1;denormalize:1"
    try:
        rows = strict_production.rows("select type.name from Task where id in (t2, t3)")
    finally:
        del strict_production.headers["ftrack-api-options"]
    assert [row["type"]["name"] for row in rows] == ["Compositing", "Compositing"]


def test_bare_relation_shows_the_key_alone(production: SiteClient) -> None:
    (row,) = production.rows("select type from Task where id is t1")
    assert row["type"] == {"__entity_type__": "Type", "id": ANIMATION}


def test_null_reference_is_null_under_a_longer_path(production: SiteClient) -> None:
    (row,) = production.rows("select parent.parent.name from Project where id is p1")
    assert row["parent"] is None


def test_empty_values_are_null(production: SiteClient) -> None:
    (row,) = production.rows("select description, start_date from Task where id is t4")
    assert (row["description"], row["start_date"]) == (None, None)


def test_collections_are_sorted_by_key(production: SiteClient) -> None:
    (row,) = production.rows("select timelogs.duration from Task where id is t1")
    assert [(item["id"], item["duration"]) for item in row["timelogs"]] == [
        ("l1", 3600.0),
        ("l2", 1800.0),
    ]
    (row,) = production.rows("select timelogs from Task where id is t4")
    assert row["timelogs"] == []


@pytest.mark.parametrize(
    ("expression", "name", "keys"),
    [
        ("select lists.name from Task where id is t1", "lists", ["li1"]),
        ("select items.name from TypedContextList", "items", ["t1", "t2"]),
        ("select scopes.name from Shot where id is sh1", "scopes", ["sc1"]),
        ("select ancestors.name from Task where id is t1", "ancestors", ["sh1", "sq1"]),
        ("select ancestors.name from Asset", "ancestors", ["sh1", "sq1"]),
        (
            "select descendants.name from Sequence where id is sq1",
            "descendants",
            ["sh1", "sh2", "t1", "t2", "t3"],
        ),
        ("select children.name from Project where id is p1", "children", ["sq1"]),
        (
            "select uses_versions from AssetVersion where id is v3",
            "uses_versions",
            ["v1"],
        ),
        ("select assignments from Project where id is p1", "assignments", []),
        ("select allocations from Project where id is p1", "allocations", ["ap2"]),
        ("select members.size from SequenceComponent", "members", ["c3"]),
        ("select replies.content from Note where id is n1", "replies", ["n2"]),
    ],
)
def test_collection_of_each_kind(
    production: SiteClient, expression: str, name: str, keys: list[str]
) -> None:
    (row,) = production.rows(expression)
    assert [item["id"] for item in row[name]] == keys


def test_twins_come_together(production: SiteClient) -> None:
    (row,) = production.rows("select task_workflow_schema.name from ProjectSchema")
    assert row["_task_workflow"]["id"] == row["task_workflow_schema"]["id"]
    (row,) = production.rows(
        f"select state.short from Status where id is {NOT_STARTED}"
    )
    assert row["type"]["id"] == row["state"]["id"]


def test_attribute_of_a_subtype_needs_no_cast(production: SiteClient) -> None:
    rows = production.rows(
        "select resource.username from Appointment where id in (ap1, ap2)"
    )
    assert [row["resource"]["username"] for row in rows] == ["amy", None]
    (row,) = production.rows("select parent[Shot].bid from Task where id is t1")
    assert row["parent"]["bid"] == 0.0


def test_dates_are_naive_and_keep_microseconds(production: SiteClient) -> None:
    rows = production.rows("select start_date from Task where id in (t1, t2, t3)")
    assert [row["start_date"] for row in rows] == [
        moment("2024-05-01T08:30:00.250000"),
        moment("2024-05-02T00:00:00"),
        moment("2024-05-02T01:30:00"),
    ]


def test_links_run_from_the_project(production: SiteClient) -> None:
    (row,) = production.rows("select link from Task where id is t1")
    assert row["link"] == row["_link"]
    assert row["link"] == [
        {"id": "p1", "name": "Alpha", "type": "Project"},
        {"id": "sq1", "name": "sq010", "type": "TypedContext"},
        {"id": "sh1", "name": "sh010", "type": "TypedContext"},
        {"id": "t1", "name": "anim", "type": "TypedContext"},
    ]
    (row,) = production.rows("select link from AssetVersion where id is v2")
    assert [item["id"] for item in row["link"]] == ["p1", "sq1", "sh1", "v2"]
    assert row["link"][-1]["name"] == "hero v002"
    (row,) = production.rows("select context.link from Timelog where id is l1")
    assert row["context"]["link"][-1]["id"] == "t1"


def test_computed_values(production: SiteClient) -> None:
    (row,) = production.rows(
        "select time_logged, bid_time_logged_difference from Task where id is t1"
    )
    assert (row["time_logged"], row["bid_time_logged_difference"]) == (5400.0, -1800.0)
    rows = production.rows("select is_latest_version, version from AssetVersion")
    assert [(row["version"], row["is_latest_version"]) for row in rows] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    (row,) = production.rows("select latest_version.version, project_id from Asset")
    assert (row["latest_version"]["version"], row["project_id"]) == (3, "p1")


def test_custom_attributes_are_dense(production: SiteClient) -> None:
    rows = production.rows("select custom_attributes from Shot where id in (sh1, sh2)")
    values = [
        {item["key"]: item["value"] for item in row["custom_attributes"]}
        for row in rows
    ]
    assert values[0]["fstart"] == 1001
    assert values[1]["fstart"] == 1
    assert values[0].keys() == values[1].keys()
    assert values[1]["fps"] == 25
    (item, *_) = rows[0]["custom_attributes"]
    assert item["__entity_type__"] == "ContextCustomAttributeValue"
    assert item["entity_id"] == "sh1"


def test_metadata_is_shown_with_key_and_value(production: SiteClient) -> None:
    (row,) = production.rows("select metadata from Shot where id is sh1")
    assert row["metadata"] == [
        {"__entity_type__": "Metadata", "parent_id": "sh1", "key": "a", "value": "c"}
    ]


def test_page_costs_few_statements(production: SiteClient) -> None:
    rows = production.rows(
        "select name, start_date, bid, status.name, type.name, priority.name, "
        "parent.name, project.full_name, assignments.resource.username "
        "from Task where project_id is p1"
    )
    assert rows[1]["status"]["id"] == IN_PROGRESS
    assert rows[0]["assignments"][0]["resource"]["username"] == "amy"
