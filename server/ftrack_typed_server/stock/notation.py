"""The notation in which the stock schema is written.

An entity type is written with the attributes that it declares itself; what it inherits
from its base is added, as in a server's document. Lists of names (``required`` and the
like) are added to the base's in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import attrs

from ftrack_typed.schema import (
    EntitySchema,
    ForeignKey,
    JsonObject,
    KeyValueAttributes,
    PropertySchema,
    PropertyType,
    Subtype,
)

Attributes: TypeAlias = "PropertySchema | tuple[PropertySchema, ...]"
"""An attribute, or a group of them that goes together."""

Default: TypeAlias = "str | int | bool | None"

NO_DEFAULT: Final = "\0"
"""Stands for no default, since null is one."""

UID: Final = "{uid}"
"""The default that a client replaces by a new UUID4 text."""


def scalar(
    name: str,
    kind: PropertyType,
    alias: str | None = None,
    *,
    default: Default = NO_DEFAULT,
    about: str | None = None,
    form: str | None = None,
) -> PropertySchema:
    """Return an attribute that holds a value.

    Args:
        name: the public name.
        kind: the value's type.
        alias: the internal name, if it differs.
        default: what a client fills in on creation.
        about: the description.
        form: the value's format.
    """
    has_default = default != NO_DEFAULT
    return PropertySchema(
        name=name,
        type=kind,
        format=form,
        alias_for=alias,
        description=about,
        has_default=has_default,
        default=default if has_default else None,
    )


def text(
    name: str,
    alias: str | None = None,
    *,
    default: Default = NO_DEFAULT,
    about: str | None = None,
) -> PropertySchema:
    """Return an attribute of type ``string``."""
    return scalar(name, "string", alias, default=default, about=about)


def integer(
    name: str,
    alias: str | None = None,
    *,
    default: Default = NO_DEFAULT,
    about: str | None = None,
) -> PropertySchema:
    """Return an attribute of type ``integer``."""
    return scalar(name, "integer", alias, default=default, about=about)


def number(name: str, *, default: Default = NO_DEFAULT) -> PropertySchema:
    """Return an attribute of type ``number``."""
    return scalar(name, "number", default=default)


def flag(
    name: str,
    alias: str | None = None,
    *,
    default: Default = NO_DEFAULT,
    about: str | None = None,
) -> PropertySchema:
    """Return an attribute of type ``boolean``."""
    return scalar(name, "boolean", alias, default=default, about=about)


def moment(name: str, alias: str | None = None) -> PropertySchema:
    """Return an attribute that holds a date and time."""
    return scalar(name, "string", alias, form="date-time")


def free(name: str) -> PropertySchema:
    """Return an attribute that holds any JSON object."""
    return scalar(name, "object")


def choice(name: str, *values: str, default: str) -> PropertySchema:
    """Return a text attribute that takes the named values alone."""
    return attrs.evolve(text(name, default=default), enum=values)


def type_name(name: str, alias: str | None = None) -> PropertySchema:
    """Return a text attribute that holds an entity type's name."""
    transform = {"client": "{schema_id}", "server": "{table_name}"}
    return attrs.evolve(text(name, alias), transform=transform)


def key(
    name: str,
    target: str,
    alias: str | None = None,
    *,
    column: str = "id",
    default: Default = NO_DEFAULT,
) -> PropertySchema:
    """Return a foreign key.

    Args:
        name: the public name.
        target: the entity type referred to.
        alias: the internal name, if it differs.
        column: what the description calls the referred column; where that is no
            attribute of *target*, its primary key is meant.
        default: what a client fills in on creation.
    """
    about = f"Foreign key(s): {target}.{column}"
    return attrs.evolve(
        scalar(name, "string", alias, default=default, about=about, form="foreign_key"),
        foreign_key=ForeignKey(entity_type=target, attribute=column),
    )


def to_one(name: str, target: str, alias: str | None = None) -> PropertySchema:
    """Return a reference without its key."""
    return PropertySchema(name=name, target=target, alias_for=alias)


def refer(
    name: str,
    target: str,
    key_alias: str | None = None,
    *,
    alias: str | None = None,
    column: str = "id",
) -> tuple[PropertySchema, PropertySchema]:
    """Return a reference *name* and its key *name*_id."""
    return (
        to_one(name, target, alias),
        key(f"{name}_id", target, key_alias, column=column),
    )


def to_many(name: str, target: str, alias: str | None = None) -> PropertySchema:
    """Return a collection."""
    return PropertySchema(name=name, type="array", target=target, alias_for=alias)


def identity(alias: str | None = None) -> PropertySchema:
    """Return the ``id`` that a client mints."""
    return text("id", alias, default=UID)


def entity(
    name: str,
    *attributes: Attributes,
    base: EntitySchema | None = None,
    alias: str | Subtype | None = None,
    primary_key: tuple[str, ...] = ("id",),
    shown: tuple[str, ...] = (),
    system: tuple[str, ...] = (),
    computed: tuple[str, ...] = (),
    required: tuple[str, ...] = (),
    immutable: tuple[str, ...] = (),
    group_by: bool = False,
) -> EntitySchema:
    """Return an entity type.

    An ``id`` that the attributes do not have is added if the primary key needs one.

    Args:
        name: the public name.
        attributes: the attributes that are not the base's, or not as the base's.
        base: the direct base.
        alias: the internal table, or the base's with the values that mark the type.
        primary_key: the key's attributes.
        shown: the default projections, if not the base's or the primary key.
        system: internal names of what a server adds to every row.
        computed: attributes that the server computes.
        required: attributes that are never null in storage, besides the key.
        immutable: attributes that are never updated, besides the key.
        group_by: whether rows may be aggregated by groups.
    """
    own = {item.name: item for item in _flattened(attributes)}
    inherited = dict(base.properties) if base is not None else {}
    properties = inherited | own
    if "id" in primary_key:
        properties.setdefault("id", identity())
    if base is None:
        base = EntitySchema(name="", properties={})
    metadata: JsonObject = {"group_by": True} if group_by else base.metadata
    return EntitySchema(
        name=name,
        properties=properties,
        primary_key=primary_key,
        required=_merged(primary_key, required, base.required),
        immutable=_merged(primary_key, immutable, base.immutable),
        default_projections=shown or base.default_projections or primary_key,
        system_projections=_merged(system, base.system_projections),
        computed=_merged(computed, base.computed),
        alias_for=alias,
        mixin=base.name or None,
        metadata=metadata,
        extra={"type": "object"},
    )


def mapped(name: str, target: str, alias: str) -> PropertySchema:
    """Return a collection of keys and values, shown as a mapping."""
    return PropertySchema(
        name=name,
        type="mapped_array",
        target=target,
        alias_for=alias,
        key_value_attributes=KeyValueAttributes(key="key", value="value"),
    )


def criteria_only(name: str, target: str) -> PropertySchema:
    """Return a collection that can be used in criteria and never be selected."""
    return PropertySchema(
        name=name, type="mapped_array", target=target, restricted_projection=True
    )


def _flattened(attributes: Iterable[Attributes]) -> Iterator[PropertySchema]:
    for item in attributes:
        if isinstance(item, tuple):
            yield from item
        else:
            yield item


def _merged(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in groups for name in names))
