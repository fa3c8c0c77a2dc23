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
    from .lazy_loading import LazyLoad as LazyLoad
    from .lazy_loading import LazyLoading as LazyLoading
    from .lazy_loading import LoadingReport as LoadingReport

__all__ = [
    "Change",
    "Created",
    "Deleted",
    "EntityKey",
    "LazyLoad",
    "LazyLoading",
    "LoadingReport",
    "Members",
    "Modified",
    "Query",
    "Session",
    "in_dependency_order",
    "payload",
]


_LATE = {
    # Needed by scripts that write, and by those that look at what reading costs.
    **dict.fromkeys(("LazyLoad", "LazyLoading", "LoadingReport"), "lazy_loading"),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f".{_LATE.get(name, 'changes')}", __name__)
    return getattr(module, name)
