"""Creating, changing and deleting rows."""

from __future__ import annotations

from ftrack_typed_server.writes.changes import Change, Described, load_changes
from ftrack_typed_server.writes.journal import Journal
from ftrack_typed_server.writes.writer import Writer

__all__ = ["Change", "Described", "Journal", "Writer", "load_changes"]
