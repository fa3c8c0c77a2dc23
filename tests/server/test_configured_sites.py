"""A server that is started from a snapshot has what its site has configured."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest

import ftrack_typed_server
from ftrack_typed.schema import CustomAttribute, SchemaDocument
from ftrack_typed_codegen.pipeline import generate
from ftrack_typed_codegen.settings import NAMES, Settings
from ftrack_typed_codegen.snapshot import snapshot_text
from ftrack_typed_server.seeds import SeedName
from ftrack_typed_server.seeds.defaults_project_schema import VFX_SCHEMA_ID
from ftrack_typed_server.seeds.defaults_workflow import OBJECT_TYPE_IDS, STATUS_IDS
from ftrack_typed_server.stock import ObjectTypeTraits, object_type_entity
from support.configured_site import configured_site
from support.databases import Databases
from support.site import SiteClient, create
from support.site_snapshots import configured, snapshot, stock_snapshot

SEEDS: tuple[SeedName, ...] = ("empty", "fresh", "demo")
SCENE = object_type_entity(
    ObjectTypeTraits(
        name="Concept Scene", id="scene-id", is_statusable=True, is_typeable=True
    )
)
SHOT = OBJECT_TYPE_IDS["Shot"]


@pytest.fixture(scope="module")
def studio() -> SchemaDocument:
    """A site with names, an object type and attributes that no new site has."""
    statuses = {
        "Begun": STATUS_IDS["In progress"],
        "Approved": "our-approved",
        "Rendering": "our-rendering",
    }
    fstart = CustomAttribute(
        key="fstart",
        kind="number",
        entity_type="task",
        object_type="Shot",
        object_type_id=SHOT,
        default=1001,
        id="our-fstart",
    )
    stock = stock_snapshot()
    with_scene = attrs.evolve(stock, entities={**stock.entities, "ConceptScene": SCENE})
    object_types = {**OBJECT_TYPE_IDS, "Concept Scene": "scene-id"}
    return configured(
        with_scene,
        [fstart],
        names={
            "Status": statuses,
            "ObjectType": object_types,
            "ProjectSchema": {"Feature": "our-feature", "VFX": VFX_SCHEMA_ID},
        },
    )


@contextmanager
def asked(schema: SchemaDocument, seed: SeedName = "fresh") -> Generator[SiteClient]:
    with ftrack_typed_server.running(schema, seed=seed) as server:
        client = SiteClient.of(server)
        yield client
        client.close()


def assert_fixed_point(document: SchemaDocument, seed: SeedName) -> None:
    with ftrack_typed_server.running(document, seed=seed) as server:
        again = snapshot(server)
    assert snapshot_text(again) == snapshot_text(document)


def test_every_kind_of_attribute_is_served_again(tmp_path: Path) -> None:
    chosen = Settings(names=tuple(NAMES))
    packages: list[dict[str, bytes]] = []
    with configured_site(tmp_path / "first", "studio_of_first", chosen) as (server, _):
        document = snapshot(server)
    for seed in SEEDS:
        assert_fixed_point(document, seed)
    with ftrack_typed_server.running(document) as server:
        for name, source in (("one", document), ("two", snapshot(server))):
            folder = tmp_path / name
            generate(source, package="studio", output=folder, settings=chosen)
            packages.append(
                {
                    str(file.relative_to(folder)): file.read_bytes()
                    for file in folder.rglob("*")
                    if file.is_file()
                }
            )
    assert packages[0] == packages[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_studio_is_served_whatever_the_seed(
    studio: SchemaDocument, seed: SeedName
) -> None:
    assert_fixed_point(studio, seed)


EVERYTHING = {STATUS_IDS["In progress"], "our-approved", "our-rendering"}


def test_a_production_has_what_the_site_has(studio: SchemaDocument) -> None:
    with asked(studio, "demo") as client:
        used = client.rows("select status_id from Shot")
        stateless = client.keys("Status where state.id is none")
        (shot,) = client.rows(
            "select custom_attributes.key, custom_attributes.value from Shot "
            "where project.name is 'My Project' limit 1"
        )
        fps = client.rows("ContextCustomAttributeValue where key is fps")
        wrong = client.keys("Task where status.id is none or type.id is none")
    statuses = {row["status_id"] for row in used}
    assert statuses > {STATUS_IDS["In progress"]}
    assert statuses <= set(EVERYTHING)
    assert stateless == []
    (fstart,) = shot["custom_attributes"]
    assert (fstart["configuration_id"], fstart["value"]) == ("our-fstart", 1001)
    assert fps == []
    assert wrong == []


def test_an_object_type_under_another_key_keeps_its_production() -> None:
    ours = object_type_entity(
        ObjectTypeTraits(name="Sequence", id="our-sequence", is_statusable=True)
    )
    document = SchemaDocument(
        {**stock_snapshot().entities, "Sequence": ours}, stock_snapshot().site
    )
    object_types = {**OBJECT_TYPE_IDS, "Sequence": "our-sequence"}
    document = configured(document, names={"ObjectType": object_types})
    with asked(document, "demo") as client:
        found = client.rows("select object_type_id from Sequence")
        assert {row["object_type_id"] for row in found} == {"our-sequence"}
        assert client.keys("Shot where parent.object_type.name is Sequence")


def test_what_no_seed_knows_is_allowed_in_each_project(studio: SchemaDocument) -> None:
    with asked(studio) as client:
        feature = allowed(client, "Feature")
        vfx = allowed(client, "VFX")
        (shot,) = client.rows(
            "select statuses.status_id from Schema where object_type_id is "
            f"'{SHOT}' and project_schema_id is '{VFX_SCHEMA_ID}'"
        )
        scenes = client.rows(
            "select statuses.status_id, types.type_id from Schema where "
            "object_type_id is 'scene-id'"
        )
    assert feature == (EVERYTHING, EVERYTHING, {*OBJECT_TYPE_IDS.values(), "scene-id"})
    # On a new site versions have no status that is in progress.
    assert vfx == (EVERYTHING, {"our-approved", "our-rendering"}, feature[2])
    new = {STATUS_IDS["In progress"], "our-rendering"}
    assert {each["status_id"] for each in shot["statuses"]} == new
    assert len(scenes) == 2
    for scene in scenes:
        assert {each["status_id"] for each in scene["statuses"]} == EVERYTHING
        assert scene["types"]


def test_a_project_schema_that_stands_for_another_allows_everything() -> None:
    document = configured(
        stock_snapshot(), names={"ProjectSchema": {"Feature": "our-feature"}}
    )
    with asked(document, "demo") as client:
        projects = client.rows("select project_schema_id from Project")
        (shot,) = client.rows(
            f"select statuses.status_id from Schema where object_type_id is '{SHOT}'"
        )
        templates = client.rows("select project_schema_id from TaskTemplate")
    assert {row["project_schema_id"] for row in projects} == {"our-feature"}
    assert {row["project_schema_id"] for row in templates} == {"our-feature"}
    assert {each["status_id"] for each in shot["statuses"]} == set(STATUS_IDS.values())


def allowed(client: SiteClient, name: str) -> tuple[set[str], set[str], set[str]]:
    """Return statuses of tasks and of versions, and object types, of a schema."""
    (schema,) = client.rows(
        "select task_workflow_schema.statuses.id, object_types.id, "
        "asset_version_workflow_schema.statuses.id from ProjectSchema "
        f"where name is {name}"
    )
    return (
        {each["id"] for each in schema["task_workflow_schema"]["statuses"]},
        {each["id"] for each in schema["asset_version_workflow_schema"]["statuses"]},
        {each["id"] for each in schema["object_types"]},
    )


def test_a_task_begins_with_a_status_of_the_site(studio: SchemaDocument) -> None:
    with asked(studio, "empty") as client:
        client.call(
            create("Project", id="p", name="p", project_schema_id="our-feature"),
            create("Task", id="t", name="t", parent_id="p"),
        )
        (task,) = client.rows("select status.name, type.name from Task where id is t")
    assert task["status"]["name"] in {"Begun", "Approved", "Rendering"}
    assert task["type"]["name"]


def test_a_database_that_holds_data_is_kept(
    studio: SchemaDocument, databases: Databases, tmp_path: Path
) -> None:
    database = databases.lasting(tmp_path)
    with ftrack_typed_server.running(studio, database) as server:
        first = snapshot(server)
    with ftrack_typed_server.running(studio, database) as server:
        assert snapshot(server) == first
    without = attrs.evolve(studio, site=stock_snapshot().site)
    names = {**OBJECT_TYPE_IDS, "Concept Scene": "scene-id"}
    with ftrack_typed_server.running(
        configured(without, names={"ObjectType": names}), database
    ) as server:
        assert snapshot(server) == first


def test_an_object_type_may_be_called_otherwise_than_its_entity_type(
    tmp_path: Path,
) -> None:
    called = {key: name for name, key in OBJECT_TYPE_IDS.items()}
    called[SHOT] = "Plan (2D)"
    names = {name: key for key, name in called.items()}
    document = configured(stock_snapshot(), names={"ObjectType": names})
    database = f"sqlite:///{tmp_path / 'site.db'}"
    for _ in range(2):
        with ftrack_typed_server.running(document, database) as server:
            assert snapshot_text(snapshot(server)) == snapshot_text(document)
