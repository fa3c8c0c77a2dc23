"""The database: one engine, its transactions, and what it needs to know of text."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import attrs
from sqlalchemy import Connection, Engine, MetaData, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ftrack_typed.errors import FtrackTypedError
from ftrack_typed_server.collation import TextRules
from ftrack_typed_server.database_urls import read_url, shown_url
from ftrack_typed_server.postgresql import PostgreSQL
from ftrack_typed_server.sqlite import SQLite, file_of, is_in_memory


class DatabaseError(FtrackTypedError):
    """The database cannot be used."""


class DatabaseKind(Protocol):
    """What is done otherwise in SQLite than in PostgreSQL."""

    @property
    def text(self) -> TextRules:
        """How text is compared."""
        ...

    def open(self, url: URL) -> Engine:
        """Return the engine of the database at *url*."""
        ...

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """Begin a transaction: one state is read, and one at a time writes."""
        ...

    def check(self, connection: Connection) -> None:
        """Ask the database something, to see whether it is there and fit for use."""
        ...

    def prepare(self, connection: Connection) -> None:
        """Create what queries call, in a transaction that writes."""
        ...


_KINDS: Mapping[str, DatabaseKind] = {
    "sqlite": SQLite(),
    "postgresql": PostgreSQL(),
}


@attrs.define(eq=False)
class Storage:
    """A database and its transactions.

    Attributes:
        engine: SQLAlchemy's engine.
        kind: what this kind of database does in its own way.
    """

    engine: Engine
    kind: DatabaseKind
    _alone: threading.RLock | None
    _writing: threading.RLock = attrs.field(factory=threading.RLock)

    @property
    def text(self) -> TextRules:
        """How this database compares text."""
        return self.kind.text

    @contextmanager
    def transaction(
        self, *, writes: bool, committed: Callable[[], object] | None = None
    ) -> Generator[Connection]:
        """Open a transaction, rolled back when the block raises.

        Args:
            writes: whether the block may write; one at a time does.
            committed: what to do after the commit, before another block may write.
        """
        with _holding(self._alone), _holding(self._writing if writes else None):
            with self.engine.connect() as connection, connection.begin():
                self.kind.begin(connection, writes=writes)
                yield connection
            if committed is not None:
                committed()

    @contextmanager
    def alone(self) -> Generator[sqlite3.Connection]:
        """Give the one connection of a database in memory, while no one else uses it.

        Raises:
            DatabaseError: the database is not one in memory.
        """
        if self._alone is None:
            raise DatabaseError(
                "Only a database in memory can be brought back to what it was."
            )
        with self._alone:
            pooled = self.engine.raw_connection()
            try:
                live = pooled.driver_connection
                assert isinstance(live, sqlite3.Connection)
                yield live
            finally:
                pooled.close()

    @property
    def path(self) -> Path | None:
        """The database's file, none where it is in memory or on another server."""
        return file_of(self.engine.url)

    def prepare(self, connection: Connection, metadata: MetaData) -> bool:
        """Create the tables, and the columns that a newer schema has besides.

        Args:
            connection: a transaction that writes.
            metadata: the tables.

        Returns:
            whether there were none of the tables before.
        """
        self.kind.prepare(connection)
        there = _add_columns(connection, metadata)
        metadata.create_all(connection)
        return not there

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_storage(url: str) -> Storage:
    """Return the database at *url*, an SQLAlchemy URL.

    Such as ``sqlite:///site.db``, or ``postgresql+psycopg://user@host/name``;
    ``sqlite://`` is a new database in memory.

    Raises:
        DatabaseError: the URL is none, its driver is missing, or no one answers.
    """
    shown = shown_url(url)
    try:
        parsed = read_url(url)
        kind = _KINDS.get(parsed.get_backend_name())
        if kind is None:
            raise ArgumentError("there are SQLite and PostgreSQL")
        engine = kind.open(parsed)
    except ArgumentError as error:
        raise DatabaseError(
            f"{shown!r} is no database URL ({error}): write sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/NAME."
        ) from error
    except ImportError as error:
        raise DatabaseError(
            f"The driver of {shown!r} is not installed ({_reason(error)}): "
            "pip install 'ftrack-typed[postgresql]'."
        ) from error
    alone = threading.RLock() if is_in_memory(parsed) else None
    storage = Storage(engine, kind, alone)
    try:
        with storage.transaction(writes=False) as connection:
            kind.check(connection)
    except SQLAlchemyError as error:
        storage.close()
        reason = _reason(getattr(error, "orig", None) or error)
        raise DatabaseError(
            f"The database {shown!r} cannot be opened: {reason}."
        ) from error
    return storage


def _reason(error: BaseException) -> str:
    """Return what *error* says, for which drivers take several lines, in one."""
    return " ".join(str(error).split()).rstrip(".?")


def _add_columns(connection: Connection, metadata: MetaData) -> bool:
    """Add the columns that tables lack; return whether there are any of the tables."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names()) & set(metadata.tables)
    quote = connection.dialect.identifier_preparer.quote
    known = inspector.get_multi_columns(filter_names=sorted(there)) if there else {}
    for (_, name), columns in known.items():
        names = {column["name"] for column in columns}
        for column in metadata.tables[name].columns:
            if column.name not in names:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(
                    f"ALTER TABLE {quote(name)} ADD COLUMN {quote(column.name)} {kind}"
                )
    return bool(there)


@contextmanager
def _holding(lock: Any) -> Generator[None]:
    if lock is None:
        yield
        return
    with lock:
        yield
