"""The stock schema as a document."""

from __future__ import annotations

from functools import cache

from ftrack_typed.schema import SchemaDocument
from ftrack_typed_server.stock import (
    assets,
    components,
    contexts,
    custom_attributes,
    lists,
    notes,
    object_types,
    people,
    project_schemas,
    reviews,
    scheduling,
    site,
    workflow,
)

_AREAS = (
    contexts,
    object_types,
    scheduling,
    assets,
    components,
    lists,
    notes,
    people,
    workflow,
    project_schemas,
    reviews,
    custom_attributes,
    site,
)


@cache
def stock_document() -> SchemaDocument:
    """Return the schema of a new site, as a server would answer it.

    It has every entity type and attribute of older and newer servers alike, and the
    object types of a new site. ``Status.type`` is a second public name of
    ``Status.state``, which scripts written for older servers use.
    """
    return SchemaDocument(
        {entity.name: entity for area in _AREAS for entity in area.ENTITIES}
    )
