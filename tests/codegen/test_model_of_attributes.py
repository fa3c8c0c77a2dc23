from __future__ import annotations

from typing import Any

import pytest

from ftrack_typed_codegen.build import build_package
from ftrack_typed_codegen.model import EntityClass, Field
from support.schema_documents import (
    NUMBER,
    TEXT,
    Json,
    collection,
    document,
    entity_type,
    foreign_key,
    reference,
)


def classes_of(*entities: Json) -> dict[str, EntityClass]:
    package = build_package(document(*entities), name="studio_schema")
    return {item.name: item for item in package.classes}


def fields_of(item: EntityClass) -> dict[str, Field]:
    return {field.wire: field for field in item.fields}


def declared(properties: dict[str, Json], **more: Any) -> dict[str, str]:
    """Return what a class declares for *properties*, by wire name."""
    thing = entity_type("Thing", properties, **more)
    found = fields_of(classes_of(thing, entity_type("Status"))["Thing"])
    return {wire: f"{item.annotation} = {item.value}" for wire, item in found.items()}


@pytest.mark.parametrize(
    ("item", "declaration"),
    [
        (TEXT, "Attr[str | None] = Attr()"),
        (NUMBER, "Attr[float | None] = Attr()"),
        ({"type": "integer"}, "Attr[int | None] = Attr()"),
        ({"type": "boolean"}, "Attr[bool | None] = Attr()"),
        ({"type": "string", "format": "integer"}, "Attr[int | None] = Attr()"),
        ({"type": "string", "format": "json"}, "Attr[str | None] = Attr()"),
        (
            {"type": "string", "format": "date-time"},
            "Attr[datetime | None] = Attr(temporal=True)",
        ),
        ({"type": "object"}, "Attr[dict[str, Any] | None] = Attr()"),
        ({"type": "variable"}, "Attr[Any] = Attr(variable=True)"),
        (
            {"type": "string", "enum": ["queued", 'a"b']},
            "Attr[Literal['queued', 'a\"b'] | None] = Attr()",
        ),
        ({"type": "string", "default": ""}, "Attr[str | None] = Attr(default='')"),
        ({"type": "string", "default": None}, "Attr[str | None] = Attr(default=None)"),
        (
            {"type": "string", "default": "__import__('os')"},
            "Attr[str | None] = Attr(default=\"__import__('os')\")",
        ),
        (
            {"type": "object", "default": {"a": [1, None]}},
            "Attr[dict[str, Any] | None] = Attr(default={'a': [1, None]})",
        ),
        (reference("Status"), "OptionalRef[Status] = OptionalRef('Status')"),
        (collection("Status"), "Many[Status] = Many('Status')"),
        (
            {**collection("Status"), "restricted_projection": True},
            "FilterOnly[Status] = server_side(FilterOnly('Status'))",
        ),
    ],
)
def test_kind_and_type_follow_the_schema(item: Json, declaration: str) -> None:
    assert declared({"it": item})["it"] == declaration


def test_required_attribute_is_never_none() -> None:
    assert declared({"bid": NUMBER}, required=["bid"])["bid"] == (
        "Attr[float] = Attr(nullable=False)"
    )


def test_primary_key_is_immutable_and_minted() -> None:
    assert declared({})["id"] == (
        "Immutable[str] = Immutable(default=NEW_ID, nullable=False)"
    )


def test_reference_is_always_there_when_its_key_is() -> None:
    properties = {"status": reference("Status"), "status_id": foreign_key("Status")}

    assert declared(properties, required=["status_id"])["status"] == (
        "Ref[Status] = Ref('Status', key='status_id')"
    )


def test_computed_attribute_is_read_only_and_no_argument_of_create() -> None:
    found = declared(
        {"total": NUMBER, "latest": reference("Status"), "all": collection("Status")},
        computed=["total", "latest", "all"],
    )

    assert found["total"] == "ReadOnly[float | None] = server_side(ReadOnly())"
    assert found["latest"] == (
        "ReadOnlyRef[Status] = server_side(ReadOnlyRef('Status'))"
    )
    assert found["all"] == "ReadOnlyMany[Status] = server_side(ReadOnlyMany('Status'))"


def test_immutable_attribute_is_given_on_creation_only() -> None:
    found = declared(
        {"bid": NUMBER, "status": reference("Status")}, immutable=["bid", "status"]
    )

    assert found["bid"] == "Immutable[float | None] = Immutable()"
    assert found["status"] == (
        "ImmutableOptionalRef[Status] = ImmutableOptionalRef('Status')"
    )


def test_collection_names_the_key_that_its_items_hold() -> None:
    note = entity_type("Note", {"parent_id": TEXT, "parent_type": TEXT})
    log = entity_type("Log", {"thing_id": foreign_key("Thing")})
    thing = entity_type(
        "Thing", {"notes": collection("Note"), "logs": collection("Log")}
    )

    found = fields_of(classes_of(thing, note, log)["Thing"])

    assert found["logs"].value == "Many('Log', key='thing_id')"
    assert found["notes"].value == (
        "Many('Note', key='parent_id', owner_type='parent_type')"
    )


def test_domain_guarantees_what_the_schema_does_not_say() -> None:
    context = {"parent": reference("Context"), "parent_id": foreign_key("Context")}
    classes = classes_of(
        entity_type("Context", context),
        entity_type("TypedContext", context, base="Context"),
    )

    assert fields_of(classes["Context"])["parent"].annotation == "OptionalRef[Context]"
    assert fields_of(classes["TypedContext"])["parent"].annotation == "Ref[Context]"
    assert list(fields_of(classes["TypedContext"])) == ["parent"]


def test_reference_to_what_ftrack_calls_task_is_one_to_any_typed_context() -> None:
    classes = classes_of(
        entity_type("TypedContext", alias_for="Task"),
        entity_type(
            "Task",
            base="TypedContext",
            alias_for={"id": "Task", "classifiers": {"object_typeid": "1"}},
        ),
        entity_type("AssetVersion", {"task": reference("Task")}),
    )

    task = fields_of(classes["AssetVersion"])["task"]
    assert task.annotation == "OptionalRef[TypedContext]"
    assert task.value == "OptionalRef('TypedContext')"


def test_subtype_declares_anew_only_what_differs() -> None:
    properties = {"bid": NUMBER, "name": TEXT, "sort": NUMBER}
    classes = classes_of(
        entity_type("Thing", properties),
        entity_type("Same", properties, base="Thing"),
        entity_type("Fixed", properties, base="Thing", immutable=["id", "bid"]),
        entity_type(
            "Defaulted", {**properties, "sort": {**NUMBER, "default": 2}}, base="Thing"
        ),
    )

    assert classes["Same"].fields == ()
    assert classes["Same"].getters is None
    assert classes["Same"].setters is None
    assert list(fields_of(classes["Fixed"])) == ["bid"]
    assert classes["Fixed"].redeclares
    assert classes["Fixed"].narrows_setters
    assert list(fields_of(classes["Defaulted"])) == ["sort"]
    assert not classes["Defaulted"].redeclares
    assert not classes["Defaulted"].narrows_setters


def test_scalar_is_not_narrowed_by_a_subtype() -> None:
    classes = classes_of(
        entity_type("Thing", {"bid": NUMBER}),
        entity_type("Needing", {"bid": NUMBER}, base="Thing", required=["bid"]),
    )

    assert classes["Needing"].fields == ()


@pytest.mark.parametrize(
    "narrow",
    [
        pytest.param({"bid": TEXT, "status": reference("Status")}, id="other type"),
        pytest.param({"status": reference("Status")}, id="missing"),
        pytest.param({"bid": NUMBER, "status": reference("Thing")}, id="other target"),
        pytest.param({"bid": NUMBER, "status": collection("Status")}, id="many"),
    ],
)
def test_contradicting_subtype_derives_from_the_nearest_compatible_ancestor(
    narrow: dict[str, Json],
) -> None:
    wide = {"bid": NUMBER, "status": reference("Status")}
    classes = classes_of(
        entity_type("Status"),
        entity_type("Root"),
        entity_type("Thing", wide, base="Root"),
        entity_type("Odd", narrow, base="Thing"),
    )

    assert classes["Thing"].bases == ("Root",)
    assert classes["Odd"].bases == ("Root",)
    assert {"id", *narrow} == {"id", *fields_of(classes["Odd"])}


def test_subtype_that_frees_what_the_base_fixes_does_not_derive_from_it() -> None:
    classes = classes_of(
        entity_type("Thing", {"bid": NUMBER}, immutable=["id", "bid"]),
        entity_type("Free", {"bid": NUMBER}, base="Thing"),
    )

    assert classes["Free"].bases == ("Entity",)


def test_keys_of_one_value_type_share_an_overload() -> None:
    thing = classes_of(entity_type("Thing", {"a": TEXT, "b": TEXT, "c": NUMBER}))[
        "Thing"
    ]

    assert thing.getters is not None
    assert [(item.literal, item.type) for item in thing.getters] == [
        ("Literal['c']", "float | None"),
        ("Literal['id']", "str"),
        ("Literal['a', 'b']", "str | None"),
    ]


def test_key_that_a_subtype_fixes_has_an_overload_of_its_own() -> None:
    properties = {"a": TEXT, "b": TEXT}
    classes = classes_of(
        entity_type("Thing", properties),
        entity_type("Fixed", properties, base="Thing", immutable=["id", "b"]),
    )

    assert classes["Thing"].setters is not None
    assert [item.keys for item in classes["Thing"].setters] == [("'a'",), ("'b'",)]
    assert classes["Fixed"].setters is not None
    assert [item.keys for item in classes["Fixed"].setters] == [("'a'",)]


def test_what_is_only_for_criteria_is_no_key() -> None:
    restricted = {**collection("Status"), "restricted_projection": True}
    thing = classes_of(entity_type("Status"), entity_type("Thing", {"all": restricted}))

    assert thing["Thing"].getters is not None
    assert [item.keys for item in thing["Thing"].getters] == [("'id'",)]
    assert thing["Thing"].setters is None
