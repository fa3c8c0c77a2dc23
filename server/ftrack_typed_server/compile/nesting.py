"""Statements that are nested deeper than a database can parse."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from ftrack_typed_server.errors import ParseError

# SQLite's words; its parser has room for about ten sub-queries in one another.
_TOO_DEEP = ("parser stack overflow", "Expression tree is too large")


@contextmanager
def nesting_refused() -> Generator[None]:
    """Turn the database's refusal of deep nesting into the client's error.

    Raises:
        ParseError: a statement that the block executes is nested too deeply.
    """
    try:
        yield
    except OperationalError as error:
        if any(words in str(error.orig) for words in _TOO_DEEP):
            raise ParseError(
                "The query is nested too deeply for the database: ask in several "
                "queries."
            ) from error
        raise
