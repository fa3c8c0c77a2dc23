"""The session and what it stands on: queries, the identity map, the unit of work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .query import Query
from .session import Session

if TYPE_CHECKING:
    from .changes import Change as Change
    from .changes import Created as Created
    from .changes import Deleted as Deleted
    from .changes import EntityKey as EntityKey
    from .changes import Members as Members
    from .changes import Modified as Modified
    from .changes import in_dependency_order as in_dependency_order
    from .changes import payload as payload

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


def __getattr__(name: str) -> object:
    # Change records are needed by scripts that write, and made by no other.
    if name in __all__:
        from . import changes

        return getattr(changes, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
