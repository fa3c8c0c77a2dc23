"""A package to migrate to: that of the stock schema, under a studio's name."""

from __future__ import annotations

from ftrack_typed_analysis.migrate import Studio
from ftrack_typed_server.stock import stock_document

STUDIO = Studio.of("studio_schema", stock_document(), "the stock schema")
