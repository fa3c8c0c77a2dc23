"""The resolved view of an attribute: a column, a relation, or a computed value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs
from sqlalchemy import ColumnElement, FromClause

from ftrack_typed.schema import PropertySchema, Relation

if TYPE_CHECKING:
    from ftrack_typed_server.reading import Reading
    from ftrack_typed_server.site import Site


class Kind(Enum):
    """How a value is stored, compared and shown."""

    KEY = "key"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    OBJECT = "object"
    VARIABLE = "variable"


TYPE_COLUMN = "__type__"
"""The column that holds a row's concrete entity type, where a table has several."""

VARIABLE_TEXT = "__text"
"""What is appended to a variable column's name for its value as text."""

VARIABLE_NUMBER = "__number"
"""What is appended to a variable column's name for its value as a number."""


@attrs.frozen
class Stored:
    """A scalar attribute with a column of its own.

    Attributes:
        name: the public name.
        kind: how the value is stored.
        column: the column's name; attributes that are two names of one internal
            attribute share it.
        property: the attribute's schema.
    """

    name: str
    kind: Kind
    column: str
    property: PropertySchema


Expression: TypeAlias = "Callable[[Site, FromClause], ColumnElement[Any]]"
"""From a site and the owner's rows to the value in SQL."""

Composition: TypeAlias = (
    "Callable[[Reading, Sequence[Mapping[str, Any]]], list[object]]"
)
"""From rows with the columns that it needs to one wire value a row."""


@attrs.frozen
class Computed:
    """An attribute that SQL computes; it can be selected, compared and sorted by."""

    name: str
    kind: Kind
    expression: Expression
    property: PropertySchema


@attrs.frozen
class Composed:
    """An attribute that is put together for the reply; it can only be selected.

    Attributes:
        name: the public name.
        needs: names of the scalar attributes that the composition reads, besides
            the key.
        compose: makes the values, for all rows at once.
        property: the attribute's schema.
    """

    name: str
    needs: tuple[str, ...]
    compose: Composition
    property: PropertySchema


@attrs.frozen
class Related:
    """A relation to one entity or to many.

    Attributes:
        name: the public name.
        target: the entity type at the other end.
        many: whether it is a collection.
        relation: what the relation stands on.
        keys: for a relation to one, this entity's columns and the target's columns
            that are equal; empty if the key is computed.
        computed_key: the key in SQL, where no column holds it.
        property: the attribute's schema.
    """

    name: str
    target: str
    many: bool
    relation: Relation
    property: PropertySchema
    keys: tuple[tuple[str, str], ...] = ()
    computed_key: Expression | None = None


Attribute: TypeAlias = Stored | Computed | Composed | Related
