"""Which entity types have a custom attribute."""

from __future__ import annotations

from ftrack_typed.model.custom_attributes import LEVELS
from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    SchemaDocument,
    ancestors,
    base_of,
)
from ftrack_typed_codegen.custom_attributes import applies


def types_with(
    document: SchemaDocument, each: CustomAttribute | CustomAttributeLink
) -> tuple[str, ...]:
    """Return the entity types that have the custom attribute *each*, one at least.

    Types come before their kinds. Where the schema has none of them, it is the type
    that the level of the configuration is called after.
    """
    if isinstance(each, CustomAttributeLink):
        each = CustomAttribute(
            key=each.key,
            kind="link",
            entity_type=each.entity_type,
            object_type=each.object_type,
            object_type_id=each.object_type_id,
            id=each.id,
        )
    bases = base_of(document)
    found = [name for name in document.entities if applies(document, bases, name, each)]
    if found:
        return tuple(sorted(found, key=lambda name: len(ancestors(bases, name))))
    named = [name for name, level in LEVELS.items() if level == each.entity_type]
    return (each.object_type or next(iter(named), each.entity_type),)
