"""How every tool of the studio opens a session."""

from __future__ import annotations

import os

from ftrack_typed.cache import Selective, SqliteCache
from studio_schema import AssetType, Location, Session, Status, User
from studio_schema.names import StatusName

DAY = 24 * 3600.0
KEPT = (AssetType, Location, Status)
"""What an administrator changes once in a while: kept for a day on each machine."""


def open_session() -> Session:
    """Return a session of whoever ``FTRACK_API_USER`` names, to be closed."""
    path = os.environ.get("STUDIO_CACHE", "~/.cache/studio.sqlite")
    return Session(cache=Selective(SqliteCache(path), types=KEPT, max_age=DAY))


def status(session: Session, name: StatusName) -> Status:
    """Return the status *name*; what it is called is checked by mypy and pyright."""
    return session.query(Status).max_age(DAY).by(Status.name)[name]


def user(session: Session, username: str) -> User:
    """Return the person who logs in as *username*."""
    return session.query(User).where(User.username == username).one()
