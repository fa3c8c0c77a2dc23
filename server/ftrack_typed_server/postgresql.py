"""PostgreSQL: its connections and transactions, and the functions that queries call."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from ftrack_typed_server.collation import FOLD, PostgreSQLText, folded_letters
from ftrack_typed_server.pooling import KEPT, MORE

_DRIVER = "postgresql+psycopg"
_CONNECT_SECONDS = "10"
_LOCK_TIMEOUT = "30s"
_WRITERS = 0x66747261636B
"""The lock that writers take: the word ``ftrack`` as a number."""

# A page of letters is searched for each letter, so ASCII, which is most, goes apart.
_FOLD_FUNCTION = """\
CREATE OR REPLACE FUNCTION {name}(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $function$
    SELECT CASE WHEN octet_length(value) = char_length(value)
        THEN lower(value COLLATE "C")
        ELSE translate(lower(value COLLATE "C"), '{upper}', '{lower}') END
$function$"""


class PostgreSQL:
    """The engine of databases on a PostgreSQL server."""

    text: PostgreSQLText = PostgreSQLText()

    def open(self, url: URL) -> Engine:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`.

        Raises:
            ArgumentError: the URL asks for another driver than psycopg.
        """
        if url.drivername not in ("postgresql", _DRIVER):
            raise ArgumentError("the driver that is used is psycopg")
        if "connect_timeout" not in url.query:
            url = url.update_query_dict({"connect_timeout": _CONNECT_SECONDS})
        return create_engine(
            url.set(drivername=_DRIVER),
            pool_size=KEPT,
            max_overflow=MORE,
            pool_pre_ping=True,
            connect_args={"client_encoding": "utf8"},
        )

    def begin(self, connection: Connection, *, writes: bool) -> None:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`."""
        if writes:
            # Each statement sees what was committed before it: with the lock, that is
            # one state. A snapshot would be older than the lock.
            connection.exec_driver_sql(
                f"SELECT set_config('lock_timeout', '{_LOCK_TIMEOUT}', true), "
                f"pg_advisory_xact_lock({_WRITERS})"
            )
        else:
            connection.exec_driver_sql(
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
            )

    def check(self, connection: Connection) -> None:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`.

        Raises:
            ArgumentError: the database cannot hold all letters.
        """
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            raise ArgumentError(
                f"its encoding is {encoding}: create it with ENCODING 'UTF8'"
            )

    def prepare(self, connection: Connection) -> None:
        """See :class:`~ftrack_typed_server.storage.DatabaseKind`."""
        upper, lower = folded_letters()
        connection.exec_driver_sql(
            _FOLD_FUNCTION.format(name=FOLD, upper=upper, lower=lower)
        )
