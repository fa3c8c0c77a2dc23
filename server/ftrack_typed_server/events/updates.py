"""What a batch added, changed and removed, as ``ftrack.update`` events tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import orjson
from sqlalchemy import Connection

from ftrack_typed.schema import Subtype
from ftrack_typed_server.access import is_work
from ftrack_typed_server.attributes import Kind
from ftrack_typed_server.events.ancestry import Ancestry
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.writes.journal import Journal, Row, RowKey, ValueChange

_COMPONENT = "Component"


def changed_entities(
    site: Site, connection: Connection, journal: Journal
) -> list[dict[str, object]]:
    """Return what a batch did to entities.

    Attributes are called by their internal names, entity types by their legacy names
    besides their own, as ftrack does.

    Args:
        site: the resolved schema.
        connection: the batch's transaction, all being written.
        journal: the rows before the batch.
    """
    now = Ancestry(site, connection, {})
    now.load(journal.before)
    # What is gone stands as it was, since it and its parents are told of.
    known = {key: now.rows[key] or row for key, row in journal.before.items()}
    ancestry = Ancestry(site, connection, known)
    ancestry.load_parents(journal.before)
    entities: list[dict[str, object]] = []
    for key, before in journal.before.items():
        after = now.rows[key]
        if before is None and after is None:
            continue
        entity = ancestry.entity(key)
        changes = _changes(entity, before, after, journal.values.get(key, {}))
        if not changes:
            continue
        chain = [_link(ancestry, place) for place in ancestry.chain(key)]
        entities.append(
            {
                "action": _action(before, after),
                **chain[0],
                "objectTypeId": (known[key] or {}).get("object_type_id"),
                "keys": list(changes),
                "changes": changes,
                "parents": chain,
            }
        )
    return entities


def told_to(
    site: Site,
    entities: Sequence[dict[str, object]],
    projects: frozenset[str] | None,
    hidden: frozenset[str],
) -> list[dict[str, object]]:
    """Return what of *entities* is told to who does not see everything.

    Args:
        site: the resolved schema.
        entities: what a batch did.
        projects: the projects that are seen, none for all of them; what makes up the
            site is told to everyone.
        hidden: the keys of custom attributes that are not told of.
    """
    told: list[dict[str, object]] = []
    for entity in entities:
        if projects is not None:
            project = _project_of(entity)
            if project is None and is_work(_root_of(site, entity)):
                continue
            if project is not None and project not in projects:
                continue
        changes = cast("Mapping[str, object]", entity["changes"])
        left = {name: changes[name] for name in changes if name not in hidden}
        if left:
            told.append({**entity, "keys": list(left), "changes": left})
    return told


def _project_of(entity: Mapping[str, object]) -> object:
    chain = cast("Sequence[Mapping[str, object]]", entity["parents"])
    ids = (link["entityId"] for link in chain if link["entity_type"] == "Project")
    return next(ids, None)


def _root_of(site: Site, entity: Mapping[str, object]) -> str:
    return site.types[str(entity["entity_type"])].root


def parents_of(entities: Sequence[dict[str, object]]) -> list[object]:
    """Return the keys of all that *entities* are part of, each once."""
    found: dict[object, None] = {}
    for entity in entities:
        chain = cast("Sequence[Mapping[str, object]]", entity["parents"])
        found |= dict.fromkeys(link["entityId"] for link in chain[1:])
    return list(found)


def legacy_name(entity: EntityType) -> str:
    """Return what older clients call entities of this type, such as ``task``."""
    alias = entity.schema.alias_for
    if isinstance(alias, Subtype):
        return alias.base.lower()
    if entity.root == _COMPONENT:
        return _COMPONENT.lower()
    return (alias or entity.name).lower()


def _action(before: Row | None, after: Row | None) -> str:
    if before is None:
        return "add"
    return "remove" if after is None else "update"


def _link(ancestry: Ancestry, key: RowKey) -> dict[str, object]:
    entity = ancestry.entity(key)
    parent = ancestry.parent(key)
    return {
        "entityId": _identifier(key),
        "entityType": legacy_name(entity),
        "entity_type": entity.name,
        "parentId": None if parent is None else _identifier(parent),
    }


def _identifier(key: RowKey) -> object:
    parts = key[1]
    return parts[0] if len(parts) == 1 else list(parts)


def _changes(
    entity: EntityType,
    before: Row | None,
    after: Row | None,
    values: Mapping[str, ValueChange],
) -> dict[str, dict[str, object]]:
    """Return internal name to old and new value, for what differs."""
    changes: dict[str, dict[str, object]] = {}
    for attribute in entity.stored:
        old = (before or {}).get(attribute.column)
        new = (after or {}).get(attribute.column)
        if old == new or attribute.property.restricted_projection:
            continue
        name = attribute.property.alias_for or attribute.name
        changes[name] = {
            "old": _shown(attribute.kind, old),
            "new": _shown(attribute.kind, new),
        }
    for name, change in values.items():
        if change.old != change.new:
            changes[name] = {"old": _custom(change.old), "new": _custom(change.new)}
    return changes


def _shown(kind: Kind, value: Any) -> object:
    if value is not None and kind in (Kind.OBJECT, Kind.VARIABLE):
        return orjson.Fragment(value)
    return value


def _custom(stored: str | None) -> object:
    """Return the stored value of a custom attribute; dates as they are elsewhere."""
    if stored is None:
        return None
    value: object = orjson.loads(stored)
    if isinstance(value, dict):
        return cast("Mapping[str, object]", value).get("value")
    return value
