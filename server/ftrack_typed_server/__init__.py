"""An embedded server of ftrack's protocol, driven by any schema document.

>>> import ftrack_typed_server
>>> with ftrack_typed_server.running() as server:
...     print(server.url)  # doctest: +SKIP

Its names are imported when they are first used, as pytest imports this package in every
environment that has it, for the fixtures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftrack_typed_server.media import FolderError as FolderError
    from ftrack_typed_server.serving import AddressError as AddressError
    from ftrack_typed_server.serving import RunningServer as RunningServer
    from ftrack_typed_server.serving import running as running
    from ftrack_typed_server.snapshots import Snapshot as Snapshot
    from ftrack_typed_server.storage import DatabaseError as DatabaseError

__all__ = [
    "AddressError",
    "DatabaseError",
    "FolderError",
    "RunningServer",
    "Snapshot",
    "running",
]

_PLACES = {
    "AddressError": "serving",
    "DatabaseError": "storage",
    "FolderError": "media",
    "RunningServer": "serving",
    "Snapshot": "snapshots",
    "running": "serving",
}


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{place}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
