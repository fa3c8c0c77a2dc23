"""From rows to the entities of a reply."""

from __future__ import annotations

from ftrack_typed_server.projection.emission import Emitter
from ftrack_typed_server.projection.loading import (
    Loaded,
    load_keys,
    load_query,
)
from ftrack_typed_server.projection.plan import Node, plan_names, plan_paths

__all__ = [
    "Emitter",
    "Loaded",
    "Node",
    "load_keys",
    "load_query",
    "plan_names",
    "plan_paths",
]
