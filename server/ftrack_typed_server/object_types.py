"""Entity types that come from rows: each object type is one, a kind of typed context.

A schema document is that of the moment when it was taken. Object types that are made
afterwards, and what is changed of those that were there, change it as on a real server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs
from sqlalchemy import Connection, select, update

from ftrack_typed.schema import EntitySchema, SchemaDocument, Subtype
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.seeding import NewRow, SeedRow, insert_rows, without
from ftrack_typed_server.site import Site

OBJECT_TYPE: Final = "ObjectType"

NO_PRIORITY_ID: Final = "9661b320-3a0c-11e2-81c1-0800200c9a66"
"""The priority that a new typed context has."""

WITHOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "is_typeable": ("type_id", "type"),
    "is_statusable": ("status_id", "status"),
    "is_schedulable": ("bid", "start_date", "end_date"),
    "is_prioritizable": ("priority_id", "priority"),
}
"""What is immutable of entities whose object type lacks a flag."""

_BASE = "TypedContext"
_KEY = "object_type_id"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def seed_rows(document: SchemaDocument, rows: Iterable[SeedRow]) -> Iterator[SeedRow]:
    """Yield *rows* without what *document* does not have, and all that refers to it.

    Args:
        document: the schema.
        rows: what to begin with, referred rows before those that refer.
    """
    object_types = entities_by_key(document)

    def strange(row: SeedRow) -> bool:
        if row.entity_type == OBJECT_TYPE and object_types:
            return row.values.get("id") not in object_types
        return row.entity_type not in document.entities

    return without(document, rows, strange)


def agree(
    connection: Connection, site: Site, document: SchemaDocument, *, new: bool
) -> None:
    """Make the rows of object types those that *document* speaks of.

    Args:
        connection: an open transaction that may write.
        site: the resolved schema.
        document: the schema.
        new: whether the rows are those of a seed; rows of a database that was used
            are left as they are, and only missing ones are added.
    """
    if not site.has(OBJECT_TYPE, "id", "name"):
        return
    there = {row["id"]: row for row in _rows(connection, site)}
    flags = [name for name in WITHOUT if site.has(OBJECT_TYPE, name)]
    table = site.table(OBJECT_TYPE)
    columns = {item.name: item.column for item in site.types[OBJECT_TYPE].stored}
    for key, entity in entities_by_key(document).items():
        values: dict[str, object] = {name: has_flag(entity, name) for name in flags}
        if key not in there:
            values |= {"id": key, "name": _WORD.sub(" ", entity.name)}
            insert_rows(connection, site, [NewRow(OBJECT_TYPE, values)])
        elif new:
            if _entity_type(document, entity, there[key]) != entity.name:
                values["name"] = _WORD.sub(" ", entity.name)
            connection.execute(
                update(table)
                .where(table.c.id == key)
                .values({columns[name]: value for name, value in values.items()})
            )


def current_document(
    connection: Connection, site: Site, document: SchemaDocument
) -> SchemaDocument:
    """Return *document* with the object types as their rows say they are.

    Raises:
        ValidationError: an object type cannot be called what it is.
    """
    if not site.has(OBJECT_TYPE, "id", "name") or _BASE not in document.entities:
        return document
    entities = dict(document.entities)
    known = entities_by_key(document)
    served = entities_by_key(site.document)
    for row in _rows(connection, site):
        entity = known.get(row["id"])
        name = _entity_type(document, entity, row)
        now = served.get(row["id"])
        if now is not None and now.name != name:
            raise ValidationError(
                f"The object type of {now.name} keeps its name: scripts and what is "
                f"stored say {now.name}."
            )
        if entity is not None:
            entities[name] = _flagged(entity, row)
        elif name in entities:
            raise ValidationError(
                f"The object type {row['name']!r} makes the entity type {name}, which "
                "is there already."
            )
        else:
            entities[name] = _new(document, name, row)
    return attrs.evolve(document, entities=entities)


def _entity_type(
    document: SchemaDocument, entity: EntitySchema | None, row: Mapping[str, Any]
) -> str:
    """Return the entity type that the row of an object type makes.

    Args:
        document: the schema.
        entity: the entity type that has the row's key, if there is one.
        row: the object type's row.

    Raises:
        ValidationError: no query could name it.
    """
    # What a site calls it is a name of it, whatever its server made of that.
    if entity is not None and document.site is not None:
        names = document.site.names.get(OBJECT_TYPE, {})
        if names.get(row["name"]) == row["id"]:
            return entity.name
    return entity_name(row["name"])


def entity_name(name: object) -> str:
    """Return the entity type that an object type called *name* makes.

    Raises:
        ValidationError: no query could name it.
    """
    found = str(name or "").replace(" ", "")
    if not _NAME.fullmatch(found):
        raise ValidationError(
            f"{name!r} is no name of an object type: entity types are called so in "
            "queries. Use letters, digits and spaces."
        )
    return found


def entities_by_key(document: SchemaDocument) -> dict[str, EntitySchema]:
    """Return the entity types of object types by the object types' keys."""
    base = document.entities.get(_BASE)
    if base is None or _KEY not in base.properties:
        return {}
    column = base.properties[_KEY].alias_for or _KEY
    return {
        str(entity.alias_for.classifiers[column]): entity
        for entity in document.entities.values()
        if isinstance(entity.alias_for, Subtype)
        and column in entity.alias_for.classifiers
    }


def _rows(connection: Connection, site: Site) -> list[dict[str, Any]]:
    """Return the rows of object types by public names, in order."""
    table = site.table(OBJECT_TYPE)
    stored = site.types[OBJECT_TYPE].stored
    columns = [table.c[item.column].label(item.name) for item in stored]
    found = connection.execute(select(*columns).order_by(table.c.id)).mappings()
    return [dict(row) for row in found]


def _new(document: SchemaDocument, name: str, row: Mapping[str, Any]) -> EntitySchema:
    base = document.entities[_BASE]
    siblings = entities_by_key(document).values()
    properties = dict(base.properties)
    key = properties[_KEY]
    properties[_KEY] = attrs.evolve(key, has_default=True, default=row["id"])
    immutable = [_KEY, "object_type"]
    if "split_parts" in properties:
        immutable.append("split_parts")
    made = attrs.evolve(
        base,
        name=name,
        properties=properties,
        immutable=tuple(dict.fromkeys((*immutable, *base.immutable))),
        alias_for=Subtype(
            base=str(base.alias_for), classifiers={key.alias_for or _KEY: row["id"]}
        ),
        mixin=_BASE if any(item.mixin for item in siblings) else base.mixin,
    )
    return _flagged(_prioritised(made, NO_PRIORITY_ID), row)


def _flagged(entity: EntitySchema, row: Mapping[str, Any]) -> EntitySchema:
    """Return *entity* with what follows from the flags of its object type."""
    for flag, names in WITHOUT.items():
        wanted = row.get(flag)
        if wanted is None or wanted == has_flag(entity, flag):
            continue
        others = tuple(name for name in entity.immutable if name not in names)
        entity = attrs.evolve(entity, immutable=others if wanted else (*names, *others))
        if flag == "is_prioritizable":
            entity = _prioritised(entity, NO_PRIORITY_ID if wanted else None)
    return entity


def _prioritised(entity: EntitySchema, default: str | None) -> EntitySchema:
    """Return *entity* with the priority that new ones have."""
    item = entity.properties.get("priority_id")
    if item is None:
        return entity
    changed = attrs.evolve(item, has_default=True, default=default)
    return attrs.evolve(
        entity, properties={**entity.properties, "priority_id": changed}
    )


def has_flag(entity: EntitySchema, flag: str) -> bool:
    """Return whether the object type of *entity* has *flag*, as its schema says."""
    return WITHOUT[flag][0] not in entity.immutable
