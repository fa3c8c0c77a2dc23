"""The event hub of a server: who hears what, and telling others."""

from __future__ import annotations

import logging
from contextlib import suppress
from functools import partial
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING
from uuid import uuid4

from ftrack_typed.errors import ClosedSessionError, ServerError, TransportError
from ftrack_typed.events.event import Event
from ftrack_typed.events.frames import FrameError, read_event_packet
from ftrack_typed.events.line import PAUSES, Line
from ftrack_typed.events.subscription import Subscription

if TYPE_CHECKING:
    from typing_extensions import Self

    from ftrack_typed.transport import HttpTransport, RetryPolicy

_log = logging.getLogger("ftrack_typed.events")


class EventHub:
    """A connection to a server's event hub, which any thread may use.

    It reads in a thread of its own. When the connection breaks, or the server says
    nothing for too long, it is made again for as long as it takes, and everything is
    subscribed to once more; what happened meanwhile is not heard, which
    :attr:`Subscription.gaps` tells. Use it as a context manager, or connect and close
    it.

    Args:
        transport: the way to the server: its credentials, headers, proxy, TLS and
            time-outs are used, none of its connections. It is not closed.
        retry: how long to wait before each try to connect again, by default from 1 to
            30 seconds; there is no end to the tries.

    Attributes:
        id: the hub's id, the source of what it publishes.
    """

    def __init__(
        self, transport: HttpTransport, *, retry: RetryPolicy | None = None
    ) -> None:
        self.id: str = uuid4().hex
        self._user = transport.configuration.api_user
        self._line = Line(transport, self, retry or PAUSES)
        self._lock = Lock()
        self._subscriptions: dict[str, Subscription] = {}

    def __repr__(self) -> str:
        return f"<EventHub {self._line.url} as {self._user}>"

    @property
    def connected(self) -> bool:
        """Whether there is a connection now, as far as is known."""
        return self._line.connected

    def connect(self) -> None:
        """Connect; nothing happens if that was done.

        Raises:
            AuthenticationError: the server does not know the user or the key.
            ServerError: it refuses for another reason.
            ResponseError: no event hub answered.
            TransportError: no answer came.
            ConfigurationError: a file that is named for TLS cannot be used.
            ImportError: websockets is not installed.
        """
        self._line.open()

    def subscribe(self, expression: str, *, subscriber: str = "") -> Subscription:
        """Return what brings the events that match *expression*, from now on.

        Args:
            expression: such as ``topic=ftrack.update and source.user.username=amy``.
            subscriber: the subscriber's id, which targets name; by default a new one.
                Answers to what the hub publishes go to the hub's own id.

        Raises:
            ExpressionError: it is not understood; says where.
            ServerError: the server refuses it.
            TransportError: there is no connection, or it broke.
        """
        subscription = Subscription(expression, subscriber, self._unsubscribe)
        with self._lock:
            self._subscriptions[subscription.id] = subscription
        try:
            self._line.ask(self._asking_for(subscription))
        except BaseException:
            with self._lock:
                self._subscriptions.pop(subscription.id, None)
            raise
        return subscription

    def publish(self, topic: str, data: object = None, *, target: str = "") -> Event:
        """Send an event to all who asked for such; return it once the server took it.

        Args:
            topic: what it is about.
            data: what JSON can hold.
            target: an expression that subscribers have to match; by default all do.

        Raises:
            ServerError: the server refuses it.
            TransportError: there is no connection, or it broke.
            ValueError: *data* is what JSON cannot hold.
        """
        event = Event(topic=topic, data=data, target=target, source=self._source())
        self._line.ask(event)
        return event

    def reply(self, event: Event, data: object) -> Event:
        """Answer *event* to who sent it; return the answer once the server took it.

        Raises:
            ServerError: the server refuses it.
            TransportError: there is no connection, or it broke.
            ValueError: *data* is what JSON cannot hold.
        """
        answer = Event(
            topic="ftrack.meta.reply",
            data=data,
            target=f"id={event.source.get('id')}",
            source=self._source(),
            in_reply_to=event.id,
        )
        self._line.ask(answer)
        return answer

    def close(self) -> None:
        """Close the connection, and end all subscriptions and the thread."""
        self._line.close()
        for subscription in self._all():
            subscription.end()

    def abandon(self) -> None:
        """Have the thread end by itself, soon and without waiting for it.

        For those who cannot wait, such as finalizers.
        """
        self._line.abandon()

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # What the line tells, in its thread.

    def received(self, packet: str) -> None:
        """Hand an event to those who asked for it."""
        try:
            event = Event.read(read_event_packet(packet))
        except FrameError as error:
            _log.warning("An event was dropped: %s", error)
            return
        for subscription in self._all():
            subscription.offer(event)

    def connected_again(self) -> None:
        """Ask once more for what was asked for."""
        for subscription in self._all():
            try:
                self._line.send(
                    self._asking_for(subscription),
                    partial(self._asked_again, subscription),
                )
            except TransportError:
                return  # broken already: asked again with the next connection

    def _asked_again(self, subscription: Subscription, error: Exception | None) -> None:
        if isinstance(error, ServerError):
            _log.warning("%r is not heard any more: %s", subscription.expression, error)
        if not isinstance(error, TransportError):
            subscription.missed()

    def _all(self) -> list[Subscription]:
        with self._lock:
            return list(self._subscriptions.values())

    def _source(self) -> dict[str, object]:
        return {"id": self.id, "user": {"username": self._user}}

    def _asking_for(self, subscription: Subscription) -> Event:
        return Event(
            topic="ftrack.meta.subscribe",
            data={
                "subscriber": subscription.subscriber,
                "subscription": subscription.expression,
            },
            source=self._source(),
        )

    def _unsubscribe(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.pop(subscription.id, None)
        event = Event(
            topic="ftrack.meta.unsubscribe",
            data={"subscriber": subscription.subscriber},
            source=self._source(),
        )
        # Who is not connected hears nothing anyway.
        with suppress(TransportError, ClosedSessionError):
            self._line.send(event, lambda _: None)
