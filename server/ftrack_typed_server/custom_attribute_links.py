"""Links between entities, which ftrack shows from both ends.

``CustomAttributeLink`` and ``CustomAttributeLinkFrom`` are the same rows: the subtypes
of the former say what a link leads to, those of the latter where it comes from.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal, select

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.site import EntityType, Site

LINK = "CustomAttributeLink"
REVERSED_LINK = "CustomAttributeLinkFrom"
ENDS = (("from_id", "from_entity_type"), ("to_id", "to_entity_type"))
"""A link's keys and the types of what they refer to."""


def stored_as(root: str) -> str:
    """Return the family whose table rows of the family *root* are in."""
    return LINK if root == REVERSED_LINK else root


def reversed_links(site: Site) -> Select[Any]:
    """Return all links, typed by where they come from."""
    table = site.tables[LINK]
    columns: list[ColumnElement[Any]] = [
        column for column in table.c if column.key != TYPE_COLUMN
    ]
    source_type = table.c.get("from_entity_type")
    shown: ColumnElement[Any] = literal(REVERSED_LINK)
    names = {
        name: other.name
        for other in site.types.values()
        if other.root == REVERSED_LINK and (owner := owner_of(site, other)) is not None
        for name in (owner.name, *owner.concrete)
    }
    if source_type is not None and names:
        shown = case(names, value=source_type, else_=REVERSED_LINK)
    return select(*columns, shown.label(TYPE_COLUMN))


def owner_of(site: Site, link: EntityType) -> EntityType | None:
    """Return the type at the end that a subtype of links names."""
    return site.types.get(link.name.removesuffix(link.root))
