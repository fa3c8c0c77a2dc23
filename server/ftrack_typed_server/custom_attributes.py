"""Custom attribute values as ftrack shows them: one for each that applies.

Only values that were set are stored. What is read is every configuration that applies
to an entity, with the stored value or else the configuration's default; it is made in
SQL, so that it can be filtered as any other rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    or_,
    select,
    true,
)

from ftrack_typed_server.attributes import (
    TYPE_COLUMN,
    VARIABLE_NUMBER,
    VARIABLE_TEXT,
)
from ftrack_typed_server.derived.versions import project_of_asset, project_of_version
from ftrack_typed_server.site import EntityType, Site, is_polymorphic

CONFIGURATION = "CustomAttributeConfiguration"
_SUFFIX = "CustomAttributeValue"
_LEVELS = {
    "Asset": "asset",
    "AssetVersion": "assetversion",
    "List": "list",
    "ListObject": "listobject",
    "User": "user",
}
_HIERARCHICAL = ("Asset", "AssetVersion", "Context")


def is_dense(name: str) -> bool:
    """Return whether *name* is a type of values of which none is ever missing."""
    return name.endswith(_SUFFIX) and name != _SUFFIX


def owner_of(name: str) -> str:
    """Return the type whose custom attributes the values of the type *name* are."""
    return name.removesuffix(_SUFFIX)


def dense_values(site: Site, entity: EntityType) -> Select[Any]:
    """Return the rows of a type of custom attribute values."""
    owner = site.types[owner_of(entity.name)]
    owners = site.source(owner)
    configurations = site.source(site.types[CONFIGURATION])
    values = site.values.alias()
    columns: list[ColumnElement[Any]] = [
        configurations.c.id.label("configuration_id"),
        owners.c[owner.primary_key[0]].label("entity_id"),
        configurations.c.key.label("key"),
    ]
    for suffix in ("", VARIABLE_TEXT, VARIABLE_NUMBER):
        effective = case(
            (values.c.configuration_id.is_(None), configurations.c["default" + suffix]),
            else_=values.c["value" + suffix],
        )
        columns.append(effective.label("value" + suffix))
    joined = owners.join(
        configurations, applies(site, owner, owners, configurations)
    ).outerjoin(
        values,
        and_(
            values.c.configuration_id == configurations.c.id,
            values.c.entity_id == owners.c[owner.primary_key[0]],
        ),
    )
    return select(*columns).select_from(joined)


def applies(
    site: Site, owner: EntityType, owners: FromClause, configurations: FromClause
) -> ColumnElement[bool]:
    """Return whether a configuration is one of an entity's.

    A configuration of the entity's project hides a global one with the same key.
    """
    conditions = [_level(owner, owners, configurations)]
    for source, name in ((owners, owner.name), (configurations, CONFIGURATION)):
        entity = site.types[name]
        if is_polymorphic(source) and entity.partial:
            conditions.append(source.c[TYPE_COLUMN].in_(entity.concrete))
    project = _project(site, owner, owners)
    if project is None:
        conditions.append(configurations.c.project_id.is_(None))
        return and_(*conditions)
    nearer = site.source(site.types[CONFIGURATION])
    hidden = exists(
        select(nearer.c.id)
        .where(
            nearer.c.key == configurations.c.key,
            nearer.c.project_id == project,
            _level(owner, owners, nearer),
        )
        .correlate(owners, configurations)
    )
    conditions.append(
        or_(
            configurations.c.project_id == project,
            and_(configurations.c.project_id.is_(None), ~hidden),
        )
    )
    return and_(*conditions)


def _level(
    owner: EntityType, owners: FromClause, configurations: FromClause
) -> ColumnElement[bool]:
    columns = configurations.c
    found: list[ColumnElement[bool]] = []
    if owner.name in _HIERARCHICAL:
        found.append(columns.is_hierarchical == true())
    if owner.name in _LEVELS:
        found.append(columns.entity_type == _LEVELS[owner.name])
    else:
        found.append(
            and_(
                columns.entity_type == "task",
                columns.object_type_id == owners.c.object_type_id,
            )
        )
        found.append(
            and_(columns.entity_type == "show", owners.c[TYPE_COLUMN] == "Project")
        )
    return or_(*found)


def _project(
    site: Site, owner: EntityType, owners: FromClause
) -> ColumnElement[Any] | None:
    if owner.name == "Asset":
        return project_of_asset(site, owners)
    if owner.name == "AssetVersion":
        return project_of_version(site, owners)
    if "project_id" in owners.c:
        return owners.c.project_id
    return None
