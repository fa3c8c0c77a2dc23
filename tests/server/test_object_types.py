"""The schema follows the object types that a site has, and they the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import ftrack_typed_server
from ftrack_typed.schema import EntitySchema, SchemaDocument, digest, read_document
from ftrack_typed_server.seeds import SeedName
from ftrack_typed_server.stock import (
    ObjectTypeTraits,
    object_type_entity,
    stock_document,
)
from support.shared import SHARED, needs_shared
from support.site import RefusedError, SiteClient, create, delete, query, update

SCENE = object_type_entity(
    ObjectTypeTraits(name="Concept Scene", id="scene-id", is_statusable=True)
)
PROJECT = (
    create("WorkflowSchema", id="w", name="w"),
    create("TaskTypeSchema", id="t", name="t"),
    create(
        "ProjectSchema",
        id="s",
        name="s",
        task_workflow_schema_id="w",
        asset_version_workflow_schema_id="w",
        task_type_schema_id="t",
    ),
    create("Project", id="p", name="p", project_schema_id="s"),
)
PROP = {"name": "Prop", "id": "prop-id", "icon": "default", "is_statusable": False}


@contextmanager
def serving(
    schema: SchemaDocument | Path | None = None, **options: Any
) -> Iterator[SiteClient]:
    with ftrack_typed_server.running(schema=schema, **options) as server:
        client = SiteClient.of(server)
        yield client
        client.close()


def document(*more: EntitySchema, without: tuple[str, ...] = ()) -> SchemaDocument:
    entities = dict(stock_document().entities)
    entities.update({entity.name: entity for entity in more})
    return SchemaDocument(
        {name: entity for name, entity in entities.items() if name not in without}
    )


def schema_hash(client: SiteClient) -> str:
    (answer,) = client.call({"action": "query_server_information"})
    return str(answer["schema_hash"])


@needs_shared
@pytest.mark.parametrize("seed", ["empty", "fresh", "demo"])
def test_a_real_schema_is_served_as_it_is(seed: SeedName) -> None:
    folder = SHARED / "schema"
    told = json.loads((folder / "query_server_information.json").read_text())
    with serving(folder / "query_schemas.json", seed=seed) as client:
        assert schema_hash(client) == told["schema_hash"]
        (schemas,) = client.call({"action": "query_schemas"})
    assert schemas == json.loads((folder / "query_schemas.json").read_text())


@pytest.mark.parametrize("seed", ["empty", "fresh", "demo"])
def test_the_stock_schema_is_served_as_it_is(seed: SeedName) -> None:
    with serving(seed=seed) as client:
        assert schema_hash(client) == digest(stock_document())


@pytest.mark.parametrize("seed", ["empty", "fresh", "demo"])
def test_object_types_of_a_studio_are_there_to_be_used(seed: SeedName) -> None:
    studio = document(SCENE, without=("Episode",))
    with serving(studio, seed=seed) as client:
        assert schema_hash(client) == digest(studio)
        (row,) = client.rows(
            "select name, is_statusable, is_typeable from ObjectType"
            " where id is 'scene-id'"
        )
        assert row["name"] == "Concept Scene"
        assert (row["is_statusable"], row["is_typeable"]) == (True, False)
        assert client.rows("ObjectType where name is Episode") == []
        client.call(
            *PROJECT,
            create("ConceptScene", id="s", name="s", parent_id="p"),
        )
        (made,) = client.rows("select object_type.name from Context where id is s")
        assert made["__entity_type__"] == "ConceptScene"
        assert made["object_type"]["name"] == "Concept Scene"


def test_a_seed_has_nothing_that_refers_to_what_a_studio_lacks() -> None:
    studio = document(without=("Episode", "Sequence", "Milestone"))
    with serving(studio, seed="demo") as client:
        assert client.keys("TypedContext where parent_id is none") == []
        assert client.keys("TypedContext where project_id is none") == []
        assert client.keys("TypedContext where parent.id is none") == []
        assert client.keys("Timelog where context.id is none") == []
        assert client.keys("Note where not author.id is_not none") == []
        assert client.keys("Task")
        (folder,) = client.rows("select link from AssetBuild limit 1")
        assert folder["link"][0]["type"] == "Project"


def test_a_document_is_the_same_after_a_restart(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'site.db'}"
    with serving(database=database) as client:
        before = schema_hash(client)
        client.call(create("ObjectType", **PROP))
        client.call(
            update(
                "ObjectType",
                "bad911de-3bd6-47b9-8b46-3476e237cb36",
                is_statusable=False,
            )
        )
        client.call(
            *PROJECT,
            create("Prop", id="chair", name="chair", parent_id="p"),
        )
        after = schema_hash(client)
    assert after != before
    with serving(database=database) as client:
        assert schema_hash(client) == after
        (row,) = client.rows("TypedContext where id is chair")
        assert row["__entity_type__"] == "Prop"
        (schemas,) = client.call({"action": "query_schemas"})
    (schema,) = (item for item in schemas if item["id"] == "Shot")
    assert {"status", "status_id"} <= set(schema["immutable"])


def test_what_is_served_can_be_read_and_served_again(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    with serving() as client:
        client.call(create("ObjectType", **PROP))
        file.write_text(json.dumps(client.call({"action": "query_schemas"})))
        before = schema_hash(client)
    assert "Prop" in read_document(file).entities
    with serving(file) as client:
        assert schema_hash(client) == before


def test_a_batch_that_fails_changes_no_schema() -> None:
    with serving() as client:
        before = schema_hash(client)
        with pytest.raises(RefusedError):
            client.call(create("ObjectType", **PROP), query("Nothing"))
        assert schema_hash(client) == before
        client.call(create("ObjectType", **PROP))
        assert schema_hash(client) != before


def test_an_object_type_in_use_is_not_deleted() -> None:
    with serving() as client:
        client.call(create("ObjectType", **PROP))
        client.call(
            *PROJECT,
            create("Prop", id="chair", name="chair", parent_id="p"),
        )
        with pytest.raises(RefusedError, match="IntegrityError"):
            client.call(delete("ObjectType", "prop-id"))
        assert client.keys("Prop") == ["chair"]
        client.call(delete("Prop", "chair"), delete("ObjectType", "prop-id"))
        with pytest.raises(RefusedError, match="Prop"):
            client.rows("Prop")
