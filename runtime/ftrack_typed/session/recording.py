"""What a unit of work holds, as frozen change records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..model.collections import is_collection
from ..model.entity import Entity
from ..model.owner import NOT_LOADED
from .changes import Change, Created, Deleted, EntityKey, Members, Modified

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from .unit_of_work import UnitOfWork


def changes_of(unit: UnitOfWork) -> tuple[Change, ...]:
    """Return what is pending in *unit*, in the order of first touch.

    An attribute that was assigned its original value again is no change.
    """
    changes: list[Change] = []
    for entity, originals in unit.originals.items():
        key = reference_to(entity)
        if unit.is_deleted(entity):
            changes.append(Deleted(key))
        elif unit.is_new(entity):
            changes.append(Created(key, _values(entity, originals)))
        else:
            changed = {
                name: original
                for name, original in originals.items()
                if not _same(vars(entity).get(name), original)
            }
            values = _values(entity, changed)
            if values:
                changes.append(Modified(key, values, _wire_originals(entity, changed)))
    return tuple(changes)


def entities_of(unit: UnitOfWork, changes: Iterable[Change]) -> Iterable[Entity]:
    """Return the entities that *changes* are of."""
    wanted = {change.key for change in changes}
    return [entity for entity in unit.originals if reference_to(entity) in wanted]


def sent_values(unit: UnitOfWork, entity: Entity) -> dict[str, tuple[str, object]]:
    """Return Python name to wire name and value of what is pending of *entity*."""
    attributes = type(entity).__attributes__
    return {
        name: (attributes[name].wire, _wire_value(vars(entity).get(name)))
        for name in unit.originals.get(entity, ())
        if name not in type(entity).__primary_key__
        and not _sent_as_key(attributes[name])
    }


def reference_to(entity: Entity) -> EntityKey:
    """Return the record that refers to *entity* on the wire."""
    cls = type(entity)
    names = (cls.__attributes__[name].wire for name in cls.__primary_key__)
    return EntityKey(
        cls.__entity_type__, tuple(zip(names, entity.__key__, strict=True))
    )


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
