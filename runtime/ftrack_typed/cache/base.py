"""What a cache is: entries by key, read and written many at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

import attrs


@attrs.frozen
class Entry:
    """What is kept under one key.

    Attributes:
        entity_type: the wire name of the type that it tells of, which
            :class:`~ftrack_typed.cache.Selective` decides on.
        value: the content; a session writes JSON.
        read_at: when the oldest part of it was read from the server, in seconds since
            the epoch.
    """

    entity_type: str
    value: bytes = attrs.field(repr=False)
    read_at: float


class Cache(Protocol):
    """Entries by key, which may be lost at any time.

    A key is a text, made by :class:`~ftrack_typed.cache.Scope`. Whatever is at hand may
    be returned however old it is, and whatever is written may be dropped. What was
    forgotten may not be returned. A method that cannot do its work raises: a session
    takes any exception for a miss (see :class:`~ftrack_typed.cache.Tolerant`).
    """

    def read(self, keys: Collection[str]) -> Mapping[str, Entry]:
        """Return the entries of those *keys* that there are."""
        ...

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Keep *entries*, in place of what was under their keys."""
        ...

    def forget(self, keys: Collection[str]) -> None:
        """Drop the entries of *keys*, those that there are."""
        ...

    def clear(self, prefix: str) -> None:
        """Drop every entry whose key begins with *prefix*."""
        ...

    def close(self) -> None:
        """Give back what is held open; more than once does no harm."""
        ...


def check_positive(name: str, value: float) -> float:
    """Return *value*, the argument *name* of a cache.

    Raises:
        ValueError: it is not greater than zero.
    """
    if not value > 0:
        raise ValueError(f"{name} has to be greater than zero, not {value!r}.")
    return value
