"""What an attribute is in SQL, where it can be compared or sorted by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from ftrack_typed_server.attributes import (
    VARIABLE_NUMBER,
    VARIABLE_TEXT,
    Attribute,
    Composed,
    Computed,
    Kind,
    Related,
    Stored,
)
from ftrack_typed_server.compile.comparisons import Value
from ftrack_typed_server.compile.relations import reference_key
from ftrack_typed_server.compile.scope import Scope
from ftrack_typed_server.errors import ParseError


def value_of(scope: Scope, attribute: Attribute) -> Value:
    """Return *attribute* as something to compare with literals.

    A relation to one stands for its key.

    Raises:
        ParseError: the attribute is a collection, or put together for replies only.
    """
    label = f"{scope.entity.name}.{attribute.name}"
    match attribute:
        case Stored():
            return _stored(label, attribute, scope.source)
        case Computed():
            return Value(
                label, attribute.kind, attribute.expression(scope.site, scope.source)
            )
        case Related(many=True):
            raise ParseError(
                f"{label} is a collection, which has no value: ask with "
                f"'{attribute.name} any (...)'."
            )
        case Related():
            key = reference_key(scope.site, attribute, scope.source)
            return Value(label, Kind.KEY, key)
        case Composed():
            raise ParseError(
                f"{label} is put together by the server, and can be neither compared "
                "nor sorted by."
            )


def _stored(label: str, attribute: Stored, source: FromClause) -> Value:
    column: ColumnElement[Any] = source.c[attribute.column]
    if attribute.kind is not Kind.VARIABLE:
        return Value(label, attribute.kind, column)
    return Value(
        label,
        attribute.kind,
        column,
        text=source.c[attribute.column + VARIABLE_TEXT],
        number=source.c[attribute.column + VARIABLE_NUMBER],
    )
