"""Which class derives from which, so that nothing inherited is wrong.

A subtype whose attributes contradict its base's (another type, one that is missing)
would not be usable as its base: its class derives from the nearest ancestor for which
nothing contradicts, or from none.
"""

from __future__ import annotations

from collections.abc import Mapping

from ftrack_typed.schema import (
    Bases,
    EntitySchema,
    PropertySchema,
    Relations,
    SchemaDocument,
    ancestors,
    base_of,
)

from .mutability import mutability_of
from .values import scalar_type


def sound_bases(document: SchemaDocument, relations: Relations) -> Bases:
    """Return the entity type that each type's class derives from, none for a root."""
    declared = base_of(document)
    lines = {name: ancestors(declared, name) for name in declared}
    bases = dict(declared)
    while True:
        # A reference may be narrowed to a type that is itself found not to derive from
        # what the base refers to; bases are only taken away, so this comes to an end.
        above = _ancestors_of_all(bases)
        found: dict[str, str | None] = {
            name: next(
                (
                    base
                    for base in lines[name]
                    if _is_sound(
                        document.entities[base],
                        document.entities[name],
                        relations,
                        above,
                    )
                ),
                None,
            )
            for name in declared
        }
        if found == bases:
            return bases
        bases = found


def _ancestors_of_all(bases: Bases) -> Mapping[str, tuple[str, ...]]:
    return {name: ancestors(bases, name) for name in bases}


def _is_sound(
    base: EntitySchema,
    entity: EntitySchema,
    relations: Relations,
    above: Mapping[str, tuple[str, ...]],
) -> bool:
    """Return whether an *entity* can stand wherever a *base* is expected."""
    if base.primary_key != entity.primary_key:
        return False
    for name, wide in base.properties.items():
        narrow = entity.properties.get(name)
        if narrow is None or _shape(wide) != _shape(narrow):
            return False
        if mutability_of(entity, narrow) < mutability_of(base, wide):
            return False
        if wide.target is None:
            if scalar_type(base, wide) != scalar_type(entity, narrow):
                return False
            continue
        target = relations[base.name, name].target
        other = relations[entity.name, name].target
        if target != other and target not in above[other]:
            return False
    return True


def _shape(item: PropertySchema) -> tuple[object, ...]:
    """Return what must be equal in a base and a subtype, besides types."""
    return (
        item.restricted_projection,
        item.is_reference,
        item.type if item.is_collection else None,
        item.key_value_attributes,
    )
