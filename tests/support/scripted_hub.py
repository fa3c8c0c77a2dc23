"""An event hub on a loopback socket that does what a test says, right or wrong."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from http import HTTPStatus
from queue import SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, TypeAlias

import orjson
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

Behaviour: TypeAlias = Callable[["Talk"], object]
"""What the hub does on one connection, which then ends."""

SESSION = "the-session-id-of-the-hub"
WAIT = 20.0


class Talk:
    """One connection, from the hub's side."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def say(self, frame: str) -> None:
        self._connection.send(frame)

    def hear(self) -> str:
        text = self._connection.recv(WAIT)
        assert isinstance(text, str)
        return text

    def subscribed(self, problem: str | None = None) -> dict[str, Any]:
        """Say hello, take a subscription, and return it."""
        self.say("1::")
        head, _, packet = self.hear().partition("::")
        (event,) = orjson.loads(packet)["args"]
        number = head.removeprefix("5:").removesuffix("+")
        answer = {"success": problem is None, "message": problem}
        self.say(f"6:::{number}+{orjson.dumps([answer]).decode()}")
        data: dict[str, Any] = event["data"]
        return data

    def last(self) -> None:
        """Stay until the client goes."""
        try:
            while True:
                self.hear()
        except ConnectionClosed:
            pass


class ScriptedHub:
    """Takes each WebSocket with the next of *behaviours*.

    Args:
        behaviours: what to do on each connection; further ones stay, and say hello.
        beat: seconds between heartbeats, as it says in the handshake.
        tls: encrypts connections, if given.
        instead: answers each WebSocket, if given, with this status and location.

    Attributes:
        requests: all requests so far, those for WebSockets included.
        heard: what behaviours put there.
    """

    def __init__(
        self,
        *behaviours: Behaviour,
        beat: int = 15,
        tls: ssl.SSLContext | None = None,
        instead: tuple[int, str] | None = None,
    ) -> None:
        self.requests: list[Request] = []
        self.heard: SimpleQueue[Any] = SimpleQueue()
        self._behaviours = list(behaviours)
        self._beat = beat
        self._instead = instead
        self._lock = Lock()
        self._scheme = "http" if tls is None else "https"
        self._server = serve(
            self._handle,
            "127.0.0.1",
            0,
            ssl=tls,
            process_request=self._process,
            close_timeout=1,
            logger=logging.Logger("silent", logging.CRITICAL + 1),
        )
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        host, port = self._server.socket.getsockname()
        return f"{self._scheme}://{host}:{port}"

    def __enter__(self) -> ScriptedHub:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()

    def _process(self, _: ServerConnection, request: Request) -> Response | None:
        with self._lock:
            self.requests.append(request)
        if "websocket/" not in request.path:
            return _answer(200, f"{SESSION}:{self._beat}:25:websocket,xhr-polling")
        if self._instead is not None:
            status, location = self._instead
            return _answer(status, "no", location=location)
        return None

    def _handle(self, connection: ServerConnection) -> None:
        talk = Talk(connection)
        with self._lock:
            behaviour = self._behaviours.pop(0) if self._behaviours else _stay
        behaviour(talk)


def _stay(talk: Talk) -> None:
    talk.say("1::")
    talk.last()


def _answer(status: int, body: str, **headers: str) -> Response:
    content = body.encode()
    return Response(
        status,
        HTTPStatus(status).phrase,
        Headers(
            {
                "content-length": str(len(content)),
                "connection": "close",
                **{name: value for name, value in headers.items() if value},
            }
        ),
        content,
    )
