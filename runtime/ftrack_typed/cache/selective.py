"""Which entity types are kept in a cache, and for how long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from time import time
from typing import TYPE_CHECKING

from .base import Cache, Entry, check_positive

if TYPE_CHECKING:
    from ..model import Entity

_CLOCKS_DIFFER = 60.0
"""Seconds that the clocks of two machines may differ."""


class Selective:
    """A cache of some entity types, or of what is not too old, or of both.

    Args:
        inner: the cache to keep entries in; several may share one.
        types: entity classes or type names, as they are concretely: ``Task`` and not
            its base types. By default all are kept.
        max_age: seconds since an entry was read from the server after which it is
            no longer returned; by default none is too old.
    """

    def __init__(
        self,
        inner: Cache,
        *,
        types: Iterable[type[Entity] | str] | None = None,
        max_age: float | None = None,
    ) -> None:
        if isinstance(types, str):
            raise TypeError(f"types takes several types: types=[{types!r}].")
        self._inner = inner
        self._types = (
            None
            if types is None
            else frozenset(
                each if isinstance(each, str) else each.__entity_type__
                for each in types
            )
        )
        self._max_age = None if max_age is None else check_positive("max_age", max_age)

    def read(self, keys: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those *keys* that are of the types and young enough."""
        now = time()
        return {
            key: entry
            for key, entry in self._inner.read(keys).items()
            if self._covers(entry) and self._is_young(entry, now)
        }

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Keep those *entries* that are of the types."""
        covered = {key: entry for key, entry in entries.items() if self._covers(entry)}
        if covered:
            self._inner.write(covered)

    def forget(self, keys: Collection[str]) -> None:
        """Drop the entries of *keys*."""
        self._inner.forget(keys)

    def clear(self, prefix: str) -> None:
        """Drop every entry whose key begins with *prefix*, of any type."""
        self._inner.clear(prefix)

    def close(self) -> None:
        """Close the inner cache."""
        self._inner.close()

    def __repr__(self) -> str:
        types = "all types" if self._types is None else ", ".join(sorted(self._types))
        age = "" if self._max_age is None else f" for {self._max_age:g} s"
        return f"<Selective {types}{age}: {self._inner!r}>"

    def _covers(self, entry: Entry) -> bool:
        return self._types is None or entry.entity_type in self._types

    def _is_young(self, entry: Entry, now: float) -> bool:
        if self._max_age is None:
            return True
        # What claims to be read in the future has no age that could be trusted.
        return -_CLOCKS_DIFFER <= now - entry.read_at <= self._max_age
