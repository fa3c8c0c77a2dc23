"""The stock schema: what a new site's server answers to ``query_schemas``."""

from __future__ import annotations

from ftrack_typed_server.stock.document import stock_document
from ftrack_typed_server.stock.object_types import (
    STOCK_OBJECT_TYPES,
    ObjectTypeTraits,
    object_type_entity,
)

__all__ = [
    "STOCK_OBJECT_TYPES",
    "ObjectTypeTraits",
    "object_type_entity",
    "stock_document",
]
