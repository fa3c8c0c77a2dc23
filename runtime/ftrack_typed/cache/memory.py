"""A cache in memory: bounded, the least recently used entries go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from threading import Lock

from .base import Entry, check_positive


class MemoryCache:
    """Entries of this process; several sessions and threads may share it.

    Args:
        max_entries: how many are kept; above that those go that were not used for the
            longest time. A task with ten attributes takes about 1 KiB.
    """

    def __init__(self, max_entries: int = 50_000) -> None:
        check_positive("max_entries", max_entries)
        self._max_entries = max_entries
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = Lock()

    def read(self, keys: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those *keys* that there are."""
        entries = self._entries
        found: dict[str, Entry] = {}
        with self._lock:
            for key in keys:
                entry = entries.get(key)
                if entry is not None:
                    entries.move_to_end(key)
                    found[key] = entry
        return found

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Keep *entries*, and drop the oldest above the limit."""
        with self._lock:
            for key, entry in entries.items():
                self._entries[key] = entry
                self._entries.move_to_end(key)
            while len(self._entries) > self._max_entries:
                self._entries.popitem(last=False)

    def forget(self, keys: Collection[str]) -> None:
        """Drop the entries of *keys*."""
        with self._lock:
            for key in keys:
                self._entries.pop(key, None)

    def clear(self, prefix: str) -> None:
        """Drop every entry whose key begins with *prefix*; looks at all keys."""
        with self._lock:
            for key in [key for key in self._entries if key.startswith(prefix)]:
                del self._entries[key]

    def close(self) -> None:
        """Do nothing: other sessions may share the entries."""

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<MemoryCache: {len(self)} of {self._max_entries} entries>"
