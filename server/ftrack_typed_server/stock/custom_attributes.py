"""Custom attributes: how they are configured, their values and their links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ftrack_typed.schema import EntitySchema
from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    identity,
    integer,
    key,
    refer,
    scalar,
    text,
    to_many,
    to_one,
    type_name,
)

CONFIGURATION_BASE: Final = entity(
    "CustomConfigurationBase",
    identity("registerid"),
    text("key", about="The attribute's name, unique in its entity type."),
    text("label", about="The attribute's name for people."),
    text("entity_type", "entity", about="The entity type that has the attribute."),
    to_one("object_type", "ObjectType"),
    text("object_type_id", "entity_key", about="The object type that has it, if one."),
    text("project_id", "topid", about="The project that has it, if not all."),
    refer("group", "CustomAttributeGroup", "groupid"),
    text("config", about="What the attribute's type offers to choose from, as JSON."),
    integer("sort", default=0, about="The place among others on screen."),
    flag("core", default=False, about="Whether it is built in and cannot be changed."),
    to_many("read_security_roles", "SecurityRole", "read_roles"),
    to_many("write_security_roles", "SecurityRole", "write_roles"),
    alias="RegisterBase",
    system=("write_permissionid", "permissionid", "topid"),
    required=("core", "config"),
)

_CONFIGURATION = (
    CONFIGURATION_BASE,
    entity(
        "CustomAttributeConfiguration",
        scalar(
            "default",
            "variable",
            "casted_default",
            default="",
            about="The value where an entity has none of its own.",
        ),
        flag(
            "is_hierarchical",
            "ishierarchical",
            default=False,
            about="Whether an entity without a value takes its parent's.",
        ),
        refer("type", "CustomAttributeType", "typeid"),
        to_many("values", "CustomAttributeValue"),
        base=CONFIGURATION_BASE,
        alias="Variable_Register",
    ),
    entity(
        "CustomAttributeLinkConfiguration",
        text("entity_type_to", "entity_to", about="The entity type that is linked to."),
        to_one("object_type_to", "ObjectType"),
        key("object_type_id_to", "ObjectType", "entity_key_to"),
        flag("one_to_one"),
        base=CONFIGURATION_BASE,
        alias="LinkRegister",
        required=("entity_type", "entity_type_to"),
        immutable=("entity_type_to", "object_type_id_to"),
    ),
    entity(
        "CustomAttributeGroup",
        identity("groupid"),
        text("name", about="The group's name."),
        to_many(
            "custom_attribute_configurations",
            "CustomAttributeConfiguration",
            "registers",
        ),
        alias="AttributeGroup",
        shown=("id", "name"),
    ),
    entity(
        "CustomAttributeType",
        identity("typeid"),
        text("name", about="The type's name: text, number, enumerator."),
        flag(
            "core", default=False, about="Whether it is built in and cannot be changed."
        ),
        text("form_config", "formconfig"),
        to_many(
            "custom_attribute_configurations",
            "CustomAttributeConfiguration",
            "variables",
        ),
        required=("core",),
    ),
)

_VALUE_KEY = ("configuration_id", "entity_id")

_ANY_VALUE = entity(
    "CustomAttributeValue",
    refer(
        "configuration", "CustomAttributeConfiguration", "registerid", alias="register"
    ),
    text("entity_id", "entityid"),
    scalar("value", "variable", "casted_value"),
    alias="Variable_Value",
    primary_key=_VALUE_KEY,
)


def _values() -> Iterator[EntitySchema]:
    """Yield the value type of each entity type with custom attributes."""
    in_projects = ("Asset", "AssetVersion", "Context", "List")
    for owner in (*in_projects, "ListObject", "User"):
        project = ("project_id",) if owner in in_projects else ()
        yield entity(
            f"{owner}CustomAttributeValue",
            refer(
                "configuration",
                "CustomAttributeConfiguration",
                "register_id",
                alias="register",
            ),
            key("entity_id", owner),
            text("key"),
            scalar("value", "variable", "casted_value"),
            primary_key=_VALUE_KEY,
            shown=(*_VALUE_KEY, "key"),
            system=("entity_id", "key", "_casted_value", *project),
            group_by=owner in in_projects,
        )


def _links() -> Iterator[EntitySchema]:
    """Yield both sides of the links, and of each entity type with links."""
    linked = ("Asset", "AssetVersion", "Component", "Context", "Group", "List", "User")
    ends = ("configuration_id", "from_id", "to_id")
    for name in ("CustomAttributeLink", "CustomAttributeLinkFrom"):
        base = entity(
            name,
            refer(
                "configuration",
                "CustomAttributeLinkConfiguration",
                "registerid",
                alias="register",
            ),
            text("from_id"),
            type_name("from_entity_type"),
            text("to_id"),
            type_name("to_entity_type"),
            shown=ends,
            required=ends,
            immutable=("configuration_id",),
        )
        yield base
        for owner in linked:
            yield entity(
                f"{owner}{name}",
                to_one(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", owner).lower(), owner),
                base=base,
                shown=("id", "to_id", "to_entity_type", "configuration_id", "from_id"),
                required=("from_entity_type", "to_entity_type"),
            )


ENTITIES: Final = (*_CONFIGURATION, _ANY_VALUE, *_values(), *_links())
