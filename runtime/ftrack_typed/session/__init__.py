"""The session and what it stands on: queries, the identity map, the unit of work."""

from __future__ import annotations

from .changes import (
    Change,
    Created,
    Deleted,
    EntityKey,
    Members,
    Modified,
    in_dependency_order,
    payload,
)
from .query import Query
from .session import Session

__all__ = [
    "Change",
    "Created",
    "Deleted",
    "EntityKey",
    "Members",
    "Modified",
    "Query",
    "Session",
    "in_dependency_order",
    "payload",
]
