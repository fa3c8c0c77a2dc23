"""SQLite: its connections and transactions."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL

from ftrack_typed_server.collation import (
    FOLD,
    SPELLED,
    SQLiteText,
    sqlite_fold,
    sqlite_spelled,
)
from ftrack_typed_server.pooling import KEPT, MORE

_BUSY_MILLISECONDS = 30_000
_CACHE_KIBIBYTES = 16 * 1024


class SQLite:
    """The engine of databases that are files, or in memory."""

    text: SQLiteText = SQLiteText()

    def open(self, url: URL) -> Engine:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`."""
        in_memory = is_in_memory(url)
        if in_memory:
            engine = create_engine(
                url, poolclass=StaticPool, connect_args={"check_same_thread": False}
            )
        else:
            engine = create_engine(url, pool_size=KEPT, max_overflow=MORE)
        event.listen(engine, "connect", _connected)
        if not in_memory:
            event.listen(engine, "connect", _keep_safe)
        return engine

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`."""
        # By hand, so that readers see one state, and writers wait for each other.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def check(self, connection: Connection) -> None:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`."""
        connection.exec_driver_sql("SELECT name FROM sqlite_schema LIMIT 1")

    def prepare(self, connection: Connection) -> None:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`."""


def is_in_memory(url: URL) -> bool:
    """Return whether the database at *url* is one of SQLite's in memory."""
    is_sqlite = url.get_backend_name() == "sqlite"
    return is_sqlite and url.database in (None, "", ":memory:")


def file_of(url: URL) -> Path | None:
    """Return the file of the database at *url*, none where it is in none."""
    if url.get_backend_name() != "sqlite" or is_in_memory(url):
        return None
    # With URI names, a file's path is not what the URL says it is.
    name = str(url.database)
    return None if name.startswith("file:") else Path(name).absolute()


def _connected(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None
    connection.create_function(FOLD, 1, sqlite_fold, deterministic=True)
    connection.create_function(SPELLED, 1, sqlite_spelled, deterministic=True)
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}").close()


def _keep_safe(connection: sqlite3.Connection, record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL").close()
    connection.execute("PRAGMA synchronous = FULL").close()
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}").close()
