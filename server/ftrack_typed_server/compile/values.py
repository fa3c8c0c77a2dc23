"""What an attribute is in SQL, where it can be compared or sorted by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, case

from ftrack_typed.language import Segment
from ftrack_typed_server.attributes import (
    VARIABLE_NUMBER,
    VARIABLE_TEXT,
    Composed,
    Computed,
    Kind,
    Related,
    Stored,
)
from ftrack_typed_server.compile.relations import owned_by, reference_key
from ftrack_typed_server.compile.scope import Scope
from ftrack_typed_server.compile.value import Value
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.site import EntityType, Site


def value_of(scope: Scope, segment: Segment) -> Value:
    """Return the attribute that *segment* names as something to compare with literals.

    A relation to one stands for its key; with a cast, for the key of what is of that
    type.

    Raises:
        ParseError: there is no such attribute, or it is a collection, or put together
            for replies only.
    """
    attribute = scope.attribute(segment)
    label = f"{scope.entity.name}.{attribute.name}"
    match attribute:
        case Stored():
            return _stored(label, attribute, scope.source)
        case Computed():
            column = computed(scope.site, scope.entity, attribute, scope.source)
            if scope.base is not None:
                # Nothing can be computed of a row that is not there.
                there = scope.source.c[scope.entity.primary_key[0]].is_not(None)
                column = case((there, column))
            return Value(label, attribute.kind, column)
        case Related(many=True):
            raise ParseError(
                f"{label} is a collection, which has no value: ask with "
                f"'{attribute.name} any (...)'."
            )
        case Related():
            return Value(label, Kind.KEY, _key(scope, segment, attribute))
        case Composed():
            raise ParseError(
                f"{label} is put together by the server, and can be neither compared "
                "nor sorted by."
            )


def computed(
    site: Site, entity: EntityType, attribute: Computed, source: FromClause
) -> ColumnElement[Any]:
    """Return a computed attribute of rows of *entity*, of some subtypes perhaps."""
    expression = attribute.expression(site, source)
    owned = owned_by(site, entity, attribute.name, source)
    return expression if owned is None else case((owned, expression))


def _key(scope: Scope, segment: Segment, relation: Related) -> ColumnElement[Any]:
    key: ColumnElement[Any] = reference_key(scope.site, relation, scope.source)
    if segment.cast is None and relation.name in scope.entity.attributes:
        return key
    inner = scope.join(segment)
    return inner.source.c[inner.entity.primary_key[0]]


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
