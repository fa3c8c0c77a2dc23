"""Which entity type is a kind of which other."""

from __future__ import annotations

import pytest

from ftrack_typed.schema import (
    EntitySchema,
    SchemaDocument,
    SchemaError,
    Subtype,
    ancestors,
    base_of,
    descendants,
    family,
    read_document,
    root_of,
    stand_ins,
    subtypes,
)
from support.shared import SHARED, needs_shared


def document(*entities: EntitySchema) -> SchemaDocument:
    return SchemaDocument({entity.name: entity for entity in entities})


def entity(
    name: str, alias: str | Subtype | None = None, mixin: str | None = None
) -> EntitySchema:
    return EntitySchema(name=name, properties={}, alias_for=alias, mixin=mixin)


def of_table(table: str, **classifiers: str) -> Subtype:
    return Subtype(base=table, classifiers=classifiers)


OLDER = document(
    entity("Task", of_table("Task", object_typeid="1")),
    entity("Shot", of_table("Task", object_typeid="2")),
    entity("TypedContext", "Task"),
    entity("Context"),
    entity("Project", "Show"),
    entity("TypedContextList", of_table("List", entity="task")),
    entity("List"),
    entity("User"),
    entity("Resource"),
    entity("UserCustomAttributeLinkFrom"),
    entity("CustomAttributeLinkFrom"),
)


def test_tables_and_the_known_tree_give_bases_where_none_are_declared() -> None:
    assert base_of(OLDER) == {
        "Task": "TypedContext",
        "Shot": "TypedContext",
        "TypedContext": "Context",
        "Context": None,
        "Project": "Context",
        "TypedContextList": "List",
        "List": None,
        "User": "Resource",
        "Resource": None,
        "UserCustomAttributeLinkFrom": "CustomAttributeLinkFrom",
        "CustomAttributeLinkFrom": None,
    }


def test_declared_bases_count_alone_where_there_are_any() -> None:
    bases = base_of(
        document(
            entity("Context"),
            entity("TypedContext", "Task", mixin="Context"),
            entity("User"),
            entity("Resource"),
        )
    )
    assert bases["TypedContext"] == "Context"
    assert bases["User"] is None


def test_relatives_are_found_by_way_of_the_bases() -> None:
    bases = base_of(OLDER)
    assert ancestors(bases, "Shot") == ("TypedContext", "Context")
    assert descendants(bases, "Context") == ("Task", "Shot", "TypedContext", "Project")
    assert subtypes(bases, "Context") == ("TypedContext", "Project")
    assert root_of(bases, "Shot") == "Context"
    assert root_of(bases, "List") == "List"
    assert family(bases, "TypedContext") == {"Context", "TypedContext", "Task", "Shot"}


def test_the_task_type_stands_in_for_every_typed_context() -> None:
    assert stand_ins(OLDER) == {"Task": "TypedContext"}


def test_a_circle_of_bases_is_refused() -> None:
    circle = document(entity("A", mixin="B"), entity("B", mixin="A"))
    with pytest.raises(SchemaError, match="'A' has itself as a base: A < B < A"):
        base_of(circle)


@needs_shared
def test_a_real_older_document_has_the_known_tree() -> None:
    bases = base_of(read_document(SHARED / "schema" / "query_schemas.json"))
    tree = {base: subtypes(bases, base) for base in bases if subtypes(bases, base)}
    links = ("Asset", "AssetVersion", "Component", "Context", "Group", "List", "User")
    assert {base: set(names) for base, names in tree.items()} == {
        "Component": {"FileComponent", "ContainerComponent"},
        "ContainerComponent": {"SequenceComponent"},
        "Context": {"Project", "TypedContext"},
        "CustomAttributeLink": {f"{name}CustomAttributeLink" for name in links},
        "CustomAttributeLinkFrom": {f"{name}CustomAttributeLinkFrom" for name in links},
        "CustomConfigurationBase": {
            "CustomAttributeConfiguration",
            "CustomAttributeLinkConfiguration",
        },
        "List": {"AssetVersionList", "TypedContextList"},
        "NoteLabel": {"NoteCategory"},
        "Resource": {"Group", "User"},
        "StatusChange": {"AssetVersionStatusChange", "TypedContextStatusChange"},
        "TypedContext": {
            "AssetBuild",
            "Episode",
            "Folder",
            "Milestone",
            "Sequence",
            "Shot",
            "Task",
        },
    }
