"""The identity map: one object for each entity that a session knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..model.entity import Entity

Key: TypeAlias = "str | tuple[str, ...]"
"""A key of one part as it is, one of several parts as a tuple."""


class IdentityMap:
    """Entities by family and key.

    A family is a topmost base type with all its subtypes, which share one key space: a
    shot is found as ``Shot``, ``TypedContext`` and ``Context`` alike.

    Attributes:
        families: entities by family and key, to read and to add to; one that is
            asked for is made.
        answers: entities that may be handed out for a class and a key without looking
            any further, because that was done before.
        followed: wire names of key attributes on which collections of entities that are
            known stand, so that they follow when such a key changes.
    """

    __slots__ = ("answers", "families", "followed")

    def __init__(self) -> None:
        self.families: defaultdict[str, dict[Key, Entity]] = defaultdict(dict)
        self.answers: dict[type[Entity], dict[Key, Entity]] = {}
        self.followed: set[str] = set()

    def find(self, cls: type[Entity], key: Key) -> Entity | None:
        """Return the entity of *cls* with *key* if it is known and of that class."""
        found = self.families[cls.__identity__].get(key)
        return found if isinstance(found, cls) else None

    def answer(self, cls: type[Entity], key: Key, entity: Entity) -> None:
        """Remember that *entity*, which is not deleted, is what *cls* has at *key*."""
        self.answers.setdefault(cls, {})[key] = entity

    def retract(self) -> None:
        """Forget all :attr:`answers`: one of them may no longer be right."""
        self.answers.clear()

    def with_key(self, key: Key) -> list[Entity]:
        """Return the entities of any family that have *key*: one, as keys are UUIDs."""
        return [family[key] for family in self.families.values() if key in family]

    def add(self, entity: Entity) -> None:
        """Make *entity* known."""
        self.families[type(entity).__identity__][key_of(entity)] = entity

    def discard(self, entity: Entity) -> None:
        """Forget *entity*, if it is known."""
        self.retract()
        family = self.families[type(entity).__identity__]
        key = key_of(entity)
        if family.get(key) is entity:
            del family[key]

    def __len__(self) -> int:
        return sum(map(len, self.families.values()))

    def __iter__(self) -> Iterator[Entity]:
        for family in self.families.values():
            yield from family.values()


def key_of(entity: Entity) -> Key:
    """Return the key under which *entity* is known."""
    parts = entity.__key__
    return parts[0] if len(parts) == 1 else parts
