"""Assigning what concerns more than its own value: relations and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from ..model.collections import EntityCollection, KeyValueMap, reference_on
from ..model.entity import Entity, refuse_assignment
from ..model.owner import NOT_LOADED

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from .unit_of_work import UnitOfWork


def assign(
    unit: UnitOfWork, entity: Entity, attribute: Attribute, value: object
) -> None:
    """Assign *value* to *attribute* of *entity* and note the change.

    A reference and the key attribute that it stands on change together. An immutable
    attribute can be assigned as long as the entity is new.

    Raises:
        ReadOnlyError: the attribute cannot be assigned.
        TypeError: the value is no entity, or one of another type.
    """
    new = unit.is_new(entity)
    if attribute.read_only or (attribute.immutable and not new):
        raise refuse_assignment(type(entity), attribute)
    if attribute.to_many:
        _assign_collection(entity, attribute, value)
    elif attribute.relation:
        _assign_reference(unit, entity, attribute, value)
    else:
        _store(unit, entity, attribute.name, value)
        reference = reference_on(type(entity), attribute.wire)
        if reference is not None:
            # It is looked up again by its new key when it is read.
            _forget(unit, entity, reference.name)


def _assign_collection(entity: Entity, attribute: Attribute, value: object) -> None:
    held = getattr(entity, attribute.name)
    if value is held:
        # ``entity["notes"] += [...]`` assigns what it has just edited.
        return
    if isinstance(held, KeyValueMap):
        mapping = cast("Mapping[str, object]", value)
        cast("KeyValueMap[object]", held).replace(mapping.items())
    else:
        items = cast("Iterable[Any]", value)
        cast("EntityCollection[Any]", held).replace(items)


def _assign_reference(
    unit: UnitOfWork, entity: Entity, attribute: Attribute, value: object
) -> None:
    target = entity.__registry__[attribute.relation]
    if value is not None and not isinstance(value, target):
        raise TypeError(
            f"{type(entity).__entity_type__}.{attribute.wire} takes a "
            f"{target.__entity_type__}, not {value!r}."
        )
    _store(unit, entity, attribute.name, value)
    if attribute.key:
        key = type(entity).__by_wire__[attribute.key].name
        _store(unit, entity, key, None if value is None else value.__key__[0])


def _store(unit: UnitOfWork, entity: Entity, name: str, value: object) -> None:
    values = vars(entity)
    originals = unit.originals.setdefault(entity, {})
    if name not in originals:
        originals[name] = values.get(name, NOT_LOADED)
    values[name] = value


def _forget(unit: UnitOfWork, entity: Entity, name: str) -> None:
    if name in vars(entity):
        originals = unit.originals.setdefault(entity, {})
        originals.setdefault(name, vars(entity)[name])
        del vars(entity)[name]
