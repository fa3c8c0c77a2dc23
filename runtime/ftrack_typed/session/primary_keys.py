"""The key attributes of entity types, by their wire names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model.registry import Registry


class PrimaryKeys(Mapping[str, tuple[str, ...]]):
    """Entity type to the wire names of its key's parts, in order."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def __getitem__(self, entity_type: str) -> tuple[str, ...]:
        cls = self._registry[entity_type]
        return tuple(cls.__attributes__[name].wire for name in cls.__primary_key__)

    def __iter__(self) -> Iterator[str]:
        return iter(self._registry)

    def __len__(self) -> int:
        return len(self._registry)
