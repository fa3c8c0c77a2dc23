"""A typed client for the ftrack production-tracking server.

Generate a package from your server's schema, then work with its classes::

    ftrack-typed generate --output src --package studio_schema

    from studio_schema import Session, Task

    with Session() as session:
        for task in session.query(Task).where(Task.bid > 3600.0):
            print(task.name)

This package is what a generated one stands on. Its names are imported when they are
first used, so that importing it costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from .configuration import Configuration as Configuration
    from .errors import FtrackTypedError as FtrackTypedError
    from .model import Entity as Entity
    from .model import EntityCollection as EntityCollection
    from .model import KeyValueMap as KeyValueMap
    from .model import UntypedEntity as UntypedEntity
    from .model.columns import listed as listed
    from .model.shapes import Shape as Shape
    from .model.shapes import column as column
    from .session import Query as Query
    from .session import Rows as Rows
    from .session import Session as Session

__all__ = [
    "Configuration",
    "Entity",
    "EntityCollection",
    "FtrackTypedError",
    "KeyValueMap",
    "Query",
    "Rows",
    "Session",
    "Shape",
    "UntypedEntity",
    "__version__",
    "column",
    "listed",
]

_PLACES = {
    "Configuration": "configuration",
    "Entity": "model",
    "EntityCollection": "model",
    "FtrackTypedError": "errors",
    "KeyValueMap": "model",
    "Query": "session",
    "Rows": "session",
    "Session": "session",
    "Shape": "model.shapes",
    "UntypedEntity": "model",
    "column": "model.shapes",
    "listed": "model.columns",
}


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{place}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
