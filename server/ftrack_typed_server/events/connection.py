"""One client's connection to the hub: what it subscribed to, what waits to be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import attrs

from ftrack_typed.events.expressions import Expression
from ftrack_typed_server.events.event import Event
from ftrack_typed_server.users import Caller

LARGEST_BACKLOG = 64 * 2**20
"""Characters that may wait for a client that does not read; then it is dropped."""


@attrs.frozen
class Subscriber:
    """Who asks for events.

    Attributes:
        metadata: what the client tells of it, which targets are matched against.
        subscription: the events that it asks for.
    """

    metadata: Mapping[str, object]
    subscription: Expression

    def hears(self, event: Event, target: Expression | None) -> bool:
        """Return whether *event* is for this subscriber."""
        if target is not None and not target.matches(self.metadata):
            return False
        return self.subscription.matches(event)


@attrs.define(eq=False)
class Connection:
    """A connected client.

    Attributes:
        caller: who is signed in.
        subscribers: who asks for events, by id.
    """

    caller: Caller
    subscribers: dict[str, Subscriber] = attrs.field(factory=dict[str, Subscriber])
    _frames: asyncio.Queue[str | None] = attrs.field(
        factory=asyncio.Queue["str | None"]
    )
    _waiting: int = 0
    _ended: bool = False

    def send(self, frame: str) -> None:
        """Have *frame* sent after those that wait already."""
        if self._ended:
            return
        self._waiting += len(frame)
        if self._waiting > LARGEST_BACKLOG:
            self.end()
        else:
            self._frames.put_nowait(frame)

    def end(self) -> None:
        """Have the connection closed when all that waits has been sent."""
        if not self._ended:
            self._ended = True
            self._frames.put_nowait(None)

    async def next_frame(self) -> str | None:
        """Return the next frame to send, none when the connection is to be closed."""
        frame = await self._frames.get()
        self._waiting -= len(frame or "")
        return frame
