"""Queries for sums and other aggregates of groups."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    Integer,
    Select,
    asc,
    cast,
    func,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from ftrack_typed.language import Aggregate, Path, Statement
from ftrack_typed_server.attributes import Kind
from ftrack_typed_server.compile.statements import follow, rows_of
from ftrack_typed_server.compile.value import Value
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.site import Site

_EXACT = 2**53


def compile_aggregates(
    site: Site, statement: Statement
) -> tuple[Select[Any], list[str]]:
    """Return the groups that *statement* asks for and the names of their values.

    Raises:
        ParseError: it selects what is neither an aggregate nor a group's key, or
            aggregates what cannot be.
    """
    scope, conditions = rows_of(site, statement)
    keys = {_dotted(path): follow(scope, path).column for path in statement.group_by}
    inner: list[ColumnElement[Any]] = []
    # Rows first, then their groups: what is grouped by is computed once, and is the
    # same wherever it is named.
    places = {path: _place(inner, key) for path, key in keys.items()}
    shown: dict[str, tuple[str, Value | None, str]] = {}
    for projection in statement.projections:
        path = _path(projection)
        if isinstance(projection, Aggregate):
            value = follow(scope, projection.path)
            name = f"{projection.function}_{path.replace('.', '_')}"
            operand = _operand(projection.function, value)
            shown[name] = (projection.function, value, _place(inner, operand))
        elif path in places:
            shown[path] = ("", None, places[path])
        else:
            raise ParseError(f"{path} is neither an aggregate nor grouped by.")
    for path, place in places.items():
        shown.setdefault(path, ("", None, place))
    rows = select(*inner).select_from(scope.rows).where(*conditions).subquery()
    columns = [
        rows.c[place] if value is None else _aggregate(function, value, rows.c[place])
        for function, value, place in shown.values()
    ]
    groups = [rows.c[place] for place in places.values()]
    # Nulls first, in every database.
    ordering = [asc(part) for key in groups for part in (key.is_not(None), key)]
    found = select(*columns).select_from(rows).group_by(*groups).order_by(*ordering)
    return found, list(shown)


def _place(columns: list[ColumnElement[Any]], column: ColumnElement[Any]) -> str:
    name = f"value_{len(columns)}"
    columns.append(column.label(name))
    return name


def _operand(function: str, value: Value) -> ColumnElement[Any]:
    """Return what of *value* is aggregated.

    Raises:
        ParseError: the value has nothing that can be.
    """
    if function == "count":
        return value.column
    if value.kind is Kind.VARIABLE:
        assert value.number is not None
        return value.number
    if value.kind is Kind.BOOLEAN:
        return cast(value.column, Integer)
    is_number = value.kind in (Kind.INTEGER, Kind.NUMBER)
    if value.kind is Kind.OBJECT or (function in ("avg", "sum") and not is_number):
        raise ParseError(f"{value.label} is no number, so it has no {function}.")
    return value.column


def _aggregate(
    function: str, value: Value, column: ColumnElement[Any]
) -> ColumnElement[Any]:
    if function in ("avg", "sum"):
        whole = function == "sum" and value.kind in (Kind.BOOLEAN, Kind.INTEGER)
        # As floats, which do not overflow.
        found = getattr(func, function)(cast(column, Float))
        return cast(found, _Whole) if whole else found
    found = getattr(func, function)(column)
    is_truth = value.kind is Kind.BOOLEAN and function != "count"
    return cast(found, Boolean) if is_truth else found


class _Whole(TypeDecorator[float]):
    """A whole number that a database computes as a float."""

    impl = Float
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return value if value is None or abs(value) >= _EXACT else int(value)


def _path(projection: Path | Aggregate) -> str:
    return _dotted(projection.path if isinstance(projection, Aggregate) else projection)


def _dotted(path: Path) -> str:
    return ".".join(segment.name for segment in path.segments)
