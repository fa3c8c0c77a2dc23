"""The unit of work: what was created, modified and deleted since the last commit.

Cost follows what changed, never what the session knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from ..model.collections import is_collection
from ..model.entity import Entity
from ..model.owner import NOT_LOADED
from .changes import Change, Created, Deleted, EntityKey, Members, Modified
from .identity_map import IdentityMap

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.owner import Editable


class UnitOfWork:
    """Pending changes of one session.

    Attributes:
        originals: entity to attribute name to the value before the first change, in the
            order in which entities were first touched.
    """

    def __init__(self, known: IdentityMap) -> None:
        self.originals: dict[Entity, dict[str, object]] = {}
        self._known = known
        self._new: dict[Entity, None] = {}
        self._deleted: dict[Entity, None] = {}
        self._edited: list[Editable] = []

    def __len__(self) -> int:
        return len(self.changes())

    def create(self, entity: Entity) -> None:
        """Note *entity*, whose key is set, as new."""
        self._new[entity] = None
        self.originals[entity] = {}
        self._known.add(entity)

    def delete(self, entity: Entity) -> None:
        """Note *entity* to be deleted; a new one is forgotten instead."""
        self._known.discard(entity)
        if entity in self._new:
            del self._new[entity]
            del self.originals[entity]
            return
        self._deleted[entity] = None
        # A deletion keeps its place among the changes that came before it.
        self.originals[entity] = self.originals.pop(entity, {})

    def edit(self, collection: Editable) -> None:
        """Note a collection that was edited in place."""
        if not any(collection is known for known in self._edited[-1:]):
            self._edited.append(collection)

    def is_new(self, entity: Entity) -> bool:
        """Whether *entity* was created and is not committed."""
        return entity in self._new

    def is_deleted(self, entity: Entity) -> bool:
        """Whether *entity* is to be deleted."""
        return entity in self._deleted

    def pending(self) -> Iterable[Entity]:
        """Return the entities that were created, modified or deleted."""
        return tuple(self.originals)

    def changes(self) -> tuple[Change, ...]:
        """Return what is pending as frozen records, in the order of first touch.

        An attribute that was assigned its original value again is no change.
        """
        changes: list[Change] = []
        for entity, originals in self.originals.items():
            key = reference_to(entity)
            if entity in self._deleted:
                changes.append(Deleted(key))
            elif entity in self._new:
                changes.append(Created(key, _values(entity, originals)))
            else:
                changed = {
                    name: original
                    for name, original in originals.items()
                    if not _same(vars(entity).get(name), original)
                }
                values = _values(entity, changed)
                if values:
                    before = _wire_originals(entity, changed)
                    changes.append(Modified(key, values, before))
        return tuple(changes)

    def accept(self) -> None:
        """Take everything for done, after it was committed."""
        for collection in self._edited:
            collection.accept()
        for entity, originals in self.originals.items():
            for name in originals:
                value = vars(entity).get(name)
                if is_collection(value):
                    value.accept()
        self._clear()

    def restore(self) -> None:
        """Undo everything in memory: values, collections, new and deleted entities."""
        for entity, originals in reversed(self.originals.items()):
            if entity in self._new:
                self._known.discard(entity)
                continue
            if entity in self._deleted:
                self._known.add(entity)
            for name, original in originals.items():
                _restore(entity, name, original)
        for collection in self._edited:
            collection.restore(None)
        self._clear()

    def _clear(self) -> None:
        self.originals.clear()
        self._new.clear()
        self._deleted.clear()
        self._edited.clear()


def reference_to(entity: Entity) -> EntityKey:
    """Return the record that refers to *entity* on the wire."""
    cls = type(entity)
    names = (cls.__attributes__[name].wire for name in cls.__primary_key__)
    return EntityKey(
        cls.__entity_type__, tuple(zip(names, entity.__key__, strict=True))
    )


def _restore(entity: Entity, name: str, original: object) -> None:
    values = vars(entity)
    value = values.get(name)
    if is_collection(value):
        items = None if original is NOT_LOADED else cast("tuple[Any, ...]", original)
        value.restore(items)
    elif original is NOT_LOADED:
        values.pop(name, None)
    else:
        values[name] = original


def _same(value: object, original: object) -> bool:
    if is_collection(value):
        return original is not NOT_LOADED and set(value) == set(
            cast("tuple[Any, ...]", original)
        )
    return type(value) is type(original) and value == original


def _values(entity: Entity, names: Iterable[str]) -> dict[str, object]:
    """Return what is sent for the attributes *names*, by wire name.

    A reference that stands on a key attribute is sent as that key.
    """
    attributes = type(entity).__attributes__
    values: dict[str, object] = {}
    for name in names:
        attribute = attributes[name]
        if name in type(entity).__primary_key__ or _sent_as_key(attribute):
            continue
        values[attribute.wire] = _wire_value(vars(entity).get(name))
    return values


def _sent_as_key(attribute: Attribute) -> bool:
    if attribute.mapped:
        return True
    return bool(attribute.relation and attribute.key)


def _wire_value(value: object) -> object:
    if isinstance(value, Entity):
        return reference_to(value)
    if is_collection(value):
        return Members(tuple(reference_to(item) for item in value))
    return value


def _wire_originals(
    entity: Entity, originals: Mapping[str, object]
) -> dict[str, object]:
    attributes = type(entity).__attributes__
    before: dict[str, object] = {}
    for name, value in originals.items():
        attribute = attributes[name]
        if value is NOT_LOADED or _sent_as_key(attribute):
            continue
        if attribute.to_many:
            items = cast("tuple[Entity, ...]", value)
            before[attribute.wire] = Members(tuple(map(reference_to, items)))
        else:
            before[attribute.wire] = _wire_value(value)
    return before
