"""Whole queries into SELECT statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Select, asc, desc, func, select

from ftrack_typed.language import Aggregate, Ordering, Path, Segment, Statement
from ftrack_typed.schema import Closure
from ftrack_typed_server.attributes import Kind
from ftrack_typed_server.compile.comparisons import Value
from ftrack_typed_server.compile.criteria import compile_criterion
from ftrack_typed_server.compile.scope import Scope
from ftrack_typed_server.compile.values import value_of
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.site import EntityType, Site

_LARGEST = 2**63 - 1


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
    scope, conditions = _rows(site, statement)
    ordering = [part for key in statement.order_by for part in _sorted_by(scope, key)]
    ordering += [scope.source.c[name] for name in scope.entity.primary_key]
    return CompiledQuery(
        scope.entity,
        scope,
        conditions,
        ordering,
        _bounded(statement.offset),
        _bounded(statement.limit),
    )


def compile_choices(site: Site, statement: Statement) -> tuple[Select[Any], Value]:
    """Return the one column that the sub-query *statement* selects, without nulls.

    Raises:
        ParseError: it selects several columns, or names what does not exist.
    """
    query = compile_query(site, statement)
    projections = statement.projections or (Path.of(query.entity.primary_key[0]),)
    if len(projections) != 1 or isinstance(projections[0], Aggregate):
        raise ParseError("A sub-query selects exactly one attribute.")
    chosen = _follow(query.scope, projections[0], many=True)
    found = query.select([chosen.column]).where(chosen.column.is_not(None))
    if query.limit is not None:
        found = found.limit(query.limit)
    elif not query.offset:
        # The order of choices matters to no one, unless they are cut off.
        found = found.order_by(None)
    return found, chosen


def compile_aggregates(
    site: Site, statement: Statement
) -> tuple[Select[Any], list[str]]:
    """Return the groups that *statement* asks for and the names of their values.

    Raises:
        ParseError: it selects what is neither an aggregate nor a group's key.
    """
    scope, conditions = _rows(site, statement)
    keys = [_follow(scope, path).column for path in statement.group_by]
    names: list[str] = []
    columns: list[ColumnElement[Any]] = []
    grouped = {_dotted(path) for path in statement.group_by}
    for projection in statement.projections:
        if isinstance(projection, Aggregate):
            path = _dotted(projection.path)
            value = _follow(scope, projection.path)
            columns.append(getattr(func, projection.function)(value.column))
            names.append(f"{projection.function}_{path.replace('.', '_')}")
            continue
        if (path := _dotted(projection)) not in grouped:
            raise ParseError(f"{path} is neither an aggregate nor grouped by.")
        columns.append(_follow(scope, projection).column)
        names.append(path)
    for grouping, key in zip(statement.group_by, keys, strict=True):
        if _dotted(grouping) not in names:
            names.append(_dotted(grouping))
            columns.append(key)
    found = select(*columns).select_from(scope.rows).where(*conditions)
    return found.group_by(*keys).order_by(*keys), names


def _rows(site: Site, statement: Statement) -> tuple[Scope, list[ColumnElement[bool]]]:
    entity = site.types.get(statement.entity_type)
    if entity is None:
        raise ParseError(f"There is no entity type {statement.entity_type!r}.")
    scope = Scope.of(site, entity)
    conditions = scope.restrictions()
    if statement.criterion is not None:
        conditions.append(compile_criterion(scope, statement.criterion))
    return scope, conditions


def _sorted_by(scope: Scope, key: Ordering) -> list[ColumnElement[Any]]:
    value = _follow(scope, key.path)
    column = value.column
    if value.kind is Kind.TEXT:
        column = scope.site.text.folded(column)
    elif value.number is not None and value.text is not None:
        direction = desc if key.descending else asc
        return [
            direction(value.column.is_not(None)),
            direction(value.number.is_(None)),
            direction(value.number),
            direction(scope.site.text.folded(value.text)),
        ]
    direction = desc if key.descending else asc
    # Nulls first when ascending, in every database.
    return [direction(value.column.is_not(None)), direction(column)]


def _follow(scope: Scope, path: Path, *, many: bool = False) -> Value:
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
    return value_of(scope, scope.attribute(path.segments[-1]))


def _through_many(scope: Scope, segment: Segment, rest: Path, many: bool) -> Value:
    if many:
        return _follow(scope.join_many(segment), rest, many=True)
    relation, _ = scope.relation(segment)
    if isinstance(relation.relation, Closure):
        raise ParseError(f"Rows cannot be sorted by way of {relation.name}.")
    inner, rows, conditions = scope.reached(segment)
    value = _follow(inner, rest)
    least = (
        select(func.min(value.column))
        .select_from(rows())
        .where(*conditions)
        .correlate(scope.source)
        .scalar_subquery()
    )
    return attrs.evolve(value, column=least, text=None, number=None)


def _dotted(path: Path) -> str:
    return ".".join(segment.name for segment in path.segments)


def _bounded(count: int | None) -> int | None:
    return None if count is None else min(count, _LARGEST - 1)
