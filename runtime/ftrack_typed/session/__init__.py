"""The session and what it stands on: queries, the identity map, the unit of work."""

from __future__ import annotations

from .changes import Change, Created, Deleted, EntityKey, Modified
from .query import Query
from .session import Session

__all__ = [
    "Change",
    "Created",
    "Deleted",
    "EntityKey",
    "Modified",
    "Query",
    "Session",
]
