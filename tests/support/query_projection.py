"""What a projection shows of an entity, by the reference evaluator's world."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from ftrack_typed.language import Path, Segment
from ftrack_typed.schema import EntitySchema
from support.query_world import VALUES, Entity, World

Tree: TypeAlias = "dict[str, Tree]"
"""Attribute to what to show of the entities at its end."""


def tree_of(world: World, type_name: str, paths: Iterable[Path]) -> Tree:
    """Return the tree that *paths* span, with both names of what has two."""
    tree: Tree = {}
    for path in paths:
        node, name = tree, type_name
        for segment in path.segments:
            owner, item = world.attribute(name, segment.name)
            inner = node.setdefault(segment.name, {})
            for twin, other in world.document.entities[owner].properties.items():
                same = item.alias_for and other.alias_for == item.alias_for
                if same and (other.target is None) == (item.target is None):
                    node[twin] = inner
            if item.target is not None:
                name, _, _ = world.follow(None, name, Segment(segment.name))
                dense = name.endswith(VALUES) and name != VALUES
                if dense or item.key_value_attributes:
                    shown = ("key", "value")
                    inner.update({one: {} for one in shown if world.find(name, one)})
            node = inner
    return tree


def shown(world: World, type_name: str, row: Entity, tree: Tree) -> dict[str, object]:
    """Return a row of the declared type *type_name* as a reply shows it, in full."""
    concrete = world.document.entities[row.type_name]
    entity: dict[str, object] = {"__entity_type__": row.type_name}
    for name in _always(concrete):
        entity[name] = on_the_wire(world.scalar(row, name))
    for name, inner in tree.items():
        _, item = world.attribute(type_name, name)
        if item.target is None:
            entity[name] = on_the_wire(world.scalar(row, name))
            continue
        target, many, found = world.follow(row, type_name, Segment(name))
        parts = world.document.entities[target].primary_key
        found = sorted(found, key=lambda one: [str(one.values[part]) for part in parts])
        entities = [shown(world, target, other, inner) for other in found]
        entity[name] = entities if many else entities[0] if entities else None
    return entity


def on_the_wire(value: object) -> object:
    """Return a value as replies hold it."""
    if isinstance(value, datetime):
        return {"__type__": "datetime", "value": value.isoformat()}
    return value


def _always(entity: EntitySchema) -> list[str]:
    """Return the key, the discriminator and what the schema has the server add."""
    names = list(entity.primary_key)
    scalars = {
        name: item for name, item in entity.properties.items() if item.target is None
    }
    for wanted in entity.system_projections:
        if wanted in entity.properties:
            names += [wanted] if wanted in scalars else []
            continue
        names += [name for name, item in scalars.items() if item.alias_for == wanted]
    if "context_type" in scalars and "object_type_id" in scalars:
        names.append("object_type_id")
    return names
