"""The hub: takes in clients' events and passes them to whom they are for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from uuid import uuid4

import attrs

from ftrack_typed.events.expression_parser import (
    ExpressionError,
    parse_expression,
)
from ftrack_typed.events.expressions import content_of
from ftrack_typed.events.frames import (
    CONNECTED,
    HEARTBEAT,
    Code,
    Frame,
    FrameError,
    error_frame,
    event_frame,
    parse_frame,
)
from ftrack_typed_server.access import Access
from ftrack_typed_server.events.connection import Connection, Subscriber
from ftrack_typed_server.events.event import (
    Event,
    EventError,
    new_event,
    read_event,
)
from ftrack_typed_server.events.handshake import Handshakes
from ftrack_typed_server.users import Caller

UPDATE = "ftrack.update"
"""The topic of what the server tells of commits."""


_LOG = logging.getLogger(__name__)


@attrs.define(eq=False)
class Hub:
    """All connections, and the rules by which events go to them.

    An event goes to each connection with a subscriber that it is for, once, the
    sender's own included. All but ``announce``, ``awaits_updates`` and ``restricted``
    belongs to the thread of the event loop.

    Attributes:
        heartbeat: seconds between heartbeats; clients give up after 15 without one.
        handshakes: session ids that were given out.
        id: the hub's own id, as the source of the server's events.
        restricted: what those who are connected may see, everything aside.
    """

    heartbeat: float = 10.0
    handshakes: Handshakes = attrs.field(factory=Handshakes)
    id: str = attrs.field(factory=lambda: uuid4().hex)
    restricted: frozenset[Access] = frozenset()
    _connections: dict[Connection, asyncio.TimerHandle] = attrs.field(
        factory=dict[Connection, asyncio.TimerHandle]
    )
    _loop: asyncio.AbstractEventLoop | None = None
    _update_listeners: int = 0

    @property
    def awaits_updates(self) -> bool:
        """Whether any client may want to be told of commits."""
        return self._update_listeners > 0

    def announce(
        self,
        data: object,
        source: Mapping[str, object],
        narrowed: Mapping[Access, object] | None = None,
    ) -> None:
        """Tell clients of a commit, from any thread.

        Args:
            data: what the commit changed.
            source: who made it.
            narrowed: what is told instead to who may not see everything; nothing to
                who is not named.
        """
        event = new_event(UPDATE, data, {"id": self.id, **source})
        parts = {
            access: None if part is None else event | {"data": part}
            for access, part in (narrowed or {}).items()
        }
        if self._loop is not None and self._connections:
            # A closed loop is a server that has ended: no one is left to be told.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._tell, event, parts)

    def join(self, caller: Caller) -> Connection:
        """Return a new connection of *caller*, and begin to send heartbeats to it."""
        self._loop = asyncio.get_running_loop()
        connection = Connection(caller)
        connection.send(CONNECTED)
        self._beat_later(connection)
        self._note_restricted()
        return connection

    def leave(self, connection: Connection) -> None:
        """Forget *connection* and its subscribers."""
        self._connections.pop(connection).cancel()
        for subscriber in connection.subscribers.values():
            self._count(subscriber, -1)
        connection.subscribers.clear()
        connection.end()
        self._note_restricted()

    def receive(self, connection: Connection, text: str) -> None:
        """Handle a frame from a client; what is wrong with it is answered."""
        try:
            frame = parse_frame(text)
        except FrameError as error:
            connection.send(error_frame(str(error)))
            return
        if frame.code is Code.DISCONNECT:
            connection.end()
        elif frame.code is Code.EVENT:
            self._receive_event(connection, frame)

    def _receive_event(self, connection: Connection, frame: Frame) -> None:
        problem: str | None = None
        try:
            event = read_event(frame.data, connection.caller)
            match event["topic"]:
                case "ftrack.meta.subscribe":
                    self._subscribe(connection, event)
                case "ftrack.meta.unsubscribe":
                    self._unsubscribe(connection, event)
                case _:
                    self._route(event)
        except (EventError, ExpressionError) as error:
            problem = str(error)
        answer = frame.acknowledgement(problem)
        if answer is not None:
            connection.send(answer)
        elif problem is not None:
            # The JavaScript client asks for no acknowledgement, and takes an error for
            # the end of its connection: it would connect and send the same for ever.
            _LOG.warning("An event was dropped: %s", problem)

    def _tell(self, event: Event, parts: Mapping[Access, Event | None]) -> None:
        self._route(event, _seeing(None))
        for access, part in parts.items():
            if part is not None:
                self._route(part, _seeing(access))

    def _note_restricted(self) -> None:
        callers = (connection.caller for connection in self._connections)
        self.restricted = frozenset(
            caller.access for caller in callers if caller.access is not None
        )

    def _route(
        self, event: Event, admits: Callable[[Caller], bool] | None = None
    ) -> None:
        """Send *event* to whom it is for.

        Args:
            event: what to send.
            admits: whether somebody may have it; by default everyone may.

        Raises:
            ExpressionError: its target is not understood.
            EventError: it cannot be written.
        """
        text = str(event["target"]).strip()
        target = parse_expression(text) if text else None
        receivers = [
            connection
            for connection in self._connections
            if (admits is None or admits(connection.caller))
            and any(
                subscriber.hears(event, target)
                for subscriber in connection.subscribers.values()
            )
        ]
        if receivers:
            try:
                frame = event_frame(event)
            except ValueError as error:
                raise EventError(str(error)) from error
            for connection in receivers:
                connection.send(frame)

    def _subscribe(self, connection: Connection, event: Event) -> None:
        identifier, metadata, subscription = _subscription(event)
        if not isinstance(subscription, str):
            raise EventError("A subscription is an expression.")
        subscriber = Subscriber(metadata, parse_expression(subscription))
        # When it connects, the JavaScript client subscribes to some things twice.
        before = connection.subscribers.get(identifier)
        if before is not None:
            self._count(before, -1)
        connection.subscribers[identifier] = subscriber
        self._count(subscriber, 1)

    def _unsubscribe(self, connection: Connection, event: Event) -> None:
        identifier, _, _ = _subscription(event)
        subscriber = connection.subscribers.pop(identifier, None)
        if subscriber is None:
            raise EventError(f"There is no subscriber {identifier!r}.")
        self._count(subscriber, -1)

    def _count(self, subscriber: Subscriber, change: int) -> None:
        if True in subscriber.subscription.outcomes(UPDATE):
            self._update_listeners += change

    def _beat_later(self, connection: Connection) -> None:
        assert self._loop is not None
        self._connections[connection] = self._loop.call_later(
            self.heartbeat, self._beat, connection
        )

    def _beat(self, connection: Connection) -> None:
        connection.send(HEARTBEAT)
        self._beat_later(connection)


def _seeing(access: Access | None) -> Callable[[Caller], bool]:
    """Return whether somebody may see just what *access* says."""
    return lambda caller: caller.access == access


def _subscription(event: Event) -> tuple[str, Mapping[str, object], object]:
    """Return the subscriber's id and metadata, and the subscription.

    Raises:
        EventError: there is no subscriber with an id.
    """
    content = content_of(event["data"])
    metadata = content_of(content.get("subscriber"))
    identifier = metadata.get("id")
    if not isinstance(identifier, str):
        raise EventError("A subscriber needs an id.")
    return identifier, metadata, content.get("subscription")
