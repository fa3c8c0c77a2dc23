"""Object types that are made, changed and used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture
def prop(session: Any) -> Any:
    made = session.create(
        "ObjectType",
        {
            "name": f"Big Prop {uuid4().hex[:8]}",
            "icon": "default",
            "is_statusable": False,
            "is_typeable": False,
            "is_schedulable": False,
        },
    )
    session.commit()
    return made


def test_a_new_object_type_is_an_entity_type_at_once(
    session: Any, connect: Callable[..., Any], prop: Any, project: Any
) -> None:
    before = session.server_information["schema_hash"]
    name = prop["name"].replace(" ", "")
    assert name not in session.types
    mine = connect()
    assert mine.server_information["schema_hash"] != before
    assert name in mine.types
    made = mine.create(
        name, {"name": "chair", "parent": mine.get("Project", project["id"])}
    )
    task = mine.create("Task", {"name": "model", "parent": made})
    made["metadata"]["weight"] = "5"
    mine.commit()
    assert made["object_type"]["id"] == prop["id"]
    other = connect()
    again = other.get("TypedContext", made["id"])
    assert again.entity_type == name
    assert [row["name"] for row in again["children"]] == ["model"]
    assert other.get("Task", task["id"])["parent"] is again
    assert again["metadata"]["weight"] == "5"
    found = other.query(f"{name} where project_id is {project['id']}")
    assert found.one() is again
    (schema,) = (item for item in other.schemas if item["id"] == name)
    assert {"status_id", "type_id", "bid", "object_type_id"} <= set(schema["immutable"])
    mine.delete(made)
    mine.commit()


def test_a_new_object_type_has_custom_attributes(
    session: Any, connect: Callable[..., Any], prop: Any, project: Any
) -> None:
    kind = session.query('CustomAttributeType where name is "number"').one()
    key = f"key_{uuid4().hex}"
    session.create(
        "CustomAttributeConfiguration",
        {
            "entity_type": "task",
            "object_type": prop,
            "type": kind,
            "label": key,
            "key": key,
            "default": 3,
            "config": "{}",
        },
    )
    session.commit()
    mine = connect()
    made = mine.create(
        prop["name"].replace(" ", ""),
        {"name": "table", "parent": mine.get("Project", project["id"])},
    )
    made["custom_attributes"][key] = 4
    mine.commit()
    again = connect().get("Context", made["id"])
    assert again["custom_attributes"][key] == 4
    assert key not in dict(project["custom_attributes"])


def test_what_an_object_type_has_follows_its_flags(
    session: Any, connect: Callable[..., Any], ftrack_api: Any, prop: Any, project: Any
) -> None:
    name = prop["name"].replace(" ", "")
    status = session.query("Status").first()["id"]
    mine = connect()
    made = mine.create(
        name, {"name": "lamp", "parent": mine.get("Project", project["id"])}
    )
    mine.commit()
    update = {
        "action": "update",
        "entity_type": name,
        "entity_key": [made["id"]],
        "entity_data": {"status_id": status},
    }
    mine.call([update])
    update["entity_data"] = {"status_id": session.query("Status")[1]["id"]}
    with pytest.raises(ftrack_api.exception.ServerError, match="immutable"):
        mine.call([update])
    prop["is_statusable"] = True
    session.commit()
    mine.call([update])
    (schema,) = (item for item in connect().schemas if item["id"] == name)
    assert "status_id" not in schema["immutable"]


@pytest.mark.parametrize("name", ["Shot", "User", "  ", "Nö"])
def test_names_that_cannot_be_entity_types_are_refused(
    session: Any, ftrack_api: Any, name: str
) -> None:
    session.create("ObjectType", {"name": name})
    with pytest.raises(ftrack_api.exception.ServerError, match="ValidationError"):
        session.commit()


def test_an_object_type_keeps_its_name(
    session: Any, ftrack_api: Any, prop: Any
) -> None:
    prop["name"] = "Other"
    with pytest.raises(ftrack_api.exception.ServerError, match="keeps its name"):
        session.commit()


def test_an_object_type_can_be_deleted(
    session: Any, connect: Callable[..., Any], prop: Any
) -> None:
    name = prop["name"].replace(" ", "")
    assert name in connect().types
    session.delete(prop)
    session.commit()
    assert name not in connect().types
