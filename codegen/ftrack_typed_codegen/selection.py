"""A part of a schema: the entity types that a project asks for, and what they need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

import attrs

from ftrack_typed.schema import (
    EntitySchema,
    LinkedCollection,
    PropertySchema,
    Relations,
    SchemaDocument,
    ancestors,
    base_of,
    descendants,
    infer_relations,
)

from .errors import SettingsError

_CUSTOM_ATTRIBUTES = ("CustomAttributeConfiguration", "CustomAttributeValue")
"""What custom attributes are written through, whatever has them."""


def selected(
    document: SchemaDocument, types: Sequence[str], source: Path | None = None
) -> SchemaDocument:
    """Return *document* with the entity types *types* and what they need, alone.

    They need the types that they derive from and those that their relations lead to,
    and of each of these every kind, as a reference to a context may lead to a shot.
    Relations that lead anywhere else are left out; the keys that they stand on stay.

    Args:
        document: the whole schema.
        types: the entity types that are asked for; all of them if it is empty.
        source: the file that asks for them, for the error.

    Raises:
        SettingsError: the schema has no such entity type.
    """
    if not types:
        return document
    for name in types:
        if name not in document.entities:
            near = get_close_matches(name, document.entities, n=3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise SettingsError(
                source,
                f"[tool.ftrack-typed] types: there is no {name!r} in the schema{hint}",
            )
    bases = base_of(document)
    relations = infer_relations(document)
    chosen = {name for each in types for name in (each, *ancestors(bases, each))}
    kept = {
        other
        for name in chosen | set(_reached(document, relations, chosen))
        for relative in (name, *descendants(bases, name))
        for other in (relative, *ancestors(bases, relative))
    }
    return attrs.evolve(
        document,
        entities={
            name: attrs.evolve(
                entity,
                # As it is in the whole schema, whatever else is left of that.
                mixin=bases[name],
                properties=_properties(entity, relations, kept),
            )
            for name, entity in document.entities.items()
            if name in kept
        },
    )


def _reached(
    document: SchemaDocument, relations: Relations, chosen: set[str]
) -> Iterator[str]:
    """Yield the entity types that the relations of those *chosen* lead to."""
    for name in chosen:
        for item in document.entities[name].properties.values():
            if item.target is not None:
                yield from _needed(relations, name, item)
            if item.name == "custom_attributes":
                yield from (
                    each for each in _CUSTOM_ATTRIBUTES if each in document.entities
                )


def _needed(relations: Relations, name: str, item: PropertySchema) -> Iterator[str]:
    """Yield the entity types that the relation *item* cannot be without."""
    relation = relations[name, item.name]
    assert item.target is not None
    yield item.target
    yield relation.target
    if isinstance(relation, LinkedCollection):
        yield relation.link


def _properties(
    entity: EntitySchema, relations: Relations, kept: set[str]
) -> Mapping[str, PropertySchema]:
    return {
        item.name: item
        for item in entity.properties.values()
        if item.target is None or kept.issuperset(_needed(relations, entity.name, item))
    }
