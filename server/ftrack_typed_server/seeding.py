"""Filling a new database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol
from uuid import uuid4

import attrs
from sqlalchemy import Connection, Table, select, update

from ftrack_typed.schema import EntitySchema, SchemaDocument
from ftrack_typed_server.attributes import TYPE_COLUMN, Stored
from ftrack_typed_server.custom_attributes import is_dense
from ftrack_typed_server.encoding import column_values
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.site_building import classifier_values
from ftrack_typed_server.variables import stored_variable

_DEEPEST = 100


class SeedRow(Protocol):
    """One row to begin with."""

    @property
    def entity_type(self) -> str:
        """The concrete entity type."""
        ...

    @property
    def values(self) -> Mapping[str, object]:
        """Public attribute name to value; relations by their keys alone."""
        ...


@attrs.frozen
class NewRow:
    """A row that no seed has, but that a schema or its site calls for."""

    entity_type: str
    values: Mapping[str, object]


def without(
    document: SchemaDocument,
    rows: Iterable[SeedRow],
    unwanted: Callable[[SeedRow], bool],
) -> Iterator[SeedRow]:
    """Yield *rows* without those *unwanted*, and without all that refers to them.

    Args:
        document: the schema, which says what an attribute of a row can refer to.
        rows: referred rows before those that refer.
        unwanted: whether a row is to be left out.
    """
    dropped: set[object] = set()
    for row in rows:
        entity = document.entities.get(row.entity_type)
        if unwanted(row) or (entity is not None and _refers(entity, row, dropped)):
            dropped |= {row.values.get("id")} - {None}
        else:
            yield row


def _refers(entity: EntitySchema, row: SeedRow, keys: set[object]) -> bool:
    return any(
        isinstance(value, str) and value in keys and name in entity.properties
        for name, value in row.values.items()
    )


def insert_rows(connection: Connection, site: Site, rows: Iterable[SeedRow]) -> None:
    """Insert *rows*; types and attributes that the schema does not have are left out.

    Args:
        connection: an open transaction on a database with the site's tables.
        site: the resolved schema.
        rows: what to insert.
    """
    pending: dict[Table, list[dict[str, object]]] = {}
    for row in rows:
        entity = site.types.get(row.entity_type)
        if entity is None:
            continue
        if is_dense(entity.name):
            pending.setdefault(site.values, []).append(_custom_value(row))
        else:
            table = site.tables[entity.root]
            pending.setdefault(table, []).append(_stored(entity, table, row))
    for table, prepared in pending.items():
        connection.execute(table.insert(), prepared)
    fill_projects(connection, site)


def fill_projects(connection: Connection, site: Site) -> None:
    """Give every context that lacks it its project: itself, or its parent's."""
    if not site.has("Project", "id", "project_id"):
        return
    contexts = site.table("Project")
    projects = contexts.c[TYPE_COLUMN] == "Project"
    connection.execute(
        update(contexts).where(projects).values(project_id=contexts.c.id)
    )
    parents = contexts.alias()
    inherited = (
        select(parents.c.project_id)
        .where(parents.c.id == contexts.c.parent_id)
        .scalar_subquery()
    )
    for _ in range(_DEEPEST):
        filled = connection.execute(
            update(contexts)
            .where(
                contexts.c.project_id.is_(None),
                contexts.c.parent_id.is_not(None),
                inherited.is_not(None),
            )
            .values(project_id=inherited)
        )
        if not filled.rowcount:
            return


def discriminators(entity: EntityType) -> dict[str, object]:
    """Return the column values that say what a new row of *entity* is."""
    values = classifier_values(entity)
    marks = {
        "context_type": "show" if entity.name == "Project" else "task",
        "resource_type": entity.name.lower(),
        "system_type": _SYSTEM_TYPES.get(entity.name),
    }
    for name, mark in marks.items():
        attribute = entity.attributes.get(name)
        if isinstance(attribute, Stored) and mark is not None:
            values.setdefault(attribute.column, mark)
    return values


_SYSTEM_TYPES = {
    "AssetVersionList": "assetversion",
    "Component": "file",
    "ContainerComponent": "container",
    "FileComponent": "file",
    "SequenceComponent": "sequence",
    "TypedContextList": "task",
}


def _stored(entity: EntityType, table: Table, row: SeedRow) -> dict[str, object]:
    values: dict[str, object] = {}
    values.update(dict.fromkeys(table.c.keys()))
    for attribute in entity.stored:
        item = attribute.property
        if item.has_default and attribute.name not in row.values:
            default = str(uuid4()) if item.default == "{uid}" else item.default
            values.update(column_values(entity.name, attribute, default))
    values.update(discriminators(entity))
    if TYPE_COLUMN in values:
        values[TYPE_COLUMN] = entity.shown_as
    for name, value in row.values.items():
        known = entity.attributes.get(name)
        if isinstance(known, Stored):
            values.update(column_values(entity.name, known, value))
        elif known is None and (column := _hidden(entity, name)) is not None:
            values[column] = value
    for name in entity.primary_key:
        if values[name] is None:
            values[name] = str(uuid4())
    return values


def _hidden(entity: EntityType, name: str) -> str | None:
    """Return the column of a reference whose key the schema does not show."""
    for relation in entity.relations:
        if name == f"{relation.name}_id" and len(relation.keys) == 1:
            return relation.keys[0][0]
    return None


def _custom_value(row: SeedRow) -> dict[str, object]:
    values: dict[str, object] = {
        "configuration_id": row.values["configuration_id"],
        "entity_id": row.values["entity_id"],
    }
    return values | stored_variable("value", row.values.get("value"))
