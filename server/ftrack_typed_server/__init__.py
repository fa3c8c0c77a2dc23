"""An embedded server of ftrack's protocol, driven by any schema document.

>>> import ftrack_typed_server
>>> with ftrack_typed_server.running() as server:
...     print(server.url)  # doctest: +SKIP
"""

from __future__ import annotations

from ftrack_typed_server.media import FolderError
from ftrack_typed_server.running import AddressError, RunningServer, running
from ftrack_typed_server.storage import DatabaseError

__all__ = ["AddressError", "DatabaseError", "FolderError", "RunningServer", "running"]
