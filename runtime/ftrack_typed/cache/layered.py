"""Several caches as one: the quickest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from .base import Cache, Entry
from .tolerant import Tolerant


class Layered:
    """Caches one behind another, such as memory before a file before a site's Redis.

    Every layer is written. Reading asks a layer for what those before it lack, and
    copies what is found to those. A layer that fails is left out.

    Args:
        layers: the caches, the quickest first; each by itself is protected against
            failing by :class:`~ftrack_typed.cache.Tolerant`.
    """

    def __init__(self, layers: Iterable[Cache]) -> None:
        self._layers = [Tolerant.of(layer) for layer in layers]

    def read(self, keys: Collection[str]) -> dict[str, Entry]:
        """Return the entries of those *keys* that some layer has."""
        found: dict[str, Entry] = {}
        missing = list(keys)
        for position, layer in enumerate(self._layers):
            if not missing:
                break
            here = layer.read(missing)
            if here:
                for before in self._layers[:position]:
                    before.write(here)
                found.update(here)
                missing = [key for key in missing if key not in here]
        return found

    def write(self, entries: Mapping[str, Entry]) -> None:
        """Keep *entries* in every layer."""
        for layer in self._layers:
            layer.write(entries)

    def forget(self, keys: Collection[str]) -> None:
        """Drop the entries of *keys* in every layer, the slowest first."""
        # So that no layer copies from one behind it what is to go.
        for layer in reversed(self._layers):
            layer.forget(keys)

    def clear(self, prefix: str) -> None:
        """Drop every entry whose key begins with *prefix* in every layer."""
        for layer in reversed(self._layers):
            layer.clear(prefix)

    def close(self) -> None:
        """Close every layer."""
        for layer in self._layers:
            layer.close()

    def __repr__(self) -> str:
        return f"<Layered {[layer.inner for layer in self._layers]!r}>"
