"""Seed rows fit the schema: attributes, required ones, keys and what they refer to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ftrack_typed.schema import (
    Bases,
    EntitySchema,
    SchemaDocument,
    base_of,
    family,
    read_document,
    root_of,
)
from ftrack_typed_server.seeds import Row, SeedName, rows
from support.shared import SHARED, needs_shared

SEEDS: tuple[SeedName, ...] = ("empty", "fresh", "demo")
HIDDEN = {("Status", "state_id")}
UNKNOWN_TARGETS = {"SecurityRoleType"}

NEWER_TYPES = {"ReviewSessionFolder"}
NEWER_ATTRIBUTES = {
    ("Asset", "project_id"),
    ("AssetVersion", "project_id"),
    ("Note", "frame_number"),
    ("Note", "project_id"),
    ("ObjectType", "is_prioritizable"),
    ("ReviewSession", "review_session_folder_id"),
    ("TypedContextLink", "lag"),
    ("TypedContextLink", "type"),
}
"""What older servers lack; a seed without these must still hang together."""


@pytest.fixture(
    scope="module", params=["stock", pytest.param("older", marks=needs_shared)]
)
def document(request: pytest.FixtureRequest) -> SchemaDocument:
    if request.param == "older":
        return read_document(SHARED / "schema" / "query_schemas.json")
    stock: SchemaDocument = pytest.importorskip(
        "ftrack_typed_server.stock"
    ).stock_document()
    return stock


@pytest.fixture(scope="module")
def bases(document: SchemaDocument) -> Bases:
    return base_of(document)


def rows_for(document: SchemaDocument, seed: SeedName) -> list[Row]:
    """A seed's rows less what the document does not know."""
    return [
        Row(
            row.entity_type,
            {
                name: value
                for name, value in row.values.items()
                if name in document.entities[row.entity_type].properties
            },
        )
        for row in rows(seed)
        if row.entity_type in document.entities
    ]


def references(row: Row, schema: EntitySchema) -> Iterator[tuple[str, str, str]]:
    """Attribute, target type and key of every foreign key that a row holds."""
    for name, value in row.values.items():
        described = schema.properties.get(name)
        if described is None or described.foreign_key is None or value is None:
            continue
        target = described.foreign_key.entity_type
        if target not in UNKNOWN_TARGETS:
            yield name, target, str(value)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_attribute_is_in_the_schema(
    seed: SeedName, document: SchemaDocument
) -> None:
    unknown = {
        (row.entity_type, name)
        for row in rows(seed)
        if row.entity_type in document.entities
        for name in row.values
        if name not in document.entities[row.entity_type].properties
    }
    types = {row.entity_type for row in rows(seed)} - set(document.entities)
    if "ReviewSessionFolder" in document.entities:
        assert unknown <= HIDDEN
        assert not types
    else:
        assert unknown <= HIDDEN | NEWER_ATTRIBUTES
        assert types <= NEWER_TYPES


def test_every_attribute_is_a_scalar(document: SchemaDocument) -> None:
    for row in rows_for(document, "demo"):
        for name in row.values:
            item = document.entities[row.entity_type].properties[name]
            assert not item.is_reference, (row.entity_type, name)
            assert not item.is_collection, (row.entity_type, name)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_required_attribute_has_a_value(
    seed: SeedName, document: SchemaDocument
) -> None:
    missing: set[tuple[str, str]] = set()
    for row in rows_for(document, seed):
        schema = document.entities[row.entity_type]
        for name in schema.required:
            item = schema.properties.get(name)
            if item and row.values.get(name, item.default) is None:
                missing.add((row.entity_type, name))
    assert missing == set()


@pytest.mark.parametrize("seed", SEEDS)
def test_primary_keys_are_unique_within_a_family(
    seed: SeedName, document: SchemaDocument, bases: Bases
) -> None:
    keys = [
        (
            root_of(bases, row.entity_type),
            *(row.values[n] for n in document.entities[row.entity_type].primary_key),
        )
        for row in rows_for(document, seed)
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("seed", SEEDS)
def test_referred_rows_come_first(
    seed: SeedName, document: SchemaDocument, bases: Bases
) -> None:
    seen: dict[str, set[str]] = {}
    for row in rows_for(document, seed):
        schema = document.entities[row.entity_type]
        if schema.primary_key == ("id",):
            seen.setdefault(str(row.values["id"]), set()).add(row.entity_type)
        for name, target, key in references(row, schema):
            found = seen.get(key, set())
            assert found & family(bases, target), (row.entity_type, name, target)


def test_generic_parents_are_what_their_type_says() -> None:
    types: dict[str, set[str]] = {}
    for row in rows("demo"):
        if "parent_type" in row.values:
            parent = types[str(row.values["parent_id"])]
            assert row.values["parent_type"] in parent, row.entity_type
        if row.entity_type == "ListObject":
            assert str(row.values["entity_id"]) in types
        types.setdefault(str(row.values.get("id")), set()).add(row.entity_type)


@pytest.mark.parametrize(
    ("entity_type", "attribute", "value"),
    [
        ("FileComponent", "system_type", "file"),
        ("SequenceComponent", "system_type", "sequence"),
        ("User", "resource_type", "user"),
        ("Group", "resource_type", "group"),
        ("TypedContextList", "system_type", "task"),
        ("AssetVersionList", "system_type", "assetversion"),
        ("Project", "context_type", "show"),
        ("Shot", "context_type", "task"),
    ],
)
def test_discriminators_say_the_rows_type(
    entity_type: str, attribute: str, value: str
) -> None:
    found = [row.values for row in rows("demo") if row.entity_type == entity_type]
    assert {values[attribute] for values in found} == {value}


def test_contexts_have_their_types_object_type(document: SchemaDocument) -> None:
    for row in rows("demo"):
        item = document.entities.get(row.entity_type)
        described = item and item.properties.get("object_type_id")
        if described and described.has_default:
            assert row.values["object_type_id"] == described.default
