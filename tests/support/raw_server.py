"""A server on a loopback socket that answers scripted bytes, right or wrong.

For what a well-behaved HTTP server cannot be made to do: half an answer, silence,
a connection that is closed early.
"""

from __future__ import annotations

import gzip
import json
import socket
import ssl
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Condition, Event, Lock, Thread
from types import TracebackType
from typing import Any, TypeAlias

import attrs


@attrs.frozen
class Reply:
    """Bytes to answer; the connection stays open unless ``close`` is set.

    With ``last`` the server takes no further connection, from before the answer.
    """

    data: bytes = b""
    close: bool = False
    last: bool = False


@attrs.frozen
class Silence:
    """No answer until the server is stopped."""


Step: TypeAlias = "Reply | Silence"


@attrs.frozen
class Request:
    """A request as it came, header names in lower case."""

    line: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def operations(self) -> Any:
        return json.loads(self.body)


def http_reply(
    body: bytes,
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Return a complete answer of *body*."""
    lines = {"content-type": "application/json", "content-length": str(len(body))}
    lines |= headers or {}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return Reply(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)


def json_reply(value: object, status: str = "200 OK") -> Reply:
    """Return an answer of *value* as JSON."""
    return http_reply(json.dumps(value).encode(), status)


def gzip_reply(value: object) -> Reply:
    """Return an answer of *value* as compressed JSON."""
    body = gzip.compress(json.dumps(value).encode())
    return http_reply(body, headers={"content-encoding": "gzip"})


class RawServer:
    """Answers one step of the script to each request, then closes connections.

    Args:
        script: what to answer.
        greeting: sent to each connection first, as servers of other protocols do.
        tls: encrypts connections, if given.

    Attributes:
        requests: what was received so far.
        connections: how many connections were opened so far.
    """

    def __init__(
        self,
        script: Sequence[Step],
        *,
        greeting: bytes = b"",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._script = deque(script)
        self._greeting = greeting
        self._tls = tls
        self._stopping = Event()
        self._deaf = Event()
        self._lock = Lock()
        self._arrival = Condition(self._lock)
        self._open: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._start(self._accept)

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._listener.getsockname()
        return str(host), int(port)

    @property
    def url(self) -> str:
        host, port = self.address
        return f"{'http' if self._tls is None else 'https'}://{host}:{port}"

    def wait_until_closed(self, connections: int) -> None:
        """Wait until the server has closed the first *connections* of its side."""
        for thread in self._threads[1 : connections + 1]:
            thread.join()

    def wait_for_requests(self, count: int) -> None:
        """Wait until *count* requests came; fail if they do not come in a minute."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.requests) >= count, 60)

    def __enter__(self) -> RawServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._stop_listening()
        for connection in self._open:
            with suppress(OSError):  # the other side was faster
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    def _stop_listening(self) -> None:
        if not self._deaf.is_set():
            self._deaf.set()
            # Wakes the thread that waits in ``accept``, on every system.
            socket.create_connection(self.address).close()
            self._threads[0].join()
            self._listener.close()

    def _start(self, target: Any, *arguments: object) -> None:
        thread = Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._deaf.is_set():
                connection.close()
                return
            self.connections += 1
            self._start(self._serve, connection)

    def _serve(self, raw: socket.socket) -> None:
        try:
            connection = raw
            if self._tls is not None:
                connection = self._tls.wrap_socket(raw, server_side=True)
            with self._lock:
                self._open.append(connection)
            with connection, connection.makefile("rb") as stream:
                connection.sendall(self._greeting)
                while (request := _read(stream)) is not None:
                    with self._lock:
                        self.requests.append(request)
                        self._arrival.notify_all()
                        step = self._script.popleft() if self._script else Reply()
                    if isinstance(step, Silence):
                        self._stopping.wait()
                        return
                    if step.last:
                        self._stop_listening()
                    connection.sendall(step.data)
                    if step.close or not step.data:
                        return
        except OSError:
            pass  # the client closed the connection in the middle: its right


def _read(stream: Any) -> Request | None:
    line = stream.readline().decode("latin-1").rstrip()
    if not line:
        return None
    headers: dict[str, str] = {}
    while text := stream.readline().decode("latin-1").rstrip():
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Request(line, headers, body)
