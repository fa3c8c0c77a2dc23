"""Assigning what concerns more than its own value: relations and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from ..model.collections import EntityCollection, is_collection
from ..model.entity import Entity, refuse_assignment
from ..model.key_values import KeyValueMap
from ..model.owner import NOT_LOADED
from ..model.partial import unload
from ..model.references import check_reference, references_on

if TYPE_CHECKING:
    from ..model.attributes import Attribute
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
    _check_assignable(unit, entity, attribute)
    if attribute.to_many:
        _assign_collection(entity, attribute, value)
    elif attribute.relation:
        _assign_reference(unit, entity, attribute, value)
    else:
        _assign_key(unit, entity, attribute, value)


def _check_assignable(unit: UnitOfWork, entity: Entity, attribute: Attribute) -> None:
    if attribute.read_only or (attribute.immutable and not unit.is_new(entity)):
        raise refuse_assignment(type(entity), attribute)


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


def _assign_reference(
    unit: UnitOfWork, entity: Entity, attribute: Attribute, value: object
) -> None:
    if value is not None:
        check_reference(entity, attribute, value)
    if attribute.key:
        key = type(entity).__by_wire__[attribute.key]
        if isinstance(value, Entity):
            _assign_key(unit, entity, key, value.__key__[0], owner=value)
        else:
            _assign_key(unit, entity, key, None)
    _store(unit, entity, attribute.name, value)


def _assign_key(
    unit: UnitOfWork,
    entity: Entity,
    attribute: Attribute,
    value: object,
    *,
    owner: Entity | None = None,
) -> None:
    """Assign the key of what a reference is to refer to, *owner* if it is at hand."""
    before = vars(entity).get(attribute.name)
    _store(unit, entity, attribute.name, value)
    for reference in references_on(type(entity), attribute.wire):
        # It is looked up again by its new key when it is read.
        _forget(unit, entity, reference.name)
    if isinstance(value, str):
        unit.arrive(value, entity)
        owners = [owner] if owner is not None else unit.known.with_key(value)
        _tell_collections(owners, attribute, entity)
    if isinstance(before, str):
        _tell_collections(unit.known.with_key(before), attribute, entity)


def _tell_collections(
    owners: Iterable[Entity], attribute: Attribute, item: Entity
) -> None:
    for owner in owners:
        for held in vars(owner).values():
            if is_collection(held) and held.attribute.key == attribute.wire:
                held.follow(item)


def _store(unit: UnitOfWork, entity: Entity, name: str, value: object) -> None:
    values = vars(entity)
    originals = unit.changes_of(entity)
    if name not in originals:
        originals[name] = values.get(name, NOT_LOADED)
    values[name] = value


def _forget(unit: UnitOfWork, entity: Entity, name: str) -> None:
    # Noted even if it was not loaded: a reply must not bring the former value back.
    unit.changes_of(entity).setdefault(name, vars(entity).get(name, NOT_LOADED))
    if name in vars(entity):
        unload(entity, name)
