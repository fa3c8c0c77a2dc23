"""Deleting a row with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

import attrs
from sqlalchemy import ColumnElement, Table, select

from ftrack_typed.schema import ForeignCollection, HiddenCollection, LinkedCollection
from ftrack_typed_server.compile.combining import has_key
from ftrack_typed_server.compile.relations import column_of, item_filters
from ftrack_typed_server.custom_attributes import is_dense
from ftrack_typed_server.errors import IntegrityError
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.writes.references import references_of
from ftrack_typed_server.writes.state import KeyParts, Writing, shown_key

_CHUNK = 5000

_BELONGS = frozenset(
    [
        # Without its owner, a key would be everyone's.
        ("ApiKey", "resource_id"),
        ("Appointment", "context_id"),
        ("Appointment", "resource_id"),
        ("Asset", "context_id"),
        ("AssetVersion", "asset_id"),
        ("AssetVersionLink", "from_id"),
        ("AssetVersionLink", "to_id"),
        ("CalendarEvent", "project_id"),
        ("CalendarEventResource", "calendar_event_id"),
        ("CalendarEventResource", "resource_id"),
        ("Component", "container_id"),
        ("Component", "version_id"),
        ("ComponentLocation", "component_id"),
        ("Context", "parent_id"),
        ("Context", "project_id"),
        ("CustomAttributeLink", "configuration_id"),
        ("CustomAttributeLink", "from_id"),
        ("CustomAttributeLink", "to_id"),
        ("CustomAttributeLinkFrom", "from_id"),
        ("CustomAttributeLinkFrom", "to_id"),
        ("DashboardWidget", "dashboard_id"),
        ("Feed", "social_id"),
        ("List", "project_id"),
        ("ListObject", "entity_id"),
        ("ListObject", "list_id"),
        ("Manager", "context_id"),
        ("Manager", "user_id"),
        ("Membership", "group_id"),
        ("Membership", "user_id"),
        ("Note", "in_reply_to_id"),
        ("ProjectSchemaOverride", "project_schema_id"),
        ("ReviewSession", "project_id"),
        ("ReviewSessionFolder", "project_id"),
        ("ReviewSessionInvitee", "review_session_id"),
        ("ReviewSessionObject", "review_session_id"),
        ("ReviewSessionObject", "version_id"),
        ("ReviewSessionObjectAnnotation", "review_session_object_id"),
        ("ReviewSessionObjectStatus", "review_session_invitee_id"),
        ("ReviewSessionObjectStatus", "review_session_object_id"),
        ("Schema", "project_schema_id"),
        ("SplitTaskPart", "task_id"),
        ("StatusRule", "status_rule_group_id"),
        ("TaskTemplate", "project_schema_id"),
        ("TaskTemplateItem", "template_id"),
        ("Timelog", "context_id"),
        ("Timer", "context_id"),
        ("Timer", "user_id"),
        ("TypedContextLink", "from_id"),
        ("TypedContextLink", "to_id"),
        ("UserSecurityRole", "user_id"),
        ("UserSecurityRoleProject", "project_id"),
        ("UserSecurityRoleProject", "user_security_role_id"),
        ("UserSession", "user_id"),
        ("UserView", "user_id"),
    ]
)
"""(Family, key) of rows that go with what the key refers to."""

_HOLDS = frozenset([("ComponentLocation", "location_id")])
"""(Family, key) of rows that keep what the key refers to from being deleted."""


class _Fate(Enum):
    DELETED = "deleted"
    EMPTIED = "emptied"
    REFUSED = "refused"


@attrs.frozen
class _Edge:
    """Rows that refer to rows of a family, and what becomes of them."""

    entity: EntityType
    column: str
    fate: _Fate
    filters: tuple[ColumnElement[bool], ...] = ()


def delete_rows(writing: Writing, entity: EntityType, key: KeyParts) -> None:
    """Delete the row of *entity* that has *key*, and what belongs to it.

    Children, notes, metadata, assignments, logged times, assets, versions, components
    and values go with it; other references to it become empty.

    Raises:
        IntegrityError: a row that needs it is left.
    """
    edges: dict[str, list[_Edge]] = {}
    pending: list[tuple[EntityType, list[KeyParts]]] = [(entity, [key])]
    while pending:
        deleted, keys = pending.pop()
        keys = [item for item in keys if (deleted.root, item) not in writing.removed]
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            _remove(writing, deleted, chunk)
            if len(deleted.primary_key) > 1:
                continue
            if deleted.root not in edges:
                edges[deleted.root] = list(_edges(writing.site, deleted))
            names = [item[0] for item in chunk]
            for edge in edges[deleted.root]:
                pending += _follow(writing, deleted, edge, names)
            _remove_links(writing, deleted, names)


def _remove(writing: Writing, entity: EntityType, keys: list[KeyParts]) -> None:
    table = writing.site.tables[entity.root]
    names = entity.primary_key
    if keys and writing.journal is not None:
        writing.remember(entity, has_key(table, names, keys))
    if len(names) == 1:
        column = table.c[names[0]]
        writing.connection.execute(
            table.delete().where(is_among(column, [key[0] for key in keys]))
        )
    else:
        for key in keys:
            writing.connection.execute(
                table.delete().where(writing.has_key(entity, key))
            )
    for key in keys:
        writing.removed.add((entity.root, key))
        writing.touched.pop((entity.root, key), None)
        writing.created.pop((entity.root, key), None)


def _follow(
    writing: Writing, deleted: EntityType, edge: _Edge, keys: list[Any]
) -> list[tuple[EntityType, list[KeyParts]]]:
    table = writing.site.tables[edge.entity.root]
    referring = (is_among(table.c[edge.column], keys), *edge.filters)
    if edge.fate is _Fate.EMPTIED:
        writing.remember(edge.entity, *referring)
        writing.connection.execute(
            table.update().where(*referring).values({edge.column: None})
        )
        return []
    rows = [
        tuple(row)
        for row in writing.connection.execute(
            select(*(table.c[name] for name in edge.entity.primary_key)).where(
                *referring
            )
        )
    ]
    if rows and edge.fate is _Fate.REFUSED:
        raise IntegrityError(
            f"{deleted.name} {shown_key(keys[:1])} cannot be deleted: "
            f"{edge.entity.name} {shown_key(rows[0])} refers to it."
        )
    return [(writing.site.types[edge.entity.root], rows)] if rows else []


def _remove_links(writing: Writing, entity: EntityType, keys: list[Any]) -> None:
    site = writing.site
    for other in site.types.values():
        for relation in other.relations:
            kind = relation.relation
            if not isinstance(kind, HiddenCollection):
                continue
            table = site.hidden_links[kind.table]
            if other.root == entity.root:
                writing.connection.execute(
                    table.delete().where(is_among(table.c.source_id, map(str, keys)))
                )
            if site.types[kind.target].root == entity.root:
                writing.connection.execute(
                    table.delete().where(is_among(table.c.target_id, map(str, keys)))
                )
    writing.connection.execute(
        site.values.delete().where(is_among(site.values.c.entity_id, map(str, keys)))
    )


def _edges(site: Site, entity: EntityType) -> Iterator[_Edge]:
    """Yield what refers to rows of the family of *entity*, each column once."""
    seen: set[tuple[str, str]] = set()
    for edge in (*_key_edges(site, entity), *_collection_edges(site, entity)):
        name = (edge.entity.root, edge.column)
        if name not in seen:
            seen.add(name)
            yield edge


def _key_edges(site: Site, entity: EntityType) -> Iterator[_Edge]:
    for other in site.types.values():
        if is_dense(other.name):
            continue
        for column, (name, target) in references_of(site, other).items():
            if site.types[target].root == entity.root:
                yield _Edge(other, column, _fate(other, column, name))


def _collection_edges(site: Site, entity: EntityType) -> Iterator[_Edge]:
    for other in site.types.values():
        if other.root != entity.root:
            continue
        for relation in other.relations:
            kind = relation.relation
            if is_dense(relation.target):
                continue
            if isinstance(kind, ForeignCollection):
                target = site.types[relation.target]
                yield _Edge(
                    target,
                    column_of(target, kind.key),
                    _Fate.DELETED,
                    tuple(item_filters(site, kind, other, _table(site, target))),
                )
            elif isinstance(kind, LinkedCollection):
                link = site.types[kind.link]
                yield _Edge(link, column_of(link, kind.source_key), _Fate.DELETED)


def _table(site: Site, entity: EntityType) -> Table:
    return site.tables[entity.root]


def _fate(entity: EntityType, column: str, name: str) -> _Fate:
    if {(entity.root, name), (entity.root, column)} & _HOLDS:
        return _Fate.REFUSED
    if column in entity.primary_key:
        return _Fate.DELETED
    if {(entity.root, name), (entity.root, column)} & _BELONGS:
        return _Fate.DELETED
    return _Fate.REFUSED if name in entity.schema.required else _Fate.EMPTIED
