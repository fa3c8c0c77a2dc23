"""Statements that ask for more than a database can do at once."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from ftrack_typed_server.errors import ParseError

_DEEP = "is nested too deeply"
_LONG = "compares with too many values"
_REFUSALS: Mapping[str, str] = {
    # SQLite's words; its parser has room for about ten sub-queries in one another.
    "parser stack overflow": _DEEP,
    "Expression tree is too large": _DEEP,
    "too many SQL variables": _LONG,
    # PostgreSQL's, and psycopg's.
    "stack depth limit exceeded": _DEEP,
    "number of parameters must be between": _LONG,
}


@contextmanager
def database_limits() -> Generator[None]:
    """Turn the database's refusal of a large statement into the client's error.

    Raises:
        ParseError: a statement that the block executes is too much for the database.
    """
    try:
        yield
    except OperationalError as error:
        for words, reason in _REFUSALS.items():
            if words in str(error.orig):
                raise ParseError(
                    f"The query {reason} for the database: ask in several queries."
                ) from error
        raise
