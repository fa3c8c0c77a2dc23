"""What entity classes can do besides reading and writing attributes.

The generator lets an entity class derive from these where its type, in the schema at
hand, has the attributes that it takes. Their parameters are the package's own classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .custom_attributes import WithCustomAttributes as WithCustomAttributes
    from .jobs import WithJobs as WithJobs
    from .notes import WithNotes as WithNotes
    from .notes import WithReplies as WithReplies
    from .paths import WithPath as WithPath
    from .timers import WithTimers as WithTimers
    from .workflow import WithTypes as WithTypes
    from .workflow import WithWorkflow as WithWorkflow
    from .workflow import WithWorkflows as WithWorkflows

__all__ = [
    "WithCustomAttributes",
    "WithJobs",
    "WithNotes",
    "WithPath",
    "WithReplies",
    "WithTimers",
    "WithTypes",
    "WithWorkflow",
    "WithWorkflows",
]

_PLACES = {
    "WithCustomAttributes": "custom_attributes",
    "WithJobs": "jobs",
    "WithNotes": "notes",
    "WithPath": "paths",
    "WithReplies": "notes",
    "WithTimers": "timers",
    "WithTypes": "workflow",
    "WithWorkflow": "workflow",
    "WithWorkflows": "workflow",
}


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{place}", __name__), name)
