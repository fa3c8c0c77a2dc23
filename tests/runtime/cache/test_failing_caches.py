"""A cache that fails is a miss, is logged once, and never gives what is outdated."""

from __future__ import annotations

import logging
from time import time

import pytest

from ftrack_typed.cache import (
    Cache,
    Entry,
    Layered,
    MemoryCache,
    RedisCache,
    Tolerant,
    tolerant,
)
from support.redis_server import RedisServer


def entry(value: bytes) -> Entry:
    return Entry("Task", value, time())


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "ftrack_typed.cache" and record.levelno == logging.WARNING
    ]


@pytest.fixture
def connected(redis_server: RedisServer) -> RedisCache:
    cache = RedisCache(redis_server.url)
    cache.clear("")
    return cache


@pytest.fixture
def protected(connected: RedisCache) -> Tolerant:
    """A tolerant cache in Redis, which is tried with every call."""
    return Tolerant(connected, retry_after=0.0)


def test_a_server_that_is_killed_midway_is_a_miss_and_logged_once(
    protected: Tolerant, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    protected.write({"a": entry(b"1")})
    assert set(protected.read(["a"])) == {"a"}
    redis_server.kill()
    try:
        assert protected.read(["a"]) == {}
        protected.write({"a": entry(b"2")})
        protected.forget(["b"])
        protected.clear("c")
        protected.close()
    finally:
        redis_server.start()

    (message,) = warnings(caplog)
    assert "RedisCache 127.0.0.1" in message
    protected.write({"a": entry(b"3")})
    assert protected.read(["a"])["a"].value == b"3"
    protected.close()


def test_what_could_not_be_dropped_is_dropped_before_anything_is_read_again(
    redis_server: RedisServer, connected: RedisCache
) -> None:
    names = ["a", "b", "c:1", "d"]
    connected.write({name: entry(b"old") for name in names})
    cache = Tolerant(RedisCache(redis_server.url, timeout=0.05), retry_after=0.0)
    redis_server.pause()
    try:
        cache.write({"a": entry(b"new")})
        cache.forget(["b"])
        cache.clear("c:")
    finally:
        redis_server.resume()
    connected.write({name: entry(b"old") for name in names})

    assert set(cache.read(names)) == {"d"}
    cache.close()
    connected.close()


def test_a_cache_that_fails_is_left_alone_for_a_while(
    redis_server: RedisServer, connected: RedisCache
) -> None:
    cache = Tolerant(connected, retry_after=3600.0)
    cache.write({"a": entry(b"1")})
    redis_server.kill()
    try:
        assert cache.read(["a"]) == {}
    finally:
        redis_server.start()

    connected.write({"a": entry(b"2")})
    assert cache.read(["a"]) == {}
    cache.close()


def test_a_cache_that_fails_for_too_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
    redis_server: RedisServer,
    connected: RedisCache,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(tolerant, "MOST_OWED", 2)
    cache = Tolerant(connected, retry_after=0.0)
    redis_server.kill()
    try:
        cache.write({name: entry(b"") for name in "abc"})
    finally:
        redis_server.start()
    connected.write({"a": entry(b"outdated")})

    assert cache.read(["a"]) == {}
    assert "given up" in warnings(caplog)[-1]
    cache.close()


def test_a_layer_that_fails_is_left_out(
    redis_server: RedisServer,
    connected: RedisCache,
    caplog: pytest.LogCaptureFixture,
) -> None:
    last = MemoryCache()
    cache: Cache = Layered([connected, last])
    redis_server.kill()
    try:
        cache.write({"a": entry(b"1")})
        assert set(cache.read(["a"])) == {"a"}
        cache.forget(["a"])
        assert cache.read(["a"]) == {}
    finally:
        redis_server.start()
    assert len(warnings(caplog)) == 1
    cache.close()


def test_what_another_program_put_under_a_key_is_a_miss(
    connected: RedisCache, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    import redis

    client = redis.Redis.from_url(redis_server.url)
    connected.write({"a": entry(b"1"), "b": entry(b"2"), "c": entry(b"3")})
    whole = client.get("a")
    assert isinstance(whole, bytes)
    client.set("a", whole[:-1] + b"7")
    client.set("b", b"something else")
    client.set("moved", whole)

    assert set(connected.read(["a", "b", "c", "moved"])) == {"c"}
    assert len(warnings(caplog)) == 1
    client.close()
    connected.close()


def test_entries_in_redis_are_dropped_after_their_time(
    redis_server: RedisServer,
) -> None:
    import redis

    client = redis.Redis.from_url(redis_server.url)
    cache = RedisCache(redis_server.url, keep=90.0)
    cache.write({"a": entry(b"1")})

    left = client.pttl("a")
    assert isinstance(left, int)
    assert 0 < left <= 90_000
    client.close()
    cache.close()


def test_a_url_that_is_none_of_redis_is_refused() -> None:
    with pytest.raises(ValueError, match="Redis URL"):
        RedisCache("http://127.0.0.1")
