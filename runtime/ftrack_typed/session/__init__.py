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
    from .commit_errors import CommitError as CommitError
    from .commit_errors import CommitUncertainError as CommitUncertainError
    from .commit_errors import Conflict as Conflict
    from .commit_errors import InvalidChangesError as InvalidChangesError
    from .commit_errors import OutboxError as OutboxError
    from .commit_errors import Problem as Problem
    from .commit_errors import StaleChangesError as StaleChangesError
    from .converting import ConversionError as ConversionError
    from .ensuring import Ensured as Ensured
    from .hooks import Hooks as Hooks
    from .lazy_loading import LazyLoad as LazyLoad
    from .lazy_loading import LazyLoading as LazyLoading
    from .lazy_loading import LoadingReport as LoadingReport
    from .outbox import Outbox as Outbox
    from .plan import Plan as Plan
    from .plugins import Plugin as Plugin
    from .recovery import Recovery as Recovery
    from .rows import Rows as Rows
    from .schema_drift import SchemaDriftError as SchemaDriftError
    from .schema_drift import SchemaDriftWarning as SchemaDriftWarning
    from .updates import Updates as Updates
    from .value_converter import ValueConverter as ValueConverter

# Needed by scripts that write, and by those that look at what reading costs.
_LATE = {
    **dict.fromkeys(
        (
            *("Change", "Created", "Deleted", "EntityKey", "Members", "Modified"),
            *("in_dependency_order", "payload"),
        ),
        "changes",
    ),
    **dict.fromkeys(
        (
            *("CommitError", "CommitUncertainError", "Conflict"),
            *("InvalidChangesError", "OutboxError", "Problem", "StaleChangesError"),
        ),
        "commit_errors",
    ),
    "ConversionError": "converting",
    "Ensured": "ensuring",
    "Plugin": "plugins",
    **dict.fromkeys(("LazyLoad", "LazyLoading", "LoadingReport"), "lazy_loading"),
    "Hooks": "hooks",
    "Outbox": "outbox",
    "Plan": "plan",
    "Recovery": "recovery",
    "Rows": "rows",
    **dict.fromkeys(("SchemaDriftError", "SchemaDriftWarning"), "schema_drift"),
    "Updates": "updates",
    "ValueConverter": "value_converter",
}

__all__ = [
    "Change",
    "CommitError",
    "CommitUncertainError",
    "Conflict",
    "ConversionError",
    "Created",
    "Deleted",
    "Ensured",
    "EntityKey",
    "Hooks",
    "InvalidChangesError",
    "LazyLoad",
    "LazyLoading",
    "LoadingReport",
    "Members",
    "Modified",
    "Outbox",
    "OutboxError",
    "Plan",
    "Plugin",
    "Problem",
    "Query",
    "Recovery",
    "Rows",
    "SchemaDriftError",
    "SchemaDriftWarning",
    "Session",
    "StaleChangesError",
    "Updates",
    "ValueConverter",
    "in_dependency_order",
    "payload",
]


def __getattr__(name: str) -> object:
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{module}", __name__), name)
