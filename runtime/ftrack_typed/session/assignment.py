"""Assigning what concerns more than its own value: relations and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from ..model.collections import EntityCollection, is_collection
from ..model.entity import Entity, refuse_assignment
from ..model.key_values import KeyValueMap
from ..model.owner import NOT_LOADED, Given
from ..model.partial import unload
from ..model.references import (
    Standing,
    check_reference,
    collections_on,
    references_on,
    standing_of,
)

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from .identity_map import IdentityMap
    from .unit_of_work import UnitOfWork


def assign(
    unit: UnitOfWork, entity: Entity, attribute: Attribute, value: object
) -> None:
    """Assign *value* to *attribute* of *entity* and note the change.

    A reference and the key attribute that it stands on change together, and loaded
    collections that stand on the key follow. An immutable attribute can be assigned as
    long as the entity is new.

    Raises:
        ReadOnlyError: the attribute cannot be assigned.
        TypeError: the value is no entity, or one of another type.
        ValueError: the value is an entity of another session.
        DeletedEntityError: the value is an entity that was deleted.
    """
    standing = _STANDINGS.get((entity.__entity_class__, attribute.name))
    if standing is not None:
        _assign_with_key(unit, entity, standing, value)
    elif attribute.read_only or (attribute.immutable and not unit.is_new(entity)):
        raise refuse_assignment(type(entity), attribute)
    elif attribute.to_many:
        _assign_collection(entity, attribute, value)
    elif not attribute.relation:
        _assign_key(unit, entity, attribute, value)
    elif attribute.key:
        cls = entity.__entity_class__
        standing = standing_of(cls, attribute)
        if not attribute.immutable:
            _STANDINGS[cls, attribute.name] = standing
        _assign_with_key(unit, entity, standing, value)
    else:
        if value is not None:
            check_reference(entity, attribute, value)
        _store(vars(entity), unit.originals.of(entity), attribute.name, value)


_STANDINGS: dict[tuple[type[Entity], str], Standing] = {}
"""References that may be assigned at any time, of those that were assigned before."""


def _assign_collection(entity: Entity, attribute: Attribute, value: object) -> None:
    held = getattr(entity, attribute.name)
    if value is held:
        # ``entity["notes"] += [...]`` assigns what it has just edited.
        return
    label = f"{entity.__entity_type__}.{attribute.wire}"
    if isinstance(held, KeyValueMap):
        if not isinstance(value, Mapping):
            raise TypeError(f"{label} takes a mapping, not {value!r}.")
        values = cast("Mapping[str, object]", value)
        cast("KeyValueMap[object]", held).replace(values.items())
    else:
        cast("EntityCollection[Any]", held).replace(_items(label, value))


def _items(label: str, value: object) -> Iterable[Any]:
    several: bool = isinstance(value, Iterable)
    if not several or isinstance(value, (str, Mapping)):
        raise TypeError(f"{label} takes several entities, not {value!r}.")
    return cast("Iterable[Any]", value)


def _assign_with_key(
    unit: UnitOfWork, entity: Entity, standing: Standing, value: Any
) -> None:
    """Assign a reference and the key attribute that it stands on."""
    key = standing.key_of(entity, value, unit.has_deleted)
    originals = unit.originals.get(entity)
    if originals is None or originals.__class__ is Given:
        originals = unit.originals.of(entity)
    held = vars(entity)
    before = held.get(standing.key, NOT_LOADED)
    if before is NOT_LOADED:
        before = standing.key_in(held)
        if before is NOT_LOADED and standing.others:
            before = _read_key(entity, standing.key, standing.wire)
    if standing.key not in originals:
        originals[standing.key] = before
    held[standing.key] = key
    if standing.name not in originals:
        originals[standing.name] = held.get(standing.name, NOT_LOADED)
    held[standing.name] = value
    for other in standing.others:
        _forget(entity, originals, other)
    unit.moved.append(entity)
    if standing.wire in unit.known.followed:
        _follow(unit, entity, standing.wire, before, key)


def _assign_key(
    unit: UnitOfWork, entity: Entity, attribute: Attribute, value: object
) -> None:
    """Assign the key of what a reference is to refer to."""
    originals, held = unit.originals.of(entity), vars(entity)
    before = _read_key(entity, attribute.name, attribute.wire)
    originals.setdefault(attribute.name, before)
    held[attribute.name] = value
    for reference in references_on(entity.__entity_class__, attribute.wire):
        # It is looked up again by its new key when it is read.
        _forget(entity, originals, reference.name)
    unit.moved.append(entity)
    if attribute.wire in unit.known.followed:
        _follow(unit, entity, attribute.wire, before, value)


def _read_key(entity: Entity, name: str, wire: str) -> object:
    """Return what is held of the key attribute *name*, ``NOT_LOADED`` if nothing is.

    A reference that was read without its key tells it: of what others have changed
    since, ``commit(check=True)`` is to know.
    """
    held = entity.__dict__
    if name in held:
        return held[name]
    cls = entity.__entity_class__
    for reference in references_on(cls, wire):
        key = standing_of(cls, reference).key_in(held)
        if key is not NOT_LOADED:
            return key
    return NOT_LOADED


def _follow(
    unit: UnitOfWork, entity: Entity, wire: str, before: object, after: object
) -> None:
    """Have collections follow *entity*, whose key attribute *wire* was assigned."""
    for key in (after, before):
        if isinstance(key, str):
            tell_collections(unit.known, key, wire, entity)


def tell_collections(known: IdentityMap, key: str, wire: str, item: Entity) -> None:
    """Have collections that stand on the attribute *wire* take *item* in or out.

    Args:
        known: the entities whose collections they are.
        key: the key of those who have, or had, the item.
        wire: the wire name of the item's attribute.
        item: the item.
    """
    for owner in known.with_key(key):
        for name in collections_on(type(owner), wire):
            held = vars(owner).get(name)
            if is_collection(held):
                held.follow(item)


def _store(
    held: dict[str, object], originals: dict[str, object], name: str, value: object
) -> None:
    if name not in originals:
        originals[name] = held.get(name, NOT_LOADED)
    held[name] = value


def _forget(entity: Entity, originals: dict[str, object], name: str) -> None:
    # Noted even if it was not loaded: a reply must not bring the former value back.
    originals.setdefault(name, entity.__dict__.get(name, NOT_LOADED))
    if name in entity.__dict__:
        unload(entity, name)
