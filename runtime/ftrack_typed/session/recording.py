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


def pending_of(unit: UnitOfWork) -> dict[Entity, Change]:
    """Return what is pending in *unit* by entity, in the order of first touch.

    An attribute that was assigned its original value again is no change.
    """
    changes: dict[Entity, Change] = {}
    for entity, originals in unit.originals.items():
        key = reference_to(entity)
        if unit.is_deleted(entity):
            changes[entity] = Deleted(key)
        elif unit.is_new(entity):
            changes[entity] = Created(key, _values(entity, originals))
        else:
            values = vars(entity)
            changed = {
                name: original
                for name, original in originals.items()
                if not _same(values.get(name), original)
            }
            written = _values(entity, changed)
            if written:
                before = _wire_originals(entity, changed)
                changes[entity] = Modified(key, written, before)
    return changes


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
    cls = entity.__entity_class__
    parts = _KEY_PARTS.get(cls)
    if parts is None:
        parts = _KEY_PARTS[cls] = tuple(
            (cls.__attributes__[name].wire, name) for name in cls.__primary_key__
        )
    values = vars(entity)
    return EntityKey(
        cls.__entity_type__, tuple([(wire, str(values[name])) for wire, name in parts])
    )


_KEY_PARTS: dict[type[Entity], tuple[tuple[str, str], ...]] = {}
"""Wire and Python names of the parts of a class's key, worked out once."""


def _same(value: object, original: object) -> bool:
    if is_collection(value):
        return not value.is_changed
    return type(value) is type(original) and value == original


def _values(entity: Entity, names: Iterable[str]) -> dict[str, object]:
    """Return what is sent for the attributes *names*, by wire name.

    A reference that stands on a key attribute is sent as that key.
    """
    cls = entity.__entity_class__
    attributes, keys, held = cls.__attributes__, cls.__primary_key__, vars(entity)
    values: dict[str, object] = {}
    for name in names:
        attribute = attributes[name]
        if attribute.relation:
            if not _sent_as_key(attribute):
                values[attribute.wire] = _wire_value(held.get(name))
        elif name not in keys:
            values[attribute.wire] = held.get(name)
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
        if value is NOT_LOADED or (attribute.relation and _sent_as_key(attribute)):
            continue
        if is_collection(value):
            before[attribute.wire] = Members(tuple(map(reference_to, value.before)))
        else:
            before[attribute.wire] = _wire_value(value)
    return before
