"""Relations in SQL: which rows belong together."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, FromClause, and_

from ftrack_typed.schema import (
    ForeignCollection,
    HiddenCollection,
    LinkedCollection,
    Subtype,
)
from ftrack_typed_server.attributes import TYPE_COLUMN, Related, Stored
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.site import EntityType, Site, is_polymorphic


class Owner(Protocol):
    """Rows that have relations."""

    @property
    def entity(self) -> EntityType:
        """The rows' type."""
        ...

    @property
    def source(self) -> FromClause:
        """The rows."""
        ...


def column_of(entity: EntityType, name: str) -> str:
    """Return the column of the stored attribute *name* of *entity* or a subtype."""
    attribute = entity.find(name)
    return attribute.column if isinstance(attribute, Stored) else name


def reference_key(site: Site, relation: Related, source: FromClause) -> Any:
    """Return the key that a to-one relation holds, in SQL.

    Raises:
        ParseError: the key consists of several columns.
    """
    if relation.computed_key is not None:
        return relation.computed_key(site, source)
    if len(relation.keys) != 1:
        raise ParseError(
            f"{relation.name} has a key of several attributes: compare those instead."
        )
    return source.c[relation.keys[0][0]]


def owned_by(
    site: Site, entity: EntityType, name: str, source: FromClause
) -> ColumnElement[bool] | None:
    """Return whether rows of *entity* have an attribute that only subtypes have.

    None stands for all rows having it.
    """
    if name in entity.attributes or not is_polymorphic(source):
        return None
    owners = [
        other for other in entity.concrete if name in site.types[other].attributes
    ]
    return source.c[TYPE_COLUMN].in_(owners)


def equal_keys(
    site: Site, relation: Related, source: FromClause, target: FromClause
) -> ColumnElement[bool]:
    """Return whether a row of *target* is the one that *relation* refers to."""
    if relation.computed_key is not None:
        key = site.types[relation.target].primary_key[0]
        return target.c[key] == relation.computed_key(site, source)
    return and_(*(target.c[far] == source.c[own] for own, far in relation.keys))


def refers(
    site: Site, relation: Related, owner: Owner, target: FromClause
) -> ColumnElement[bool]:
    """Return whether a row of *owner* has *relation* and it refers to the target's."""
    equal = equal_keys(site, relation, owner.source, target)
    owned = owned_by(site, owner.entity, relation.name, owner.source)
    return equal if owned is None else and_(owned, equal)


Bridge: TypeAlias = "tuple[FromClause, ColumnElement[bool]]"
"""A table to join on the way, and its condition."""


def items(
    site: Site, relation: Related, owner: EntityType, target: FromClause
) -> tuple[list[Bridge], ColumnElement[Any], list[ColumnElement[bool]]]:
    """Return how rows of *target* are a collection's items.

    Returns:
        tables to join to the target; the owner's key, as the items or a table between
        hold it; and what else the items satisfy.
    """
    kind = relation.relation
    far = site.types[relation.target]
    match kind:
        case ForeignCollection():
            key = target.c[column_of(far, kind.key)]
            return [], key, item_filters(site, kind, owner, target)
        case LinkedCollection():
            link = site.types[kind.link]
            bridge = site.source(link)
            joined = (
                bridge.c[column_of(link, kind.target_key)]
                == target.c[far.primary_key[0]]
            )
            return [(bridge, joined)], bridge.c[column_of(link, kind.source_key)], []
        case HiddenCollection():
            bridge = site.hidden_links[kind.table].alias()
            joined = bridge.c.target_id == target.c[far.primary_key[0]]
            return [(bridge, joined)], bridge.c.source_id, []
        case _:
            raise AssertionError(f"{relation.name} is no collection of joined rows.")


def reach(
    site: Site, relation: Related, owner: Owner, target: FromClause
) -> tuple[list[Bridge], ColumnElement[bool]]:
    """Return how rows of *target* belong to the rows of *owner*.

    Returns:
        tables to join to the target, and the condition that ties them to the owner.
    """
    if not relation.many:
        return [], refers(site, relation, owner, target)
    bridges, key, filters = items(site, relation, owner.entity, target)
    return bridges, and_(key == owner.source.c[owner.entity.primary_key[0]], *filters)


def item_filters(
    site: Site, kind: ForeignCollection, owner: EntityType, target: FromClause
) -> list[ColumnElement[bool]]:
    """Return what tells a collection's items from others with the same key."""
    far = site.types[kind.target]
    conditions: list[ColumnElement[bool]] = []
    if kind.parent_type is not None:
        column = target.c[column_of(far, kind.parent_type)]
        conditions.append(column.in_(type_names(site, owner)))
    for name, value in kind.where:
        conditions.append(target.c[column_of(far, name)] == value)
    return conditions


def type_names(site: Site, entity: EntityType) -> list[str]:
    """Return all names, public and internal, that an entity's family goes by."""
    names: dict[str, None] = {}
    for other in site.types.values():
        if other.root == entity.root:
            names[other.name] = None
            alias = other.schema.alias_for
            internal = alias.base if isinstance(alias, Subtype) else alias
            if internal:
                names[internal] = None
    return list(names)
