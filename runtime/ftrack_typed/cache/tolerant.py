"""A cache that fails costs speed alone: every failure becomes a miss."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from time import monotonic

from .base import Cache, Entry

_logger = logging.getLogger("ftrack_typed.cache")

MOST_OWED = 100_000
"""Keys that are remembered to be dropped once the cache works again."""


class Tolerant:
    """A cache of which no method fails.

    The first failure is logged as a warning; from then on the cache is left out, and
    tried again from time to time. What it should have dropped or replaced meanwhile is
    dropped before it is used again, so that it never gives what was known to be
    outdated. If that becomes too much to remember it is left out for good.

    Args:
        inner: the cache.
        retry_after: seconds after a failure during which it is not asked.
    """

    def __init__(self, inner: Cache, *, retry_after: float = 30.0) -> None:
        self.inner = inner
        self._retry_after = retry_after
        self._lock = Lock()
        self._not_before = 0.0
        self._logged = False
        self._given_up = False
        self._owed_keys: set[str] = set()
        self._owed_prefixes: set[str] = set()

    @classmethod
    def of(cls, cache: Cache) -> Tolerant:
        """Return *cache* made tolerant, or as it is if it is so."""
        return cache if isinstance(cache, Tolerant) else cls(cache)

    def read(self, keys: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those *keys* that there are; none if it fails."""
        found: dict[str, Entry] = {}
        self._attempt(lambda: found.update(self.inner.read(keys)))
        return found

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Keep *entries*, or drop what is under their keys later."""
        if not self._attempt(lambda: self.inner.write(entries)):
            self._owe(entries, ())

    def forget(self, keys: Collection[str]) -> None:
        """Drop the entries of *keys*, now or before any is read again."""
        if not self._attempt(lambda: self.inner.forget(keys)):
            self._owe(keys, ())

    def clear(self, prefix: str) -> None:
        """Drop every entry whose key begins with *prefix*, now or later."""
        if not self._attempt(lambda: self.inner.clear(prefix)):
            self._owe((), (prefix,))

    def close(self) -> None:
        """Close the cache; what goes wrong on the way is logged."""
        try:
            self.inner.close()
        except Exception as error:
            self._note(error)

    def __repr__(self) -> str:
        return f"<Tolerant {self.inner!r}>"

    def _attempt(self, do: Callable[[], None]) -> bool:
        """Do it, after what is still to be dropped; tell whether it went well."""
        if self._given_up or (self._not_before and monotonic() < self._not_before):
            return False
        try:
            if self._owed_keys or self._owed_prefixes:
                self._pay()
            do()
        except Exception as error:
            # Whatever a cache is made of, it is not worth failing for.
            self._note(error)
            return False
        self._not_before = 0.0
        self._logged = False
        return True

    def _note(self, error: Exception) -> None:
        self._not_before = monotonic() + self._retry_after
        if not self._logged:
            self._logged = True
            _logger.warning(
                "%r fails and is left out; it is tried again every %g s: %s: %s",
                self.inner,
                self._retry_after,
                type(error).__name__,
                error,
            )

    def _owe(self, keys: Collection[str], prefixes: Collection[str]) -> None:
        with self._lock:
            self._owed_keys.update(keys)
            self._owed_prefixes.update(prefixes)
            if len(self._owed_keys) > MOST_OWED:
                self._owed_keys.clear()
                self._given_up = True
                _logger.warning("%r failed for too long: it is given up.", self.inner)

    def _pay(self) -> None:
        with self._lock:
            for prefix in self._owed_prefixes:
                self.inner.clear(prefix)
            self.inner.forget(self._owed_keys)
            self._owed_keys.clear()
            self._owed_prefixes.clear()
