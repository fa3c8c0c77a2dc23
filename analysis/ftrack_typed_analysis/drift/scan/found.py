"""What code uses of a schema, and what an expression of it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import attrs

from ftrack_typed.checking import Place

from ..records import Part

Mode: TypeAlias = Literal["read", "assign", "create", "query", "fetch", "get", "name"]
"""What code does with it: read or assign it on an entity, give it on creation, name it
in a query as a criterion or to fetch it, get an entity by its key, name a type."""


@attrs.frozen(kw_only=True)
class Found:
    """One use of an entity type, an attribute, a custom attribute or a name.

    Attributes:
        part: what is used.
        entity_type: the entity type that it is used of; none if that is not known.
        name: the wire name, the key or the name; empty where the type itself is meant.
        mode: what is done with it.
        place: where it stands.
        values: texts that it is compared with, or assigned.
        given: on creation, the attributes that are given; none if that is not known.
        nothing: whether it is assigned none.
        sure: whether *entity_type* is known for certain.
    """

    part: Part
    entity_type: str | None
    name: str
    mode: Mode
    place: Place
    values: tuple[str, ...] = ()
    given: frozenset[str] | None = None
    nothing: bool = False
    sure: bool = True


@attrs.frozen
class Entity:
    """An entity of a type."""

    type: str


@attrs.frozen
class Class:
    """An entity class, or a path that begins with one and leads to a type."""

    type: str


@attrs.frozen
class Many:
    """Several of the same: a list, a collection, a query, a mapping by its values.

    Attributes:
        item: what each is.
        of: where it is a mapping by an attribute, that: entity type and name.
    """

    item: Meaning
    of: tuple[str, str] | None = None


@attrs.frozen
class Custom:
    """Custom attributes of an entity, or on a path; of a type, if that is known."""

    type: str | None
    on_class: bool = False


@attrs.frozen
class Value:
    """The value of an attribute: entity type and name."""

    type: str
    name: str
    at: int
    """The position of its use among those that were found."""


@attrs.frozen
class Ensured:
    """What ``session.ensure`` gives, which has the entity."""

    type: str


@attrs.frozen
class Package:
    """The generated package as a module."""


@attrs.frozen
class Names:
    """A class with the names of statuses, types and so on, or their literal type.

    Attributes:
        type: the entity type of what is named.
        constants: constant to name.
    """

    type: str
    constants: Mapping[str, str]


Meaning: TypeAlias = (
    Entity | Class | Many | Custom | Value | Ensured | Package | Names | None
)
"""What an expression is; none if that is not known."""
