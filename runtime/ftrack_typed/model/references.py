"""References: the keys that they stand on, and what may be referred to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .entity import Entity
from .owner import NOT_LOADED, Gone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .attributes import Attribute
    from .owner import Owner


_REFERENCES: dict[tuple[type[Entity], str], tuple[Attribute, ...]] = {}
"""What :func:`references_on` returned, since it is asked for with each assignment."""

_COLLECTIONS: dict[tuple[type[Entity], str], tuple[str, ...]] = {}
"""What :func:`collections_on` returned, for the same reason."""


def references_on(cls: type[Entity], key: str) -> tuple[Attribute, ...]:
    """Return the references of *cls* that stand on its attribute *key*."""
    place = (cls.__entity_class__, key)
    found = _REFERENCES.get(place)
    if found is None:
        found = _REFERENCES[place] = tuple(
            attribute
            for attribute in cls.__attributes__.values()
            if attribute.relation and not attribute.to_many and attribute.key == key
        )
    return found


def reference_on(cls: type[Entity], key: str) -> Attribute | None:
    """Return the first reference of *cls* that stands on its attribute *key*."""
    return next(iter(references_on(cls, key)), None)


class Standing:
    """How a reference of one class stands on a key attribute.

    Attributes:
        attribute: the reference.
        target_key: Python name of that class's key.
        name: Python name of the reference.
        key: Python name of the key attribute.
        wire: its wire name.
        others: Python names of other references that stand on it.
    """

    __slots__ = ("attribute", "fitting", "key", "name", "others", "target_key", "wire")

    def __init__(self, cls: type[Entity], attribute: Attribute) -> None:
        self.attribute: Attribute = attribute
        target = cls.__registry__[attribute.relation]
        self.name: str = attribute.name
        self.target_key: str = target.__primary_key__[0]
        self.wire: str = attribute.key
        self.key: str = cls.__by_wire__[attribute.key].name
        standing = references_on(cls, attribute.key)
        self.others: list[str] = [
            each.name for each in standing if each is not attribute
        ]
        # Classes of what was referred to: isinstance asks their metaclass, each time.
        self.fitting: set[type] = set()

    def key_of(self, entity: Entity, value: Any, has_deleted: bool) -> str | None:
        """Return the key of *value*, to which *entity* is to refer, or to none.

        Args:
            entity: the entity.
            value: what it is to refer to.
            has_deleted: whether any entity of their session was deleted so far.

        Raises:
            TypeError: the value is no entity, or one of another type.
            ValueError: it is of another session.
            DeletedEntityError: it was deleted, or is to be.
        """
        if value is None:
            return None
        kind: type[object] = value.__class__
        if (
            has_deleted
            or kind not in self.fitting
            or value.__session__ is not entity.__session__
        ):
            check_reference(entity, self.attribute, value)
            self.fitting.add(kind)
        return str(value.__dict__[self.target_key])

    def key_in(self, held: Mapping[str, Any]) -> object:
        """Return the key of what is referred to, ``NOT_LOADED`` if it is not *held*."""
        former = held.get(self.name, NOT_LOADED)
        if former is None or former is NOT_LOADED:
            return former
        return str(former.__dict__[self.target_key])


def standing_of(cls: type[Entity], attribute: Attribute) -> Standing:
    """Return how the reference *attribute* of *cls* stands on its key attribute."""
    place = (cls, attribute.name)
    found = _STANDINGS.get(place)
    if found is None:
        found = _STANDINGS[place] = Standing(cls, attribute)
    return found


_STANDINGS: dict[tuple[type[Entity], str], Standing] = {}
"""What :func:`standing_of` returned, since it is asked for with each assignment."""


def collections_on(cls: type[Entity], key: str) -> tuple[str, ...]:
    """Return the names of the collections of *cls* that stand on the items' *key*."""
    place = (cls.__entity_class__, key)
    found = _COLLECTIONS.get(place)
    if found is None:
        found = _COLLECTIONS[place] = tuple(
            attribute.name
            for attribute in cls.__attributes__.values()
            if attribute.to_many and not attribute.mapped and attribute.key == key
        )
    return found


def check_reference(entity: Entity, attribute: Attribute, value: object) -> None:
    """Check that *entity* may refer to *value* through *attribute*.

    Raises:
        TypeError: the value is no entity, or one of another type.
        ValueError: it is of another session.
        DeletedEntityError: it was deleted, or is to be.
    """
    target = entity.__registry__[attribute.relation]
    if not isinstance(value, target):
        kind = "entities of type" if attribute.to_many else "a"
        raise TypeError(
            f"{entity.__entity_type__}.{attribute.wire} takes {kind} "
            f"{target.__entity_type__}, not {value!r}."
        )
    session = entity.__session__
    if value.__session__ is not session:
        check_own(session, value)
    if session.has_deleted and session.is_deleted(value):
        from ..errors import DeletedEntityError

        raise DeletedEntityError(repr(value))


def check_own(session: Owner, entity: object) -> None:
    """Check that *entity* is one of *session*.

    Raises:
        TypeError: it is no entity.
        ValueError: it is of another session.
        DeletedEntityError: it was deleted.
    """
    if not isinstance(entity, Entity):
        raise TypeError(f"An entity is needed, not {entity!r}.")
    held = entity.__session__
    if held is session:
        return
    if isinstance(held, Gone):
        raise held.error()
    raise ValueError(
        f"{entity!r} belongs to another session; get it in this one, with "
        f"session.get({entity.__entity_type__}, key)."
    )
