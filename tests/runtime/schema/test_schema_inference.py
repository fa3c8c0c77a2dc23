"""What relations stand on, inferred from small documents and a real one."""

from __future__ import annotations

import pytest

from ftrack_typed.schema import (
    Closure,
    EntitySchema,
    ForeignCollection,
    ForeignKey,
    HiddenCollection,
    LinkedCollection,
    PropertySchema,
    Reference,
    Relation,
    SchemaDocument,
    Subtype,
    infer_relations,
    read_document,
)
from support.expected_relations import unexpected
from support.shared import SHARED, needs_shared


def text(name: str, alias: str | None = None) -> PropertySchema:
    return PropertySchema(name=name, type="string", alias_for=alias)


def key(name: str, target: str, alias: str | None = None) -> PropertySchema:
    return PropertySchema(
        name=name,
        type="string",
        format="foreign_key",
        alias_for=alias,
        foreign_key=ForeignKey(entity_type=target, attribute="id"),
    )


def ref(name: str, target: str, alias: str | None = None) -> PropertySchema:
    return PropertySchema(name=name, target=target, alias_for=alias)


def many(name: str, target: str) -> PropertySchema:
    return PropertySchema(name=name, type="array", target=target)


def mapped(name: str, target: str) -> PropertySchema:
    return PropertySchema(name=name, type="mapped_array", target=target)


def entity(
    name: str,
    *items: PropertySchema,
    pk: tuple[str, ...] = ("id",),
    mixin: str | None = None,
    alias: str | Subtype | None = None,
) -> EntitySchema:
    return EntitySchema(
        name=name,
        properties={item.name: item for item in (text("id"), *items)},
        primary_key=pk,
        mixin=mixin,
        alias_for=alias,
    )


def relation(name: str, attribute: str, *entities: EntitySchema) -> Relation:
    document = SchemaDocument({entity.name: entity for entity in entities})
    return infer_relations(document)[name, attribute]


def test_a_subtypes_collection_is_the_one_that_its_ancestor_declares() -> None:
    children = many("children", "Context")
    found = relation(
        "Project",
        "children",
        entity("Context", children, key("parent_id", "Context")),
        entity("Project", children, mixin="Context"),
    )
    assert found == ForeignCollection(target="Context", key="parent_id")


@pytest.mark.parametrize(
    ("target", "item_key", "parent_type"),
    [
        ("Metadata", "parent_id", "parent_type"),
        ("ContextCustomAttributeValue", "entity_id", None),
        ("CustomAttributeLink", "from_id", None),
        ("CustomAttributeLinkFrom", "to_id", None),
    ],
)
def test_mapped_items_belong_by_keys_that_are_known(
    target: str, item_key: str, parent_type: str | None
) -> None:
    found = relation(
        "Context",
        "mapping",
        entity("Context", mapped("mapping", target)),
        entity(target, text(item_key), text("parent_type")),
    )
    assert found == ForeignCollection(
        target=target, key=item_key, parent_type=parent_type
    )


def test_items_of_any_parent_belong_by_its_key_and_type() -> None:
    note = entity(
        "Note", text("parent_id"), text("parent_type"), key("version_id", "Version")
    )
    found = relation("Version", "notes", entity("Version", many("notes", "Note")), note)
    assert found == ForeignCollection(
        target="Note", key="parent_id", parent_type="parent_type"
    )


def test_replies_belong_by_their_own_foreign_key() -> None:
    note = entity(
        "Note",
        text("parent_id"),
        text("parent_type"),
        key("in_reply_to_id", "Note"),
        many("replies", "Note"),
    )
    assert relation("Note", "replies", note) == ForeignCollection(
        target="Note", key="in_reply_to_id"
    )


def test_the_only_foreign_key_to_the_owner_decides() -> None:
    found = relation(
        "Asset",
        "versions",
        entity("Asset", many("versions", "Version")),
        entity("Version", key("asset_id", "Asset"), key("user_id", "User")),
        entity("User"),
    )
    assert found == ForeignCollection(target="Version", key="asset_id")


@pytest.mark.parametrize("referred", ["Context", "Shot"])
def test_a_foreign_key_to_a_relative_of_the_owner_decides(referred: str) -> None:
    found = relation(
        "TypedContext",
        "parts",
        entity("Context"),
        entity("TypedContext", many("parts", "Part"), mixin="Context"),
        entity("Shot", mixin="TypedContext"),
        entity("Part", key("owner_id", referred)),
    )
    assert found == ForeignCollection(target="Part", key="owner_id")


def test_two_names_of_one_column_are_one_foreign_key() -> None:
    found = relation(
        "ObjectType",
        "schemas",
        entity("ObjectType", many("schemas", "Schema")),
        entity(
            "Schema",
            key("type_id", "ObjectType", "typeid"),
            key("object_type_id", "ObjectType", "typeid"),
        ),
    )
    assert found == ForeignCollection(target="Schema", key="type_id")


def test_a_key_that_is_shared_with_the_base_is_no_relation() -> None:
    found = relation(
        "Component",
        "files",
        entity("Component", many("files", "FileComponent")),
        EntitySchema(name="FileComponent", properties={"id": key("id", "Component")}),
    )
    assert isinstance(found, HiddenCollection)


def test_assignments_are_appointments_of_that_type() -> None:
    found = relation(
        "Resource",
        "assignments",
        entity("Resource", many("assignments", "Appointment")),
        entity("Appointment", key("resource_id", "Resource"), text("type")),
    )
    assert found == ForeignCollection(
        target="Appointment", key="resource_id", where=(("type", "assignment"),)
    )


def test_a_type_that_is_a_pair_of_keys_links_both_sides() -> None:
    link = entity(
        "WorkflowSchemaStatus",
        key("status_id", "Status"),
        key("schema_id", "Schema"),
        pk=("status_id", "schema_id"),
    )
    found = relation(
        "Schema",
        "statuses",
        entity("Schema", many("statuses", "Status")),
        entity("Status"),
        link,
    )
    assert found == LinkedCollection(
        target="Status",
        link="WorkflowSchemaStatus",
        source_key="schema_id",
        target_key="status_id",
    )


def test_ancestors_and_descendants_are_closures() -> None:
    context = entity(
        "TypedContext",
        key("parent_id", "TypedContext"),
        many("ancestors", "TypedContext"),
        many("descendants", "TypedContext"),
    )
    assert relation("TypedContext", "ancestors", context) == Closure(
        target="TypedContext", start="parent_id", parent_key="parent_id", upwards=True
    )
    assert relation("TypedContext", "descendants", context) == Closure(
        target="TypedContext", start="id", parent_key="parent_id", upwards=False
    )


def test_a_collection_that_nothing_explains_has_a_hidden_table() -> None:
    found = relation("A", "things", entity("A", many("things", "B")), entity("B"))
    assert found == HiddenCollection(target="B", table="A_things")


def test_a_known_relation_whose_attributes_are_not_there_is_hidden() -> None:
    found = relation(
        "AssetVersion",
        "uses_versions",
        entity("AssetVersion", many("uses_versions", "AssetVersion")),
    )
    assert isinstance(found, HiddenCollection)


def test_a_relation_to_task_means_every_typed_context() -> None:
    entities = (
        entity("TypedContext", key("status_id", "Status"), alias="Task"),
        entity(
            "Task",
            key("status_id", "Status"),
            alias=Subtype(base="Task", classifiers={"object_typeid": "1"}),
        ),
        entity("Status", many("tasks", "Task")),
        entity("Version", ref("task", "Task"), key("task_id", "Task")),
    )
    assert relation("Status", "tasks", *entities) == ForeignCollection(
        target="TypedContext", key="status_id"
    )
    assert relation("Version", "task", *entities) == Reference(
        target="TypedContext", key="task_id"
    )


@pytest.mark.parametrize(
    ("item", "keys", "expected"),
    [
        (
            ref("user", "User"),
            (key("user_id", "User"), key("by_id", "User")),
            "user_id",
        ),
        (ref("user", "User"), (key("user_id", "Resource"),), "user_id"),
        (ref("user", "User"), (text("user_id"),), "user_id"),
        (ref("owner", "User"), (key("user_id", "User"),), "user_id"),
        (ref("user", "User"), (key("user_id", "Thing"), key("by", "User")), "by"),
        (
            ref("author", "User", "user"),
            (key("user_id", "User", "userid"), key("by_id", "User", "byid")),
            "user_id",
        ),
        (
            ref("owner", "User"),
            (key("user_id", "User"), key("resource_id", "Resource")),
            "user_id",
        ),
        (ref("owner", "User"), (key("a_id", "User"), key("b_id", "User")), None),
        (ref("owner", "User"), (), None),
    ],
)
def test_the_key_behind_a_reference(
    item: PropertySchema, keys: tuple[PropertySchema, ...], expected: str | None
) -> None:
    found = relation(
        "Thing",
        item.name,
        entity("Resource"),
        entity("User", mixin="Resource"),
        entity("Thing", item, *keys),
    )
    assert found == Reference(target="User", key=expected)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("UserCustomAttributeLink", "to_id"), ("UserCustomAttributeLinkFrom", "from_id")],
)
def test_a_typed_link_leads_to_its_other_end(name: str, expected: str) -> None:
    link = entity(name, ref("user", "User"), text("to_id"), text("from_id"))
    assert relation(name, "user", entity("User"), link) == Reference(
        target="User", key=expected
    )


@needs_shared
def test_a_real_documents_relations_are_all_as_known() -> None:
    document = read_document(SHARED / "schema" / "query_schemas.json")
    relations = infer_relations(document)
    assert len(relations) == 542
    assert list(unexpected(document, relations)) == []
