"""Which entity class stands for which type: the classes of one generated package."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .entity import Entity


class Registry:
    """Entity classes by wire type name, each imported when it is first needed.

    Args:
        package: the package's import name.
        classes: wire type name to the module's name in the package and the class's.
        digest: digest of the schema that the package was generated from.
        base_types: types that others derive from.
    """

    def __init__(
        self,
        package: str,
        classes: Mapping[str, tuple[str, str]],
        *,
        digest: str,
        base_types: Collection[str] = (),
    ) -> None:
        self.package = package
        self.digest = digest
        self.base_types: frozenset[str] = frozenset(base_types)
        self._places = classes
        self._loaded: dict[str, type[Entity]] = {}

    def __getitem__(self, entity_type: str) -> type[Entity]:
        """Return the class of *entity_type*.

        Raises:
            UnknownEntityTypeError: the package has no such type.
        """
        found = self._loaded.get(entity_type)
        if found is not None:
            return found
        place = self._places.get(entity_type)
        if place is None:
            from ..errors import UnknownEntityTypeError

            raise UnknownEntityTypeError(entity_type, known=self._places)
        module, name = place
        loaded: type[Entity] = getattr(import_module(f"{self.package}.{module}"), name)
        self._loaded[entity_type] = loaded
        return loaded

    def custom_attributes(self, name: str) -> object:
        """Return the class *name* of the package's module of custom attributes."""
        module = import_module(f"{self.package}.custom_attributes")
        found: object = getattr(module, name)
        return found

    def with_class(self, cls: type[Entity]) -> Registry:
        """Return a registry in which *cls* stands for its entity type."""
        changed = Registry(
            self.package,
            self._places,
            digest=self.digest,
            base_types=self.base_types,
        )
        changed._loaded = {**self._loaded, cls.__entity_type__: cls}
        return changed

    def __contains__(self, entity_type: object) -> bool:
        return entity_type in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        return f"<Registry {self.package}: {len(self)} entity types>"
