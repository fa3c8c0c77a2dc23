"""Transactions on a database file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Text, column, select, table, text

from ftrack_typed_server.membership import is_among
from ftrack_typed_server.storage import Storage, open_storage


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    storage = open_storage(f"sqlite:///{tmp_path / 'site.db'}")
    with storage.transaction(writes=True) as connection:
        connection.execute(text("CREATE TABLE thing (name TEXT)"))
    yield storage
    storage.close()


def names(storage: Storage) -> list[str]:
    with storage.transaction(writes=False) as connection:
        return list(connection.scalars(text("SELECT name FROM thing")))


def test_reads_go_on_while_a_batch_writes(storage: Storage) -> None:
    with storage.transaction(writes=True) as connection:
        connection.execute(text("INSERT INTO thing VALUES ('new')"))
        assert names(storage) == []
    assert names(storage) == ["new"]


def test_a_batch_writes_while_reads_go_on(storage: Storage) -> None:
    count = text("SELECT count(*) FROM thing")
    with storage.transaction(writes=False) as reading:
        before = reading.scalar(count)
        with storage.transaction(writes=True) as connection:
            connection.execute(text("INSERT INTO thing VALUES ('new')"))
        assert (before, reading.scalar(count)) == (0, 0)
    assert names(storage) == ["new"]


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(storage: Storage) -> None:
    with storage.transaction(writes=False) as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        full = 2
        assert connection.scalar(text("PRAGMA synchronous")) == full


def test_a_list_of_keys_is_looked_up_in_the_index(storage: Storage) -> None:
    with storage.transaction(writes=True) as connection:
        connection.execute(text("CREATE INDEX by_name ON thing (name)"))
        connection.execute(text("INSERT INTO thing VALUES ('a'), ('b'), (NULL)"))
    name = column("name", Text)
    wanted = select(name).select_from(table("thing")).where(is_among(name, ["a", "x"]))
    others = select(name).select_from(table("thing")).where(~is_among(name, ["a", "x"]))
    with storage.transaction(writes=False) as connection:
        compiled = wanted.compile(connection)
        steps = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}", ('["a", "x"]',)
        ).all()
        assert connection.scalars(wanted).all() == ["a"]
        assert connection.scalars(others).all() == ["b"]
    assert str(steps[0][3]).startswith("SEARCH thing USING")
