"""Caches of every kind, and a Redis server for those that need one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ftrack_typed.cache import (
    Cache,
    Layered,
    MemoryCache,
    RedisCache,
    Selective,
    SqliteCache,
    Tolerant,
)
from support.redis_server import RedisServer


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(
    params=["memory", "sqlite", "redis", "layered", "selective", "tolerant"]
)
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cache]:
    """An empty cache of each kind."""
    made: Cache
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        made = RedisCache(server.url)
        made.clear("")
    elif request.param == "sqlite":
        made = SqliteCache(tmp_path / "folder" / "cache.sqlite")
    elif request.param == "layered":
        made = Layered([MemoryCache(), SqliteCache(tmp_path / "cache.sqlite")])
    elif request.param == "selective":
        made = Selective(MemoryCache(), types=["Task"], max_age=3600.0)
    elif request.param == "tolerant":
        made = Tolerant(MemoryCache())
    else:
        made = MemoryCache()
    yield made
    made.close()
