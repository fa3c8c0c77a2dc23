"""The database: one engine, its transactions, and what it needs to know of text."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    StaticPool,
    create_engine,
    event,
    inspect,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from ftrack_typed.errors import FtrackTypedError
from ftrack_typed_server.collation import (
    FOLD,
    SQLiteText,
    StandardText,
    TextRules,
    sqlite_fold,
)

_BUSY_MILLISECONDS = 30_000
_WRITES = "ftrack_writes"


class DatabaseError(FtrackTypedError):
    """The database cannot be used."""


@attrs.define(eq=False)
class Storage:
    """A database and its transactions.

    Attributes:
        engine: SQLAlchemy's engine.
        text: how this database compares text.
    """

    engine: Engine
    text: TextRules
    _alone: threading.RLock | None
    _writing: threading.RLock = attrs.field(factory=threading.RLock)

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
            connection = self.engine.connect().execution_options(**{_WRITES: writes})
            with connection, connection.begin():
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
        url = self.engine.url
        sqlite = url.get_backend_name() == "sqlite"
        if not sqlite or url.database in (None, "", ":memory:"):
            return None
        # With URI names, a file's path is not what the URL says it is.
        if url.database.startswith("file:"):
            return None
        return Path(url.database).absolute()

    def check(self) -> None:
        """Ask the database something, to see whether it is there."""
        with self.transaction(writes=False) as connection:
            inspect(connection).get_table_names()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_storage(url: str) -> Storage:
    """Return the database at *url*, an SQLAlchemy URL such as ``sqlite:///site.db``.

    ``sqlite://`` is a new database in memory.

    Raises:
        DatabaseError: the URL is none, its driver is missing, or no one answers.
    """
    try:
        parsed = make_url(url)
        sqlite = parsed.get_backend_name() == "sqlite"
        in_memory = sqlite and parsed.database in (None, "", ":memory:")
        engine = _engine(parsed, in_memory=in_memory)
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseError(
            f"{_shown(url)!r} is no database URL: write sqlite:///FILE, or "
            "postgresql+psycopg://USER@HOST/NAME."
        ) from error
    except ImportError as error:
        raise DatabaseError(
            f"The driver of {_shown(url)!r} is not installed: {error}."
        ) from error
    if sqlite:
        _prepare_sqlite(engine, in_memory=in_memory)
    storage = Storage(
        engine,
        SQLiteText() if sqlite else StandardText(),
        threading.RLock() if in_memory else None,
    )
    try:
        storage.check()
    except SQLAlchemyError as error:
        storage.close()
        reason = str(getattr(error, "orig", None) or error)
        raise DatabaseError(
            f"The database {_shown(url)!r} cannot be opened: {reason}."
        ) from error
    return storage


def prepare_tables(connection: Connection, metadata: MetaData) -> bool:
    """Create the tables, and the columns that a newer schema has besides.

    Returns:
        whether there were none of the tables before.
    """
    inspector = inspect(connection)
    there = set(inspector.get_table_names()) & set(metadata.tables)
    quote = connection.dialect.identifier_preparer
    for name in sorted(there):
        known = {column["name"] for column in inspector.get_columns(name)}
        for column in metadata.tables[name].columns:
            if column.name not in known:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(
                    f"ALTER TABLE {quote.quote(name)} "
                    f"ADD COLUMN {quote.quote(column.name)} {kind}"
                )
    metadata.create_all(connection)
    return not there


def _engine(url: URL, *, in_memory: bool) -> Engine:
    if in_memory:
        return create_engine(
            url, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    return create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")


def _prepare_sqlite(engine: Engine, *, in_memory: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, record: object) -> None:
        # Transactions are begun by hand, below, so that readers see one state.
        connection.isolation_level = None
        connection.create_function(FOLD, 1, sqlite_fold, deterministic=True)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        if not in_memory:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    # The listeners are known to the engine, not to this function's reader.
    _ = connected, begun


@contextmanager
def _holding(lock: Any) -> Generator[None]:
    if lock is None:
        yield
        return
    with lock:
        yield


def _shown(url: str) -> str:
    """Return *url* without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url
