"""Session ids: what a client gets for its credentials, to open a WebSocket with.

The WebSocket itself carries no credentials. So an id cannot be guessed, belongs to one
user, opens one connection, and is soon worth nothing.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import attrs

from ftrack_typed_server.users import Caller

LIFETIME = 30.0
"""Seconds between a handshake and its connection at the most."""


@attrs.define
class Handshakes:
    """Session ids that were given out and not used yet.

    Attributes:
        clock: tells the seconds since any moment.
    """

    clock: Callable[[], float] = time.monotonic
    _open: dict[str, tuple[Caller, float]] = attrs.field(
        factory=dict[str, "tuple[Caller, float]"], repr=False
    )

    def issue(self, caller: Caller) -> str:
        """Return a new session id for *caller*."""
        now = self.clock()
        for session, (_, end) in list(self._open.items()):
            if end > now:
                # The rest was given out later.
                break
            del self._open[session]
        session = secrets.token_urlsafe(32)
        self._open[session] = (caller, now + LIFETIME)
        return session

    def redeem(self, session: str) -> Caller | None:
        """Return whom *session* was given to, once; none if it is unknown or late."""
        caller, end = self._open.pop(session, (None, 0.0))
        return caller if end > self.clock() else None
