"""How many connections to a database file or a database server are kept open."""

from __future__ import annotations

from typing import Final

KEPT: Final = 16
"""Connections that are kept open: as many as there are threads that read."""

MORE: Final = -1
"""How many more are opened when all are in use: as many as are asked for."""
