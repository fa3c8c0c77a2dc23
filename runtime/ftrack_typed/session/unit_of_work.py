"""The unit of work: what was created, modified and deleted since the last commit.

Cost follows what changed, never what the session knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..model.collections import is_collection
from ..model.entity import Entity
from ..model.key_values import is_key_value_map
from ..model.owner import NOT_LOADED, Gone
from ..model.partial import unload
from .identity_map import IdentityMap

if TYPE_CHECKING:
    from ..model.owner import Editable


class UnitOfWork:
    """Pending changes of one session.

    Attributes:
        originals: entity to attribute name to the value before the first change, in the
            order in which entities were first touched.
        known: the session's identity map.
        has_deleted: whether any entity was deleted so far.
    """

    def __init__(
        self, known: IdentityMap, originals: dict[Entity, dict[str, object]]
    ) -> None:
        self.originals = originals
        self.known = known
        self.has_deleted = False
        self._new: dict[Entity, None] = {}
        self._deleted: dict[Entity, None] = {}
        self._edited: dict[int, Editable] = {}
        self._arrivals: dict[str, dict[Entity, None]] = {}

    def create(self, entity: Entity) -> None:
        """Note *entity*, whose key is set, as new."""
        self.originals[entity] = {}
        self._new[entity] = None
        self.known.add(entity)

    def delete(self, entity: Entity) -> None:
        """Note *entity* to be deleted; a new one is forgotten instead.

        It stays known until it is gone from the server, so that a reply that still has
        it makes no second object.
        """
        if entity in self._new:
            self.has_deleted = True
            del self._new[entity]
            del self.originals[entity]
            self._let_go(entity)
            return
        # A deletion keeps its place among the changes that came before it.
        self.originals[entity] = self.originals.pop(entity, {})
        self.has_deleted = True
        self._deleted[entity] = None
        self.known.retract()

    def changes_of(self, entity: Entity) -> dict[str, object]:
        """Return what changed attributes of *entity* were before, to be added to."""
        originals = self.originals.get(entity)
        if originals is None:
            originals = self.originals[entity] = {}
        return originals

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

    def check_references(self) -> None:
        """Check that nothing pending refers to a new entity that was dropped again.

        Raises:
            ValueError: something does; the message names the attribute.
        """
        if not self.has_deleted:
            return
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

    def accept(self, entities: Iterable[Entity] | None = None) -> None:
        """Take what is pending of *entities*, by default of all, for done."""
        done = list(self.originals if entities is None else entities)
        for entity in done:
            for name in self.originals.pop(entity, ()):
                value = vars(entity).get(name)
                if is_collection(value):
                    value.accept()
            if entity in self._new:
                del self._new[entity]
                for value in vars(entity).values():
                    if is_collection(value) or is_key_value_map(value):
                        value.forget_if_empty()
            if entity in self._deleted:
                del self._deleted[entity]
                self._let_go(entity)
        if not self.originals:
            self._clear()

    def mark_changed(self, entity: Entity, names: Iterable[str]) -> None:
        """Note that attributes changed since a commit that turned out to be done."""
        self.changes_of(entity).update(dict.fromkeys(names, NOT_LOADED))

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
