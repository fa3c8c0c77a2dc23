"""A cache in Redis: for the machines of one site."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from .base import Entry, check_positive
from .packing import Unpacker, pack

_KEYS_A_SCAN = 1000


class _Pipeline(Protocol):
    def set(self, name: str, value: bytes, *, px: int) -> object: ...
    def execute(self) -> object: ...


class _Client(Protocol):
    """What is used of redis-py, whose own types do not tell waiting from answers."""

    def mget(self, keys: list[str]) -> list[bytes | None]: ...
    def unlink(self, *names: str | bytes) -> object: ...
    def pipeline(self, *, transaction: bool) -> _Pipeline: ...
    def scan_iter(self, *, match: str, count: int) -> Iterable[bytes]: ...
    def close(self) -> None: ...


class RedisCache:
    """Entries in a Redis server, shared by all who use it.

    Nothing is sent before the first entry is asked for.

    Args:
        url: the server, as ``redis://host:6379/0``; ``rediss://`` with TLS,
            ``unix:///path`` for a socket. A password in it is never shown.
        keep: seconds after which Redis drops an entry that was not written again, 30
            days by default.
        timeout: seconds to wait for a connection, and for an answer.

    Raises:
        ImportError: redis-py is missing; the message tells how to install it.
        ValueError: the URL is none of Redis.
    """

    def __init__(
        self,
        url: str = "redis://127.0.0.1:6379/0",
        *,
        keep: float = 30 * 86400.0,
        timeout: float = 1.0,
    ) -> None:
        self._url = url
        self._milliseconds = max(int(check_positive("keep", keep) * 1000), 1)
        self._unpacker = Unpacker(self)
        self._client = _client(url, check_positive("timeout", timeout))

    def read(self, keys: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those *keys* that there are; damaged ones are none.

        Raises:
            redis.RedisError: the server cannot be reached, or refuses.
        """
        names = list(keys)
        if not names:
            return {}
        contents = zip(names, self._client.mget(names), strict=True)
        return self._unpacker.entries(
            (key, content) for key, content in contents if content is not None
        )

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Keep *entries*.

        Raises:
            redis.RedisError: the server cannot be reached, or refuses.
        """
        pipeline = self._client.pipeline(transaction=False)
        for key, entry in entries.items():
            pipeline.set(key, pack(key, entry), px=self._milliseconds)
        pipeline.execute()

    def forget(self, keys: Collection[str]) -> None:
        """Drop the entries of *keys*.

        Raises:
            redis.RedisError: the server cannot be reached, or refuses.
        """
        if keys:
            self._client.unlink(*keys)

    def clear(self, prefix: str) -> None:
        """Drop every entry whose key begins with *prefix*; looks at all keys.

        Raises:
            redis.RedisError: the server cannot be reached, or refuses.
        """
        pattern = "".join(f"\\{each}" if each in "*?[]\\" else each for each in prefix)
        found: list[bytes] = []
        for key in self._client.scan_iter(match=f"{pattern}*", count=_KEYS_A_SCAN):
            found.append(key)
            if len(found) == _KEYS_A_SCAN:
                self._client.unlink(*found)
                found = []
        if found:
            self._client.unlink(*found)

    def close(self) -> None:
        """Close the connections; they are opened again when they are needed."""
        self._client.close()

    def __repr__(self) -> str:
        parts = urlsplit(self._url)
        return f"<RedisCache {parts.hostname or ''}{parts.path!r}>"


def _client(url: str, timeout: float) -> _Client:
    try:
        import redis
    except ImportError:
        raise ImportError(
            "The cache in Redis needs redis-py: pip install 'ftrack-typed[redis]'"
        ) from None
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # One new try, for a connection that the server has closed meanwhile.
    client: Any = redis.Redis.from_url(  # pyright: ignore[reportUnknownMemberType] untyped keywords
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 1),
    )
    return cast("_Client", client)
