"""Key/value entities of an entity as a mapping: metadata, custom attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeGuard, TypeVar, cast

if TYPE_CHECKING:
    from .attributes import Attribute, Mapped
    from .custom_attributes import CustomMapped
    from .entity import Entity

V = TypeVar("V")


class KeyValueMap(MutableMapping[str, V], Generic[V]):
    """Key/value entities of one entity as a mapping: metadata, custom attributes.

    Metadata keys are created and deleted freely. Custom attributes are configured on
    the server: their values are assigned, keys are neither added nor removed. Assigning
    one loads none of them, and is possible while the entity is new.
    """

    __slots__ = ("_attribute", "_entries", "_owner", "_written")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _CLASSES.add(cls)

    def __init__(
        self, owner: Entity, attribute: Attribute, items: list[Entity] | None
    ) -> None:
        self._owner = owner
        self._attribute = attribute
        self._entries: dict[str, Entity] | None = None
        # Custom attributes that were assigned before any was loaded.
        self._written: dict[str, Entity] = {}
        if items is not None:
            self.loaded(items)

    def __repr__(self) -> str:
        known: object = "not loaded"
        if self._entries is not None:
            known = {
                key: vars(entry).get("value") for key, entry in self._entries.items()
            }
        return f"<{self._owner.__entity_type__}.{self._attribute.wire}: {known}>"

    def __len__(self) -> int:
        return len(self._load())

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __getitem__(self, key: str) -> V:
        entry: Any = self._written.get(key) or self._load()[key]
        value: V = entry.value
        return value

    def __setitem__(self, key: str, value: V) -> None:
        session = self._owner.__session__
        if self._entries is None and not self._attribute.owner_type:
            written: Any = session.custom_value(self._owner, self._attribute, key)
            written.value = value
            self._written[key] = written
            session.edited(self)
            return
        entry: Any = self._load().get(key)
        if entry is not None:
            entry.value = value
            return
        if not self._attribute.owner_type:
            raise KeyError(
                f"{self._owner.__entity_type__} has no custom attribute {key!r}; "
                f"there are: {', '.join(sorted(self)) or 'none'}. A custom "
                "attribute is configured on the server before it can be set."
            )
        target = self._owner.__registry__[self._attribute.relation]
        created = session.create_entity(
            target,
            {
                target.__by_wire__[self._attribute.key].name: self._owner.__key__[0],
                target.__by_wire__[self._attribute.owner_type].name: (
                    self._owner.__entity_type__
                ),
                "key": key,
                "value": value,
            },
        )
        cast("dict[str, Entity]", self._entries)[key] = created
        session.edited(self)

    def __delitem__(self, key: str) -> None:
        if not self._attribute.owner_type:
            raise TypeError(
                f"The custom attribute {key!r} of {self._owner.__entity_type__} is "
                "configured on the server and cannot be removed from one entity."
            )
        session = self._owner.__session__
        session.delete(self._load()[key])
        del cast("dict[str, Entity]", self._entries)[key]
        session.edited(self)

    def replace(self, values: Iterable[tuple[str, V]]) -> None:
        """Make *values* the whole content; custom attributes left out stay."""
        wanted = dict(values)
        if self._attribute.owner_type:
            for key in [key for key in self if key not in wanted]:
                del self[key]
        self.update(wanted)

    @property
    def owner(self) -> Entity:
        """The entity whose entries these are."""
        return self._owner

    @property
    def is_loaded(self) -> bool:
        """Whether the entries are at hand."""
        return self._entries is not None

    def loaded(self, items: Sequence[Entity]) -> None:
        """Take *items* as the server's entries; created and deleted ones stay so.

        Entries that came without key or value are not taken: all are loaded when they
        are needed, with one request.
        """
        if all("key" in vars(item) and "value" in vars(item) for item in items):
            session = self._owner.__session__
            created = {
                key: item
                for key, item in (self._entries or {}).items()
                if session.is_new(item)
            }
            self._entries = {**_by_key(items), **created}
            self._written.clear()

    def holds(self, key: str, configuration: str) -> bool:
        """Whether the custom attribute *key* is that of the *configuration*."""
        entry: Any = self._load()[key]
        return bool(entry.configuration_id == configuration)

    def restore(self) -> None:
        """Drop pending edits; the entries are loaded again when they are needed."""
        self._entries = None
        self._written.clear()

    def expire(self) -> None:
        """Load the entries again when they are needed, unless new ones are pending."""
        is_new = self._owner.__session__.is_new
        if not any(map(is_new, (self._entries or {}).values())):
            self._entries = None

    def accept(self, *, is_new: bool) -> None:
        """Load the entries of an entity that was new when needed, if there are none."""
        if is_new and not self._entries:
            self._entries = None

    def _load(self) -> dict[str, Entity]:
        session = self._owner.__session__
        if self._entries is None:
            session.load_items(self._owner, self._attribute)
        entries = cast("dict[str, Entity]", self._entries)
        if session.has_deleted:
            return {
                key: item
                for key, item in entries.items()
                if not session.is_deleted(item)
            }
        return entries


_CLASSES: set[type] = {KeyValueMap}
"""The class above and those that derive from it, which are compared quicker."""


def _by_key(items: Iterable[Entity]) -> dict[str, Entity]:
    return {cast("Any", item).key: item for item in items}


def is_key_value_map(value: object) -> TypeGuard[KeyValueMap[Any]]:
    """Whether *value* is such a mapping, of values of any type."""
    return value.__class__ in _CLASSES


def key_value_map(
    owner: Entity, attribute: Attribute, items: list[Entity] | None
) -> KeyValueMap[Any]:
    """Return the mapping of *items*, of the class that *attribute* names.

    Args:
        owner: the entity whose mapping it is.
        attribute: which one of it.
        items: its entries, none if they are not loaded.
    """
    mapped = cast("Mapped[Any, Any] | CustomMapped[Any, Any]", attribute)
    return mapped.map_class(owner.__registry__)(owner, attribute, items)
