"""A cache in one SQLite file: for the processes of one machine."""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import time
from typing import TYPE_CHECKING

from .base import Entry, check_positive
from .packing import Unpacker, pack

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID = 0x66747263
"""What marks the file, in its header, as a cache of ours."""

_KEYS_IN_A_STATEMENT = 500

_TABLE = """
create table if not exists entries (
  key text primary key, written_at real not null, content blob not null
) without rowid
"""
_BY_AGE = "create index if not exists entries_by_age on entries (written_at)"
_WRITE = "insert or replace into entries (key, written_at, content) values (?, ?, ?)"


class SqliteCache:
    """Entries in one file, shared by processes and threads of one machine.

    A process that is killed leaves the file as it was after its last write. The file
    is made on first use, readable by its owner alone. It has to lie on a disk of the
    machine: SQLite cannot lock files of a network share reliably.

    Args:
        path: the file, ``~`` for the home folder; missing folders are made.
        keep: seconds after which an entry that was not written again is dropped from
            the file, 30 days by default.
        busy_timeout: seconds to wait for another process that is writing.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        keep: float = 30 * 86400.0,
        busy_timeout: float = 2.0,
    ) -> None:
        self._path = Path(path).expanduser()
        self._keep = check_positive("keep", keep)
        self._busy_timeout = check_positive("busy_timeout", busy_timeout)
        self._unpacker = Unpacker(self)
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._inherited: list[sqlite3.Connection] = []

    def read(self, keys: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those *keys* that there are; damaged ones are none.

        Raises:
            sqlite3.Error: the file cannot be read, or is no such cache.
            OSError: it cannot be made.
        """
        found: dict[str, Entry] = {}
        with self._connected() as connection:
            for chunk in _chunks(list(keys)):
                marks = ",".join("?" * len(chunk))
                query = f"select key, content from entries where key in ({marks})"
                rows: list[tuple[str, bytes]] = connection.execute(
                    query, chunk
                ).fetchall()
                found |= self._unpacker.entries(rows)
        return found

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Keep *entries*: all of them or, if that fails, none.

        Raises:
            sqlite3.Error: the file cannot be written, or is no such cache.
            OSError: it cannot be made.
        """
        now = time()
        rows = [(key, now, pack(key, entry)) for key, entry in entries.items()]
        with self._connected() as connection, connection:
            connection.execute("begin immediate")
            connection.executemany(_WRITE, rows)

    def forget(self, keys: Collection[str]) -> None:
        """Drop the entries of *keys*.

        Raises:
            sqlite3.Error: the file cannot be written, or is no such cache.
        """
        with self._connected() as connection, connection:
            connection.execute("begin immediate")
            connection.executemany(
                "delete from entries where key = ?", [(key,) for key in keys]
            )

    def clear(self, prefix: str) -> None:
        """Drop every entry whose key begins with *prefix*.

        Raises:
            sqlite3.Error: the file cannot be written, or is no such cache.
        """
        with self._connected() as connection, connection:
            # Keys are compared as texts; none has a character after the last one.
            connection.execute(
                "delete from entries where key >= ? and key < ?",
                (prefix, prefix + "\U0010ffff"),
            )

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
                self._connection = None

    def __del__(self) -> None:
        # The interpreter warns of a file that is let go of open. It is called for an
        # object whose arguments were refused, too.
        if getattr(self, "_connection", None) is not None:
            self.close()

    def __repr__(self) -> str:
        return f"<SqliteCache {str(self._path)!r}>"

    @contextmanager
    def _connected(self) -> Generator[sqlite3.Connection, None, None]:
        """Give the connection to one thread at a time; what fails is opened anew."""
        with self._lock:
            if self._connection is not None and self._process != os.getpid():
                # After a fork it is the parent's: to close it here would harm that.
                self._inherited.append(self._connection)
                self._connection = None
            if self._connection is None:
                self._connection = self._open()
                self._process = os.getpid()
            try:
                yield self._connection
            except BaseException:
                self._connection.close()
                self._connection = None
                raise

    def _open(self) -> sqlite3.Connection:
        import sqlite3

        self._path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives the files beside it the same permissions.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        import sqlite3

        # In this order: whoever makes the file marks it before it makes tables.
        (version,) = connection.execute("pragma schema_version").fetchone()
        (mark,) = connection.execute("pragma application_id").fetchone()
        if mark != APPLICATION_ID:
            if version:
                raise sqlite3.DatabaseError(
                    f"{self._path} is a database of something else: name another file."
                )
            connection.execute("pragma journal_mode = wal").fetchone()
            connection.execute(f"pragma application_id = {APPLICATION_ID}")
        # With a log that is written ahead, a crash of the machine may lose the last
        # entries and never damages the file.
        connection.execute("pragma synchronous = normal")
        with connection:
            connection.execute("begin immediate")
            connection.execute(_TABLE)
            connection.execute(_BY_AGE)
            connection.execute(
                "delete from entries where written_at < ?", (time() - self._keep,)
            )


def _chunks(keys: Sequence[str]) -> Generator[Sequence[str], None, None]:
    for start in range(0, len(keys), _KEYS_IN_A_STATEMENT):
        yield keys[start : start + _KEYS_IN_A_STATEMENT]
