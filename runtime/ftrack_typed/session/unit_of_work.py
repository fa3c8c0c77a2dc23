"""The unit of work: what was created, modified and deleted since the last commit.

Cost follows what changed, never what the session knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..model.collections import EntityCollection, is_collection
from ..model.entity import Entity
from ..model.key_values import KeyValueMap
from ..model.owner import NOT_LOADED, Gone
from ..model.partial import unload
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
        known: the session's identity map.
        has_deleted: whether any entity was deleted so far.
    """

    def __init__(self, known: IdentityMap) -> None:
        self.originals: dict[Entity, dict[str, object]] = {}
        self.known = known
        self.has_deleted = False
        self._new: dict[Entity, None] = {}
        self._deleted: dict[Entity, None] = {}
        self._edited: dict[int, Editable] = {}
        self._arrivals: dict[str, dict[Entity, None]] = {}

    def create(self, entity: Entity) -> None:
        """Note *entity*, whose key is set, as new."""
        self._new[entity] = None
        self.originals[entity] = {}
        self.known.add(entity)

    def delete(self, entity: Entity) -> None:
        """Note *entity* to be deleted; a new one is forgotten instead.

        It stays known until it is gone from the server, so that a reply that still has
        it makes no second object.
        """
        self.has_deleted = True
        if entity in self._new:
            del self._new[entity]
            del self.originals[entity]
            self._let_go(entity)
            return
        self._deleted[entity] = None
        # A deletion keeps its place among the changes that came before it.
        self.originals[entity] = self.originals.pop(entity, {})

    def edit(self, collection: Editable) -> None:
        """Note a collection that :meth:`restore` has to restore."""
        self._edited[id(collection)] = collection

    def arrive(self, key: str, entity: Entity) -> None:
        """Note that *entity* was made to refer to what has *key*."""
        self._arrivals.setdefault(key, {})[entity] = None

    def arrivals(self, key: str) -> Iterable[Entity]:
        """Return the entities that were made to refer to what has *key*."""
        return tuple(self._arrivals.get(key, ()))

    def is_new(self, entity: Entity) -> bool:
        """Whether *entity* was created and is not committed."""
        return entity in self._new

    def is_deleted(self, entity: Entity) -> bool:
        """Whether *entity* was deleted, or is to be."""
        return entity in self._deleted or isinstance(entity.__session__, Gone)

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

    def check_references(self) -> None:
        """Check that nothing pending refers to a new entity that was dropped again.

        Raises:
            ValueError: something does; the message names the attribute.
        """
        for entity, originals in self.originals.items():
            if entity in self._deleted:
                continue
            for name in originals:
                value = vars(entity).get(name)
                if isinstance(value, Entity) and isinstance(value.__session__, Gone):
                    wire = type(entity).__attributes__[name].wire
                    raise ValueError(
                        f"{entity!r} refers to {value!r} as its {wire}, which was "
                        "deleted: assign another one before the commit, or None."
                    )

    def accept(self) -> None:
        """Take everything for done, after it was committed."""
        for entity, originals in self.originals.items():
            for name in originals:
                value = vars(entity).get(name)
                if is_collection(value):
                    value.accept()
        for entity in self._new:
            for value in vars(entity).values():
                if isinstance(value, (EntityCollection, KeyValueMap)):
                    value.forget_if_empty()
        for entity in self._deleted:
            self._let_go(entity)
        self._clear()

    def restore(self) -> None:
        """Undo everything in memory: values, collections, new and deleted entities."""
        for entity, originals in reversed(self.originals.items()):
            if entity in self._new:
                self.has_deleted = True
                self._let_go(entity)
                continue
            if entity in self._deleted:
                self.known.add(entity)
            for name, original in originals.items():
                _restore(entity, name, original)
        for collection in self._edited.values():
            collection.restore()
        self._clear()

    def _let_go(self, entity: Entity) -> None:
        self.known.discard(entity)
        object.__setattr__(entity, "__session__", Gone(repr(entity)))

    def _clear(self) -> None:
        self.originals.clear()
        self._new.clear()
        self._deleted.clear()
        self._edited.clear()
        self._arrivals.clear()


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
        value.restore()
    elif original is NOT_LOADED:
        if name in values:
            unload(entity, name)
    else:
        values[name] = original


def _same(value: object, original: object) -> bool:
    if is_collection(value):
        return not value.is_changed
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
        if is_collection(value):
            before[attribute.wire] = Members(tuple(map(reference_to, value.before)))
        else:
            before[attribute.wire] = _wire_value(value)
    return before
