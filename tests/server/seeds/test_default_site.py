"""What a new site holds."""

from __future__ import annotations

import json
from typing import cast

import pytest

from ftrack_typed_server.seeds import ADMIN_ID, ADMIN_USERNAME, Value, rows
from support.shared import SHARED, needs_shared

Answer = list[dict[str, object]]


def of(entity_type: str) -> list[dict[str, Value]]:
    return [row.values for row in rows("fresh") if row.entity_type == entity_type]


def names(entity_type: str) -> dict[str, Value]:
    """Name to identifier."""
    return {str(values["name"]): values["id"] for values in of(entity_type)}


def answered(name: str) -> Answer:
    """The rows that a real site answered."""
    path = SHARED / "schema" / f"{name}.json"
    return cast("Answer", json.loads(path.read_text(encoding="utf-8")))


def test_the_empty_seed_is_an_administrator() -> None:
    found = rows("empty")
    assert [row.entity_type for row in found] == [
        "UserType",
        "SecurityRole",
        "User",
        "UserSecurityRole",
    ]
    user, role = found[2].values, found[3].values
    assert user["id"] == ADMIN_ID
    assert user["username"] == ADMIN_USERNAME == "admin"
    assert user["email"] == "old@example.com"
    assert user["is_active"] is True
    assert role["is_all_projects"] is True
    assert role["security_role_id"] == found[1].values["id"]


@pytest.mark.parametrize(
    ("entity_type", "count"),
    [
        ("State", 4),
        ("Status", 11),
        ("Priority", 5),
        ("Type", 24),
        ("ObjectType", 7),
        ("Location", 5),
        ("ProjectSchema", 1),
        ("ProjectSchemaObjectType", 7),
        ("TaskTypeSchemaType", 17),
        ("WorkflowSchemaStatus", 16),
        ("Schema", 4),
        ("SchemaStatus", 16),
        ("SchemaType", 23),
        ("CustomAttributeType", 8),
        ("CustomAttributeConfiguration", 7),
        ("SecurityRole", 5),
        ("User", 1),
        ("Project", 0),
    ],
)
def test_a_new_site_has_so_many_of(entity_type: str, count: int) -> None:
    assert len(of(entity_type)) == count


def test_locations_have_the_identifiers_that_clients_know() -> None:
    assert names("Location") == {
        "ftrack.origin": "ce9b348f-8809-11e3-821c-20c9d081909b",
        "ftrack.unmanaged": "cb268ecc-8809-11e3-a7e2-20c9d081909b",
        "ftrack.review": "cd41be70-8809-11e3-b98a-20c9d081909b",
        "ftrack.connect": "07b82a97-8cf9-11e3-9383-20c9d081909b",
        "ftrack.server": "3a372bde-05bc-11e4-8908-20c9d081909b",
    }


def test_the_schemas_default_priority_is_there() -> None:
    assert names("Priority")["None"] == "9661b320-3a0c-11e2-81c1-0800200c9a66"


def test_every_state_has_a_status() -> None:
    states = {values["id"]: values["short"] for values in of("State")}
    used = {states[values["state_id"]] for values in of("Status")}
    assert used == {"NOT_STARTED", "IN_PROGRESS", "DONE", "BLOCKED"}


def test_the_one_project_schema_is_vfx() -> None:
    assert names("ProjectSchema") == {"VFX": "caddd816-acb5-11e1-8668-f23c91df1211"}


def test_security_roles_are_of_every_type() -> None:
    types = {values["type"] for values in of("SecurityRole")}
    assert types == {"PROJECT", "API", "ASSIGNED"}
    assert {"Administrator", "Project Manager", "User", "API"} <= set(
        names("SecurityRole")
    )


def test_uploads_and_geometry_have_their_asset_types() -> None:
    shorts = {str(values["name"]): values["short"] for values in of("AssetType")}
    assert shorts["Geometry"] == "geo"
    assert shorts["Upload"] == "upload"


def test_configurations_are_json() -> None:
    for values in of("CustomAttributeConfiguration"):
        assert isinstance(json.loads(str(values["config"])), dict)


@needs_shared
@pytest.mark.parametrize(
    ("entity_type", "answer", "attributes"),
    [
        ("Status", "query_statuses", ("id", "name", "color", "sort", "is_active")),
        ("Priority", "query_priorities", ("id", "name", "color", "sort", "value")),
        ("Type", "query_types", ("id", "name", "color", "is_billable")),
    ],
)
def test_default_rows_are_a_real_sites(
    entity_type: str, answer: str, attributes: tuple[str, ...]
) -> None:
    real = [{name: row[name] for name in attributes} for row in answered(answer)]
    ours = [{name: row[name] for name in attributes} for row in of(entity_type)]
    for row in ours:
        assert row in real


@needs_shared
def test_statuses_have_a_real_sites_states() -> None:
    real = {
        row["id"]: cast("dict[str, object]", row["state"])["id"]
        for row in answered("query_statuses")
    }
    for values in of("Status"):
        assert values["state_id"] == real[values["id"]]


@needs_shared
def test_object_types_have_a_real_sites_flags() -> None:
    flags = [name for name in of("ObjectType")[0] if name.startswith("is_")]
    real = {row["id"]: row for row in answered("query_object_types")}
    for values in of("ObjectType"):
        assert {f: values[f] for f in flags} == {
            f: real[values["id"]][f] for f in flags
        }


@needs_shared
def test_schemas_have_a_real_sites_statuses_and_types() -> None:
    real = {row["id"]: row for row in answered("query_schema")}
    for schema in of("Schema"):
        theirs = real[schema["id"]]
        assert schema["type_id"] == theirs["type_id"]
        for ours, items, key in (
            (of("SchemaStatus"), "statuses", "status_id"),
            (of("SchemaType"), "types", "type_id"),
        ):
            expected = {row[key] for row in cast("Answer", theirs[items])}
            found = {row[key] for row in ours if row["schema_id"] == schema["id"]}
            assert found == expected, (schema["id"], items)


@needs_shared
def test_default_configurations_are_a_real_sites() -> None:
    real = {row["id"]: row for row in answered("query_custom_attribute_configurations")}
    for values in of("CustomAttributeConfiguration"):
        theirs = real.get(values["id"])
        if theirs is not None:
            assert values["key"] == theirs["key"]
            assert values["entity_type"] == theirs["entity_type"]
            assert values["default"] == theirs["default"]
            kind = cast("dict[str, object]", theirs["type"])
            assert values["type_id"] == kind["id"]
