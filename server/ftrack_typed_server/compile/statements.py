"""Whole queries into SELECT statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from sqlalchemy import (
    ColumnElement,
    Select,
    asc,
    case,
    desc,
    exists,
    literal,
    select,
)

from ftrack_typed.language import Aggregate, Ordering, Path, Segment, Statement
from ftrack_typed.schema import Closure
from ftrack_typed_server.attributes import Kind
from ftrack_typed_server.compile.criteria import compile_criterion
from ftrack_typed_server.compile.scope import Scope
from ftrack_typed_server.compile.value import Value
from ftrack_typed_server.compile.values import value_of
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.site import EntityType, Site

_LARGEST = 2**63 - 1
_MOST_SORT_KEYS = 64


@attrs.frozen
class CompiledQuery:
    """A query's rows, of which the columns are still to be chosen.

    Attributes:
        entity: the queried type.
        scope: the rows' scope.
        conditions: what the rows satisfy.
        ordering: what they are sorted by, the key last.
        offset: how many rows to skip.
        limit: how many rows to take at the most.
    """

    entity: EntityType
    scope: Scope
    conditions: Sequence[ColumnElement[bool]]
    ordering: Sequence[ColumnElement[Any]]
    offset: int | None
    limit: int | None

    def select(self, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        """Return the rows' *columns*, one row more than the limit."""
        statement = (
            select(*columns)
            .select_from(self.scope.rows)
            .where(*self.conditions)
            .order_by(*self.ordering)
        )
        if self.offset:
            statement = statement.offset(self.offset)
        if self.limit is not None:
            statement = statement.limit(self.limit + 1)
        return statement


def compile_query(site: Site, statement: Statement) -> CompiledQuery:
    """Return what *statement* asks for, its projections aside.

    Raises:
        ParseError: the statement names what does not exist.
    """
    scope, conditions = rows_of(site, statement)
    ordering = [
        part for key in _sort_keys(statement) for part in _sorted_by(scope, key)
    ]
    ordering += [scope.source.c[name] for name in scope.entity.primary_key]
    return CompiledQuery(
        scope.entity,
        scope,
        conditions,
        ordering,
        _bounded(statement.offset),
        _bounded(statement.limit),
    )


@attrs.frozen
class Choices:
    """What a sub-query selects.

    Attributes:
        value: the one value that it selects.
        scope: the rows that the value is of.
        conditions: what these rows satisfy.
    """

    value: Value
    scope: Scope
    conditions: Sequence[ColumnElement[bool]]

    def select(self, column: ColumnElement[Any]) -> Select[Any]:
        """Return *column* of the rows, which is made of the value, without nulls."""
        # Nothing is equal to what is not there.
        conditions = [*self.conditions, column.is_not(None)]
        return select(column).select_from(self.scope.rows).where(*conditions)


def compile_choices(site: Site, statement: Statement) -> Choices:
    """Return what the sub-query *statement* selects.

    Raises:
        ParseError: it selects several columns, or names what does not exist.
    """
    query = compile_query(site, statement)
    projections = statement.projections or (Path.of(query.entity.primary_key[0]),)
    if len(projections) != 1 or isinstance(projections[0], Aggregate):
        raise ParseError("A sub-query selects exactly one attribute.")
    if query.limit is None and not query.offset:
        chosen = follow(query.scope, projections[0], many=True)
        return Choices(chosen, query.scope, query.conditions)
    # It is rows that are counted, whether they have the value once, never or often.
    names = query.entity.primary_key
    counted = query.select([query.scope.source.c[name] for name in names])
    rows = counted.limit(query.limit).subquery()
    scope = Scope.of(site, query.entity)
    taken = [scope.source.c[name] == rows.c[name] for name in names]
    chosen = follow(scope, projections[0], many=True)
    among = exists(select(literal(1)).where(*taken).correlate(scope.source))
    return Choices(chosen, scope, [among])


def rows_of(
    site: Site, statement: Statement
) -> tuple[Scope, list[ColumnElement[bool]]]:
    """Return the rows that *statement* is about, and what they satisfy.

    Raises:
        ParseError: the statement names what does not exist.
    """
    entity = site.types.get(statement.entity_type)
    if entity is None:
        raise ParseError(f"There is no entity type {statement.entity_type!r}.")
    scope = Scope.of(site, entity)
    conditions = scope.restrictions()
    if statement.criterion is not None:
        conditions.append(compile_criterion(scope, statement.criterion))
    return scope, conditions


def _sort_keys(statement: Statement) -> list[Ordering]:
    """Return the sort keys, of which a path's second one decides nothing."""
    keys: dict[Path, Ordering] = {}
    for key in statement.order_by:
        keys.setdefault(key.path, key)
    if len(keys) > _MOST_SORT_KEYS:
        raise ParseError(f"Rows are sorted by {_MOST_SORT_KEYS} attributes at most.")
    return list(keys.values())


def _sorted_by(scope: Scope, key: Ordering) -> list[ColumnElement[Any]]:
    value = follow(scope, key.path)
    direction = desc if key.descending else asc
    # Nulls first when ascending, in every database.
    columns = [value.column.is_not(None), *_sort_columns(scope.site, value)]
    return [direction(column) for column in columns]


def _sort_columns(site: Site, value: Value) -> list[ColumnElement[Any]]:
    if value.number is not None and value.text is not None:
        number = value.number
        # Equal numbers are equal, however they are written.
        text = case((number.is_(None), site.text.folded(value.text)))
        return [number.is_(None), number, text]
    if value.kind is Kind.TEXT:
        return [site.text.folded(value.column)]
    return [value.column]


def follow(scope: Scope, path: Path, *, many: bool = False) -> Value:
    """Return the value at the end of *path*.

    Args:
        scope: where the path starts.
        path: the attribute's path.
        many: join collections on the way, instead of taking their least value.
    """
    for position, segment in enumerate(path.segments[:-1]):
        relation, _ = scope.relation(segment)
        if relation.many:
            rest = Path(path.segments[position + 1 :])
            return _through_many(scope, segment, rest, many)
        scope = scope.join(segment)
    return value_of(scope, path.segments[-1])


def _through_many(scope: Scope, segment: Segment, rest: Path, many: bool) -> Value:
    if many:
        return follow(scope.join_many(segment), rest, many=True)
    relation, _ = scope.relation(segment)
    if isinstance(relation.relation, Closure):
        raise ParseError(f"Rows cannot be sorted by way of {relation.name}.")
    inner, rows, conditions = scope.reached(segment)
    value = follow(inner, rest)
    columns = _sort_columns(scope.site, value)

    def first(column: ColumnElement[Any]) -> ColumnElement[Any]:
        found = select(column).select_from(rows())
        present = found.where(*conditions, value.column.is_not(None))
        return (
            present.order_by(*columns)
            .limit(1)
            .correlate(scope.source)
            .scalar_subquery()
        )

    text = None if value.text is None else first(value.text)
    number = None if value.number is None else first(value.number)
    return attrs.evolve(value, column=first(value.column), text=text, number=number)


def _bounded(count: int | None) -> int | None:
    return None if count is None else min(count, _LARGEST - 1)
