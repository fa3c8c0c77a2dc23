"""What of an attribute concerns code: its type, who may set it, what it leads to.

It is what the generator makes of the schema, so that two declarations which give the
same class are the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import attrs

from ftrack_typed.schema import (
    EntitySchema,
    PropertySchema,
    Relation,
)
from ftrack_typed.schema.dumping import dump_entity
from ftrack_typed_codegen.mutability import Mutability
from ftrack_typed_codegen.values import is_link, is_temporal
from ftrack_typed_codegen.view import SchemaView

_SCALARS: Mapping[str, str] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "variable": "a value of any type",
}


@attrs.frozen(kw_only=True)
class Facts:
    """One attribute of one entity type, as code sees it.

    Attributes:
        type: what its values are, in words; for a relation without what it leads to.
        target: the entity type that it leads to, if it is a relation.
        relation: what it stands on, likewise.
        filled: whether there is always a value.
        mutability: who may set it.
        choices: the only values that there are, if they are named.
        selectable: whether a query can fetch it.
        default: what a new entity gets, in JSON; none for nothing.
        description: free text.
        declared: all that the schema says.
    """

    type: str
    target: str | None
    relation: Relation | None
    filled: bool
    mutability: Mutability
    choices: tuple[str, ...]
    selectable: bool
    default: str | None
    description: str | None
    declared: Mapping[str, object]


def facts_of(view: SchemaView, entity: EntitySchema) -> dict[str, Facts]:
    """Return the facts of each attribute of *entity*."""
    declared = dump_entity(entity)["properties"]
    return {
        item.name: _facts(view, entity, item, declared[item.name])
        for item in entity.properties.values()
    }


def _facts(
    view: SchemaView,
    entity: EntitySchema,
    item: PropertySchema,
    declared: Mapping[str, object],
) -> Facts:
    relation = view.relations.get((entity.name, item.name))
    return Facts(
        type=_type(entity, item),
        target=None if relation is None else relation.target,
        relation=relation,
        filled=not item.is_collection and view.is_always_there(entity, item),
        mutability=view.mutability(entity, item.name),
        choices=tuple(item.enum),
        selectable=not item.restricted_projection,
        default=json.dumps(item.default, sort_keys=True) if item.has_default else None,
        description=item.description,
        declared=declared,
    )


def _type(entity: EntitySchema, item: PropertySchema) -> str:
    if item.is_collection:
        names = item.key_value_attributes
        return "a list" if names is None else f"a mapping by {names.key}"
    if item.is_reference:
        return "a reference"
    if is_link(entity, item):
        return "the path to the entity"
    if is_temporal(item):
        return "a time"
    if item.type == "string" and item.format == "integer":
        return _SCALARS["integer"]
    return _SCALARS[item.type or "string"]
