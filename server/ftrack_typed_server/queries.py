"""The ``query`` operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Row

from ftrack_typed.language import (
    Aggregate,
    Path,
    QuerySyntaxError,
    Statement,
    parse,
)
from ftrack_typed_server.compile import (
    compile_aggregates,
    compile_query,
    database_limits,
)
from ftrack_typed_server.errors import ParseError, ValidationError
from ftrack_typed_server.projection import Emitter, load_query, plan_paths
from ftrack_typed_server.reading import Reading


def run_query(
    reading: Reading, expression: object, *, strict: bool
) -> Callable[[Emitter], dict[str, object]]:
    """Run the query *expression*; return what makes its result.

    Args:
        reading: the transaction to read in.
        expression: the query's text.
        strict: whether the client asked for the strict interface, as aggregates do.

    Raises:
        ParseError: the text is no query, or names what does not exist.
        ValidationError: there is no text.
    """
    if not isinstance(expression, str):
        raise ValidationError("A query needs its text as 'expression'.")
    statement = parse_query(expression)
    try:
        if any(isinstance(item, Aggregate) for item in statement.projections) or (
            statement.group_by
        ):
            return _aggregates(reading, statement, strict=strict)
        return run_statement(reading, statement, "query")
    except ParseError as error:
        raise ParseError(f"Failed to parse: {expression}\n{error.message}") from error


def parse_query(expression: str) -> Statement:
    """Return the query that *expression* is.

    Raises:
        ParseError: it is none.
    """
    try:
        return parse(expression)
    except QuerySyntaxError as error:
        raise ParseError(f"Failed to parse: {expression}\n{error}") from error


def run_statement(
    reading: Reading, statement: Statement, action: str
) -> Callable[[Emitter], dict[str, object]]:
    """Run a query for entities; return what makes its result.

    Args:
        reading: the transaction to read in.
        statement: the query.
        action: the operation that is answered.

    Raises:
        ParseError: the query names what does not exist.
    """
    query = compile_query(reading.site, statement)
    paths = [item for item in statement.projections if isinstance(item, Path)]
    if not paths:
        defaults = query.entity.schema.default_projections
        paths = [Path.of(name) for name in defaults]
    node = plan_paths(reading.site, query.entity, paths)
    loaded, more = load_query(reading, query, node)
    following = (query.offset or 0) + len(loaded.rows) if more else None
    return lambda emitter: {
        "action": action,
        "data": emitter.entities(loaded),
        "metadata": {"next": {"offset": following}},
    }


def _aggregates(
    reading: Reading, statement: Statement, *, strict: bool
) -> Callable[[Emitter], dict[str, object]]:
    if not strict:
        raise ParseError(
            "Aggregates need the strict interface: send the header "
            "'ftrack-strict-api: true'."
        )
    entity = reading.site.types.get(statement.entity_type)
    if entity is not None and not entity.schema.supports_group_by:
        raise ParseError(f"{entity.name} cannot be aggregated.")
    select, names = compile_aggregates(reading.site, statement)
    with database_limits():
        rows: Sequence[Row[Any]] = reading.connection.execute(select).all()
    start = statement.offset or 0
    end = None if statement.limit is None else start + statement.limit
    data = [dict(zip(names, row, strict=True)) for row in rows[start:end]]
    following = None if end is None or end >= len(rows) else end
    return lambda emitter: {
        "action": "query",
        "data": data,
        "metadata": {"next": {"offset": following}},
    }
