"""What to show of each entity: the tree that a query's projections span."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ftrack_typed.language import Path, Segment
from ftrack_typed_server.attributes import Composed, Computed, Related, Stored
from ftrack_typed_server.custom_attributes import is_dense
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.site import EntityType, Site


@attrs.define(eq=False)
class Node:
    """What to show of the rows of one type, at one place of the tree.

    Attributes:
        entity: the rows' type.
        scalars: attributes with values, by public name, in order.
        relations: relations with what to show of their rows, by public name.
        cast: the type that the path now being planned was cast to.
    """

    entity: EntityType
    scalars: dict[str, Stored | Computed | Composed] = attrs.field(
        factory=dict["str", "Stored | Computed | Composed"]
    )
    relations: dict[str, tuple[Related, Node]] = attrs.field(
        factory=dict["str", "tuple[Related, Node]"]
    )
    cast: EntityType | None = None


def plan_paths(site: Site, entity: EntityType, paths: Iterable[Path]) -> Node:
    """Return the tree that *paths* from *entity* span.

    Raises:
        ParseError: a path names what does not exist or cannot be selected.
    """
    root = Node(entity)
    for path in paths:
        node = root
        for position, segment in enumerate(path.segments):
            last = position == len(path.segments) - 1
            node = _add(site, node, segment, last)
    return root


def plan_names(site: Site, entity: EntityType, names: Iterable[str]) -> Node:
    """Return the tree of the attributes *names* of *entity*, without their twins.

    Attributes that cannot be selected are left out.
    """
    node = Node(entity)
    for name in names:
        attribute = entity.find(name)
        if attribute is None or attribute.property.restricted_projection:
            continue
        _put(site, node, attribute)
    return node


def _add(site: Site, node: Node, segment: Segment, last: bool) -> Node:
    attribute = None
    if node.cast is not None:
        # Subtypes may have different attributes of one name.
        attribute = node.cast.find(segment.name, relation=not last)
    if attribute is None:
        attribute = node.entity.find(segment.name, relation=not last)
    if attribute is None and segment.name in node.entity.schema.default_projections:
        # Schemas of older servers name what they do not have, and clients select it.
        return node
    if attribute is None:
        raise ParseError(f"{node.entity.name} has no attribute {segment.name!r}.")
    if attribute.property.restricted_projection:
        raise ParseError(
            f"{node.entity.name}.{segment.name} cannot be selected, only filtered by."
        )
    if not isinstance(attribute, Related):
        if not last:
            raise ParseError(
                f"{node.entity.name}.{segment.name} is no relation, so nothing can "
                "follow it."
            )
        for name in node.entity.twins.get(attribute.name, (attribute.name,)):
            twin = node.entity.find(name)
            if twin is not None:
                _put(site, node, twin)
        return node
    inner = _put(site, node, attribute)
    inner.cast = _cast(site, node, attribute, segment.cast)
    for name in node.entity.twins.get(attribute.name, ()):
        twin = node.entity.find(name)
        if isinstance(twin, Related):
            node.relations.setdefault(name, (twin, inner))
    return inner


def _put(
    site: Site, node: Node, attribute: Stored | Computed | Composed | Related
) -> Node:
    if not isinstance(attribute, Related):
        node.scalars[attribute.name] = attribute
        return node
    if attribute.name not in node.relations:
        inner = Node(site.types[attribute.target])
        mapped = attribute.property.key_value_attributes
        if mapped is not None:
            for name in (mapped.key, mapped.value):
                _put_value(inner, name)
        elif is_dense(attribute.target):
            _put_value(inner, "key")
            _put_value(inner, "value")
        node.relations[attribute.name] = (attribute, inner)
    return node.relations[attribute.name][1]


def _put_value(node: Node, name: str) -> None:
    attribute = node.entity.find(name)
    if attribute is not None and not isinstance(attribute, Related):
        node.scalars[name] = attribute


def _cast(
    site: Site, node: Node, relation: Related, name: str | None
) -> EntityType | None:
    if name is None:
        return None
    target = site.types.get(name)
    declared = site.types[relation.target]
    if target is None or target.root != declared.root:
        raise ParseError(
            f"{node.entity.name}.{relation.name} is a {declared.name}, which cannot "
            f"be cast to {name}."
        )
    return target
