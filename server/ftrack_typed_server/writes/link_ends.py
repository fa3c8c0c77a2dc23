"""What kind of entity a new link leads from and to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import literal, select

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.custom_attribute_links import ENDS, LINK, owner_of
from ftrack_typed_server.site import EntityType
from ftrack_typed_server.writes.state import Touched, Writing


def complete_link(writing: Writing, link: Touched) -> None:
    """Fill in the types of a link's ends, and the link's own type.

    Args:
        writing: the batch.
        link: a new link between two entities.
    """
    table = writing.site.tables[LINK]
    row = writing.fetch(link.entity, link.key)
    if row is None:
        return
    values: dict[str, object] = {}
    for key, kind in ENDS:
        found = _entity_type(writing, row[key])
        if found is None:
            continue
        name, typed = found
        if kind in table.c and row[kind] is None:
            values[kind] = name
        if key == "to_id" and link.entity.name == LINK:
            values[TYPE_COLUMN] = typed.name
    writing.change(link.entity, link.key, values)


def _entity_type(writing: Writing, key: object) -> tuple[str, EntityType] | None:
    """Return the type of the entity with *key*, and the type of links to such."""
    site = writing.site
    for typed, owner in _typed_links(writing):
        table = site.tables[owner.root]
        kind = table.c[TYPE_COLUMN] if TYPE_COLUMN in table.c else literal(owner.name)
        name = writing.connection.scalar(
            select(kind).where(table.c[owner.primary_key[0]] == key)
        )
        if name in owner.concrete:
            return name, typed
    return None


def _typed_links(writing: Writing) -> Iterator[tuple[EntityType, EntityType]]:
    for typed in writing.site.types.values():
        if typed.root == LINK and typed.name != LINK:
            owner = owner_of(writing.site, typed)
            if owner is not None:
                yield typed, owner
