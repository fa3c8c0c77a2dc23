"""The connection to a hub, made again when it breaks, and the thread that reads it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event as Signal
from threading import Lock, Thread, current_thread
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ftrack_typed.errors import (
    ClosedSessionError,
    FtrackTypedError,
    ServerError,
    TransportError,
    TransportFault,
)
from ftrack_typed.events.frames import (
    Code,
    Frame,
    event_frame,
    read_acknowledgement,
)
from ftrack_typed.events.handshake import hub_url, shake_hands
from ftrack_typed.transport.connections import limits_of
from ftrack_typed.transport.retry import RetryPolicy
from ftrack_typed.transport.underway import UnderWay

if TYPE_CHECKING:
    from ftrack_typed.events.event import Event
    from ftrack_typed.events.websocket import WebSocket
    from ftrack_typed.transport import HttpTransport

Answered: TypeAlias = Callable[["Exception | None"], object]
"""Called with why an event was not taken, or with nothing if it was."""

PAUSES = RetryPolicy(delay=1.0, longest=30.0)
"""How long to wait before connecting again."""

_CLOSED = "The event hub is closed; open a new one."

_PARTING = 5.0
"""Seconds that closing waits for the thread, which may be about to connect."""

_log = logging.getLogger("ftrack_typed.events")


class Listener(Protocol):
    """Who is told what happens on a line, in its thread."""

    def received(self, packet: str) -> object:
        """Take what an event's frame holds."""
        ...

    def connected_again(self) -> object:
        """Tell the server once more what is to be heard."""
        ...


class Line:
    """Keeps a connection to the hub of one server.

    Args:
        transport: the way to the server.
        listener: who is told of events.
        pauses: how long to wait before each further try to connect; of its tries there
            is no end.
    """

    def __init__(
        self, transport: HttpTransport, listener: Listener, pauses: RetryPolicy
    ) -> None:
        self.url: str = hub_url(transport)
        self._transport = transport
        self._listener = listener
        self._pauses = pauses
        _, self._patience, _ = limits_of(transport.timeout)
        self._handshake = UnderWay(self._patience)
        self._closing = Signal()
        self._abandoned = False
        self._lock = Lock()
        self._opening = Lock()
        self._socket: WebSocket | None = None
        self._thread: Thread | None = None
        self._asked: dict[str, Answered] = {}
        self._count = 0

    @property
    def connected(self) -> bool:
        """Whether there is a connection now, as far as is known."""
        return self._socket is not None

    def open(self) -> None:
        """Connect, and begin to read; nothing happens if that was done.

        Raises:
            FtrackTypedError: there is no connection to be had.
        """
        with self._opening:
            if self._is_over:
                raise ClosedSessionError(_CLOSED)
            if self._thread is not None:
                return
            self._socket = opened = self._connected()
            self._thread = Thread(
                target=self._run,
                args=(opened,),
                name=f"ftrack-typed events of {self.url}",
                daemon=True,
            )
            self._thread.start()

    def ask(self, event: Event) -> None:
        """Send *event*, and wait until the server says that it took it.

        Raises:
            ServerError: the server refused it.
            TransportError: there is no connection, or no answer came.
            ValueError: it holds what JSON cannot.
        """
        answers: SimpleQueue[Exception | None] = SimpleQueue()
        self.send(event, answers.put)
        try:
            error = answers.get(timeout=self._patience)
        except Empty:
            error = self._failure("gave no answer in time", "timeout")
        if error is not None:
            raise error

    def send(self, event: Event, answered: Answered) -> None:
        """Send *event*; *answered* is called, in the line's thread, when it was taken.

        Raises:
            TransportError: there is no connection.
            ValueError: it holds what JSON cannot.
        """
        with self._lock:
            if self._is_over:
                raise ClosedSessionError(_CLOSED)
            socket = self._socket
            if socket is None:
                raise self._failure("is not connected at the moment", "unreachable")
            self._count += 1
            number = self._count
            frame = event_frame(event.content, number)
            self._asked[str(number)] = answered
        try:
            socket.send(frame)
        except TransportError:
            self._asked.pop(str(number), None)
            raise

    def abandon(self) -> None:
        """Have the thread end by itself, with the next heartbeat at the latest.

        It takes no lock, so that the garbage collector may call it in any thread.
        """
        self._abandoned = True

    def close(self) -> None:
        """Close the connection and end the thread."""
        self._closing.set()
        self._handshake.end("cancelled")
        socket = self._socket
        if socket is not None:
            socket.close()
        if self._thread is not None and self._thread is not current_thread():
            self._thread.join(_PARTING)

    @property
    def _is_over(self) -> bool:
        return self._abandoned or self._closing.is_set()

    def _connected(self) -> WebSocket:
        """Return a new connection on which the server said hello.

        Raises:
            FtrackTypedError: there is none to be had.
        """
        from ftrack_typed.events.websocket import WebSocket

        welcome = shake_hands(self._transport, self._handshake)
        socket = WebSocket(self._transport, welcome)
        try:
            while socket.receive().code is not Code.CONNECT:
                pass
        except BaseException:
            socket.close()
            raise
        return socket

    # In the line's own thread.

    def _run(self, socket: WebSocket) -> None:
        current: WebSocket | None = socket
        while current is not None:
            self._read(current)
            self._drop(current)
            current = self._connected_again()
            if current is not None:
                self._resume(current)

    def _read(self, socket: WebSocket) -> None:
        """Take what comes until the connection breaks."""
        try:
            while not self._is_over:
                self._receive(socket.receive())
        except TransportError as error:
            if not self._is_over:
                _log.warning(
                    "The connection to %s broke; what happens until it is made again "
                    "is not heard: %s",
                    self.url,
                    error,
                )

    def _receive(self, frame: Frame) -> None:
        if frame.code is Code.EVENT:
            self._listener.received(frame.data)
        elif frame.code is Code.ACKNOWLEDGE:
            number, problem = read_acknowledgement(frame.data)
            answered = self._asked.pop(number, None)
            if answered is not None:
                answered(
                    None
                    if problem is None
                    else ServerError(problem, exception="EventError")
                )

    def _drop(self, socket: WebSocket) -> None:
        """Forget a connection, and tell those who wait for an answer on it."""
        with self._lock:
            self._socket = None
            asked, self._asked = self._asked, {}
        socket.close()
        for answered in asked.values():
            answered(self._failure("broke before it answered", "interrupted"))

    def _connected_again(self) -> WebSocket | None:
        """Return a new connection, however long it takes; none once it is closed."""
        attempt = 0
        while True:
            attempt += 1
            if self._is_over or self._closing.wait(self._pauses.delay_after(attempt)):
                return None
            try:
                return self._connected()
            except FtrackTypedError as error:
                if not self._is_over:
                    _log.info("%s is tried again: %s", self.url, error)

    def _resume(self, socket: WebSocket) -> None:
        with self._lock:
            self._socket = socket
        if self._is_over:
            # It was closed after it was made, and before it was known.
            socket.close()
            return
        _log.info("The connection to %s is made again.", self.url)
        self._listener.connected_again()

    def _failure(self, what: str, fault: TransportFault) -> TransportError:
        return TransportError(
            f"The event hub {self.url} {what}. It is connected again by itself; try "
            "again later.",
            url=self.url,
            fault=fault,
            may_have_been_sent=fault != "unreachable",
        )
