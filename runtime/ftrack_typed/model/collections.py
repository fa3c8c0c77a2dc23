"""Collections of an entity: a list of entities, or key/value entities as a mapping.

A collection is loaded when it is first looked into. Where an item's own reference
decides where it belongs (a timelog's ``context``), adding and removing items writes
that reference and loads nothing. Elsewhere (scopes, items of a list) the server takes
the complete list, so the list is loaded before it is edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping, MutableSequence
from typing import TYPE_CHECKING, Any, Generic, TypeGuard, TypeVar, cast, overload

from .owner import NOT_LOADED

if TYPE_CHECKING:
    from .attributes import Attribute
    from .entity import Entity

E = TypeVar("E", bound="Entity")
V = TypeVar("V")


class EntityCollection(MutableSequence[E]):
    """Entities that belong to one entity: each at most once, in no promised order."""

    __slots__ = ("_added", "_attribute", "_items", "_owner", "_removed")

    def __init__(
        self, owner: Entity, attribute: Attribute, items: list[E] | None
    ) -> None:
        self._owner = owner
        self._attribute = attribute
        # Dictionaries as ordered sets: entities are equal to themselves alone.
        self._items = None if items is None else dict.fromkeys(items)
        self._added: dict[E, None] = {}
        self._removed: dict[E, None] = {}

    def __repr__(self) -> str:
        items = "not loaded" if self._items is None else repr(list(self._items))
        return f"<{self._owner.__entity_type__}.{self._attribute.wire}: {items}>"

    def __len__(self) -> int:
        return len(self._load())

    def __iter__(self) -> Iterator[E]:
        return iter(self._load())

    def __contains__(self, item: object) -> bool:
        return item in self._load()

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> list[E]: ...
    def __getitem__(self, index: int | slice) -> E | list[E]:
        return list(self._load())[index]

    @overload
    def __setitem__(self, index: int, value: E) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[E]) -> None: ...
    def __setitem__(self, index: int | slice, value: E | Iterable[E]) -> None:
        items = list(self._load())
        if isinstance(index, slice):
            items[index] = cast("Iterable[E]", value)
        else:
            items[index] = cast("E", value)
        self.replace(items)

    def __delitem__(self, index: int | slice) -> None:
        items = list(self._load())
        for item in items[index] if isinstance(index, slice) else [items[index]]:
            self.remove(item)

    def insert(self, index: int, value: E) -> None:
        """Add *value*; the server keeps no positions, so it comes last wherever asked.

        Raises:
            ValueError: it is in the collection already.
        """
        if not self._attribute.key:
            self._load()
        if self._holds(value):
            raise ValueError(f"{value!r} is already in {self!r}.")
        self._note_change()
        if self._items is not None:
            self._items[value] = None
        self._added[value] = None
        self._attach(value)

    def append(self, value: E) -> None:
        """Add *value*.

        Raises:
            ValueError: it is in the collection already.
        """
        # The sequence's own append would ask for the length, and load everything.
        self.insert(0, value)

    def remove(self, value: E) -> None:
        """Take *value* out, without deleting it.

        Raises:
            ValueError: it is not in the collection.
            ReadOnlyError: it cannot exist outside of one; delete it instead.
        """
        items = self._load()
        if value not in items:
            raise ValueError(f"{value!r} is not in {self!r}.")
        self._detach(value)
        self._note_change()
        del items[value]
        if value in self._added:
            del self._added[value]
        else:
            self._removed[value] = None

    def replace(self, items: Iterable[E]) -> None:
        """Make *items* the whole content."""
        wanted = dict.fromkeys(items)
        for item in list(self._load()):
            if item not in wanted:
                self.remove(item)
        for item in wanted:
            if not self._holds(item):
                self.append(item)

    def _load(self) -> dict[E, None]:
        if self._items is None:
            session = self._owner.__session__
            fetched = cast("list[E]", session.fetch_items(self._owner, self._attribute))
            return self.loaded(fetched)
        return self._items

    def loaded(self, items: list[E]) -> dict[E, None]:
        """Take *items* as the server's content; pending edits stay on top of it."""
        kept = {item: None for item in items if item not in self._removed}
        kept.update(self._added)
        self._items = kept
        return kept

    def _holds(self, item: E) -> bool:
        return item in self._added or (self._items is not None and item in self._items)

    def _attach(self, item: E) -> None:
        attribute = self._attribute
        if not attribute.key:
            return
        cls = type(item)
        for name, value in attribute.where.items():
            setattr(item, cls.__by_wire__[name].name, value)
        if attribute.owner_type:
            owner_type = cls.__by_wire__[attribute.owner_type].name
            setattr(item, owner_type, self._owner.__entity_type__)
        reference = reference_on(cls, attribute.key)
        if reference is not None:
            setattr(item, reference.name, self._owner)
        else:
            setattr(item, cls.__by_wire__[attribute.key].name, self._owner.__key__[0])

    def _detach(self, item: E) -> None:
        if self._attribute.key:
            reference = reference_on(type(item), self._attribute.key)
            if reference is None:
                reference = type(item).__by_wire__[self._attribute.key]
            setattr(item, reference.name, None)

    def _note_change(self) -> None:
        session = self._owner.__session__
        if self._attribute.key:
            session.edited(self)
            return
        originals = session.originals.setdefault(self._owner, {})
        if self._attribute.name not in originals:
            items = self._items
            originals[self._attribute.name] = (
                NOT_LOADED if items is None else tuple(items)
            )

    def accept(self) -> None:
        """Take pending additions and removals for done; called after a commit."""
        self._added.clear()
        self._removed.clear()

    def restore(self, items: Iterable[E] | None) -> None:
        """Drop pending edits; *items* are the content, none to load it again."""
        self.accept()
        self._items = None if items is None else dict.fromkeys(items)


class KeyValueMap(MutableMapping[str, V], Generic[V]):
    """Key/value entities of one entity as a mapping: metadata, custom attributes.

    Metadata keys are created and deleted freely. Custom attributes are configured on
    the server: their values are assigned, keys are neither added nor removed.
    """

    __slots__ = ("_attribute", "_entries", "_owner")

    def __init__(
        self, owner: Entity, attribute: Attribute, items: list[Entity] | None
    ) -> None:
        self._owner = owner
        self._attribute = attribute
        self._entries: dict[str, Entity] | None = None
        if items is not None:
            self._entries = _by_key(items)

    def __repr__(self) -> str:
        known = "not loaded" if self._entries is None else repr(dict(self))
        return f"<{self._owner.__entity_type__}.{self._attribute.wire}: {known}>"

    def __len__(self) -> int:
        return len(self._load())

    def __iter__(self) -> Iterator[str]:
        return iter(self._load())

    def __getitem__(self, key: str) -> V:
        entry: Any = self._load()[key]
        value: V = entry.value
        return value

    def __setitem__(self, key: str, value: V) -> None:
        entries = self._load()
        entry: Any = entries.get(key)
        if entry is not None:
            entry.value = value
            return
        if not self._attribute.owner_type:
            raise KeyError(
                f"{self._owner.__entity_type__} has no custom attribute {key!r}; "
                f"there are: {', '.join(sorted(entries)) or 'none'}. A custom "
                "attribute is configured on the server before it can be set."
            )
        session = self._owner.__session__
        target = self._owner.__registry__[self._attribute.relation]
        entries[key] = session.create_entity(
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
        session.edited(self)

    def __delitem__(self, key: str) -> None:
        if not self._attribute.owner_type:
            raise TypeError(
                f"The custom attribute {key!r} of {self._owner.__entity_type__} is "
                "configured on the server and cannot be removed from one entity."
            )
        session = self._owner.__session__
        session.delete(self._load()[key])
        del self._load()[key]
        session.edited(self)

    def replace(self, values: Iterable[tuple[str, V]]) -> None:
        """Make *values* the whole content; custom attributes left out stay."""
        wanted = dict(values)
        if self._attribute.owner_type:
            for key in [key for key in self if key not in wanted]:
                del self[key]
        self.update(wanted)

    def _load(self) -> dict[str, Entity]:
        if self._entries is None:
            session = self._owner.__session__
            return self.loaded(session.fetch_items(self._owner, self._attribute))
        return self._entries

    def loaded(self, items: Iterable[Entity]) -> dict[str, Entity]:
        """Take *items* as the server's entries; created and deleted ones stay so."""
        session = self._owner.__session__
        entries = {
            key: item
            for key, item in (self._entries or {}).items()
            if session.is_new(item)
        }
        kept = [item for item in items if not session.is_deleted(item)]
        self._entries = {**_by_key(kept), **entries}
        return self._entries

    def accept(self) -> None:
        """Nothing is kept pending here: the entries are entities of their own."""

    def restore(self, items: Iterable[Entity] | None) -> None:
        """Drop pending edits; *items* are the entries, none to load them again."""
        self._entries = None if items is None else _by_key(items)


def is_collection(value: object) -> TypeGuard[EntityCollection[Any]]:
    """Whether *value* is a collection, of any entity type."""
    return isinstance(value, EntityCollection)


def reference_on(cls: type[Entity], key: str) -> Attribute | None:
    """Return the reference of *cls* that stands on its attribute *key*, if any."""
    for attribute in cls.__attributes__.values():
        if attribute.relation and not attribute.to_many and attribute.key == key:
            return attribute
    return None


def _by_key(items: Iterable[Entity]) -> dict[str, Entity]:
    return {cast("Any", item).key: item for item in items}
