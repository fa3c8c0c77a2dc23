"""What an expression of a program is, as far as it concerns a client of ftrack's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import attrs


@attrs.frozen
class Session:
    """A session.

    Attributes:
        certain: whether more than a name says so.
    """

    certain: bool = attrs.field(default=True, eq=False)


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
    """Several of the same: a list, a collection, a query.

    Attributes:
        item: what each is.
        is_query: whether it is a query, which can be refined.
    """

    item: Meaning
    is_query: bool = False


@attrs.frozen
class Mapped:
    """A mapping.

    Attributes:
        item: what its values are.
        by: what its keys are, if they are the values of an attribute.
    """

    item: Meaning
    by: Value | None = None


@attrs.frozen
class Custom:
    """Custom attributes of an entity, or on a path; of a type, if that is known."""

    type: str | None
    on_class: bool = False


@attrs.frozen
class Value:
    """The value of an attribute that leads to no entity: entity type and wire name."""

    type: str
    name: str


@attrs.frozen
class Ensured:
    """What ``session.ensure`` of this client gives, which has the entity."""

    type: str


@attrs.frozen
class Names:
    """A class with the names of statuses, types and so on, or their literal type.

    Attributes:
        type: the entity type of what is named.
        constants: constant to name.
    """

    type: str
    constants: Mapping[str, str]


@attrs.frozen
class Imported:
    """A module, or what it has, that is none of the above; by its full name."""

    name: str


@attrs.frozen
class Unrelated:
    """A session of another library."""


@attrs.frozen
class Returning:
    """A function of the program, by what it returns."""

    result: Meaning


Meaning: TypeAlias = (
    Session
    | Entity
    | Class
    | Many
    | Mapped
    | Custom
    | Value
    | Ensured
    | Names
    | Imported
    | Unrelated
    | Returning
    | None
)
"""What an expression is; none if that is not known."""


def either(one: Meaning, other: Meaning, *, guess: bool) -> Meaning:
    """Return what is one of two things: nothing is known where they differ.

    Args:
        one: what it may be.
        other: what else it may be.
        guess: whether what is not known is taken to be what is.
    """
    if one == other:
        return other
    if guess and (one is None or other is None):
        return other if one is None else one
    if isinstance(one, Many) and isinstance(other, Many) and one.item == other.item:
        return Many(one.item)
    return None


def item_of(meaning: Meaning) -> Meaning:
    """Return what a loop over something gives."""
    return meaning.item if isinstance(meaning, Many) else None
