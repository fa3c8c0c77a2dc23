"""The unit of work: what was created, modified and deleted since the last commit.

Cost follows what changed, never what the session knows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from ..model.entity import Entity
from ..model.owner import NOT_LOADED, Gone
from ..model.partial import unload
from .identity_map import IdentityMap

if TYPE_CHECKING:
    from ..model.owner import Changes, Editable, Given
    from .identity_map import Key


class UnitOfWork:
    """Pending changes of one session.

    Attributes:
        originals: entity to attribute name to the value before the first change, in the
            order in which entities were first touched.
        known: the session's identity map.
        new: entities that were created, in that order.
        deleted: entities that are to be deleted, in that order.
        has_deleted: whether any entity was deleted so far.
        moved: entities of which a key of something that they refer to was assigned.
    """

    def __init__(self, known: IdentityMap, originals: Changes) -> None:
        self.originals = originals
        self.known = known
        self.has_deleted: bool = False
        self.new: dict[Entity, None] = {}
        self.deleted: dict[Entity, None] = {}
        self._edited: dict[int, Editable] = {}
        self.moved: list[Entity] = []
        self._arrivals: dict[str, dict[Entity, None]] = {}

    def create(self, entity: Entity, given: Given, key: Key) -> None:
        """Note *entity*, which was *given* attributes and has *key*, as new."""
        self.originals.add(entity, given)
        self.new[entity] = None
        self.known.families[entity.__identity__][key] = entity
        self.moved.append(entity)

    def delete(self, entity: Entity) -> None:
        """Note *entity* to be deleted; a new one is forgotten instead.

        It stays known until it is gone from the server, so that a reply that still has
        it makes no second object.
        """
        if entity in self.new:
            self.has_deleted = True
            del self.new[entity]
            del self.originals[entity]
            self._let_go(entity)
            return
        # A deletion keeps its place among the changes that came before it.
        self.originals.add(entity, self.originals.pop(entity, {}))
        self.has_deleted = True
        self.deleted[entity] = None
        self.known.retract()

    def edit(self, collection: Editable) -> None:
        """Note a collection that was edited, or is of a new entity."""
        self._edited[id(collection)] = collection

    def arrivals(self, key: str) -> Iterable[Entity]:
        """Return the entities that were made to refer to what has *key*."""
        arrivals = self._arrivals
        for entity in self.moved:
            # Few are asked for; so it is found out then where they went.
            for value in map(vars(entity).get, self.originals.get(entity, ())):
                if isinstance(value, str):
                    arrivals.setdefault(value, {})[entity] = None
        self.moved.clear()
        return tuple(arrivals.get(key, ()))

    def is_new(self, entity: Entity) -> bool:
        """Whether *entity* was created and is not committed."""
        return entity in self.new

    def is_deleted(self, entity: Entity) -> bool:
        """Whether *entity* was deleted, or is to be."""
        return entity in self.deleted or isinstance(entity.__session__, Gone)

    def check_references(self) -> None:
        """Check that nothing pending refers to a new entity that was dropped again.

        Raises:
            ValueError: something does; the message names the attribute.
        """
        if not self.has_deleted:
            return
        for entity, originals in self.originals.items():
            if entity in self.deleted:
                continue
            for name in originals:
                value = vars(entity).get(name)
                if isinstance(value, Entity) and isinstance(value.__session__, Gone):
                    wire = type(entity).__attributes__[name].wire
                    raise ValueError(
                        f"{entity!r} refers to {value!r} as its {wire}, which was "
                        "deleted: assign another one before the commit, or None."
                    )

    def accept(self, entities: Collection[Entity] | None = None) -> None:
        """Take what is pending of *entities*, by default of all, for done."""
        originals = self.originals
        # Entities are listed once each, so that as many of the same are all of them.
        everything = entities is None or (
            len(entities) == len(originals)
            and all(map(originals.__contains__, entities))
        )
        done = set(entities or ()) if not everything else originals.keys()
        for collection in self._edited.values():
            if collection.owner in done:
                collection.accept(is_new=collection.owner in self.new)
        for entity in self.deleted:
            if entity in done:
                self._let_go(entity)
        if everything:
            self._clear()
            return
        for entity in done:
            self.originals.pop(entity, None)
            self.new.pop(entity, None)
            self.deleted.pop(entity, None)

    def mark_changed(self, entity: Entity, names: Iterable[str]) -> None:
        """Note that attributes changed since a commit that turned out to be done."""
        self.originals.of(entity).update(dict.fromkeys(names, NOT_LOADED))

    def restore(self) -> None:
        """Undo everything in memory: values, collections, new and deleted entities."""
        for entity, originals in reversed(self.originals.items()):
            if entity in self.new:
                self.has_deleted = True
                self._let_go(entity)
                continue
            if entity in self.deleted:
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
        self.new.clear()
        self.deleted.clear()
        self._edited.clear()
        self.moved.clear()
        self._arrivals.clear()


def _restore(entity: Entity, name: str, original: object) -> None:
    values = vars(entity)
    if original is NOT_LOADED:
        if name in values:
            unload(entity, name)
    else:
        values[name] = original
