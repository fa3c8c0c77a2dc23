"""A proxy on a loopback socket that loses, cuts and forges what passes through it.

Each request takes the next fault of a list; requests beyond its end pass unharmed.
"""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import Enum
from threading import Lock, Thread
from types import TracebackType
from urllib.parse import urlsplit

BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\n"
    b"content-length: 20\r\n\r\n<html>Oh dear</html>"
)


class Fault(Enum):
    """What happens to one request."""

    NONE = "it passes"
    CLOSED = "the connection is closed before anything is read"
    HALF_SENT = "the server gets half of the request"
    UNANSWERED = "the server answers, and the answer is lost"
    HALF_ANSWERED = "half of the answer comes back"
    BAD_GATEWAY = "a gateway answers instead, and the server gets nothing"
    BAD_GATEWAY_AFTER = "a gateway answers instead of the server, which did its work"
    LATE = "the connection breaks, and the server gets the request after the next one"


class FaultProxy:
    """Forwards requests to one server, each with the fault that is up for it.

    Args:
        url: the server's address.

    Attributes:
        requests: how many requests came in so far.
        before: called with each request before it is forwarded, if set.
        after: called with each request after the server answered, if set.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (str(parts.hostname), int(parts.port or 80))
        self._faults: deque[Fault] = deque()
        self._late: list[bytes] = []
        self._lock = Lock()
        self.requests = 0
        self.before: Callable[[], None] | None = None
        self.after: Callable[[], None] | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """The address to use instead of the server's."""
        host, port = self._listener.getsockname()
        return f"http://{host}:{port}"

    def next(self, faults: Iterable[Fault]) -> None:
        """Have the next requests take *faults*, instead of what was up before."""
        with self._lock:
            self._faults = deque(faults)

    def settle(self) -> int:
        """Let everything pass from now on; forward what is late, and count it."""
        self.next(())
        return self._forward_late()

    def close(self) -> None:
        """Stop listening."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def __enter__(self) -> FaultProxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            while self._serve_one(client):
                pass

    def _serve_one(self, client: socket.socket) -> bool:
        """Serve one request; return whether the connection goes on."""
        if not client.recv(1, socket.MSG_PEEK):
            return False
        with self._lock:
            self.requests += 1
            fault = self._faults.popleft() if self._faults else Fault.NONE
        if fault is Fault.CLOSED:
            return False
        request = read_message(client)
        if fault is Fault.HALF_SENT:
            self._send(request[: len(request) // 2])
            return False
        if fault is Fault.BAD_GATEWAY:
            client.sendall(BAD_GATEWAY)
            return True
        if fault is Fault.LATE:
            with self._lock:
                self._late.append(request)
            return False
        if self.before is not None:
            self.before()
        answer = self._exchange(request)
        if self.after is not None:
            self.after()
        return self._answer(client, answer, fault)

    def _answer(self, client: socket.socket, answer: bytes, fault: Fault) -> bool:
        if fault is Fault.UNANSWERED:
            return False
        if fault is Fault.HALF_ANSWERED:
            client.sendall(answer[: len(answer) // 2])
            return False
        client.sendall(BAD_GATEWAY if fault is Fault.BAD_GATEWAY_AFTER else answer)
        self._forward_late()
        return True

    def _forward_late(self) -> int:
        with self._lock:
            late, self._late = self._late, []
        for request in late:
            self._exchange(request)
        return len(late)

    def _exchange(self, request: bytes) -> bytes:
        with socket.create_connection(self._target) as server:
            server.sendall(request)
            return read_message(server)

    def _send(self, part: bytes) -> None:
        with socket.create_connection(self._target) as server:
            server.sendall(part)


def read_message(source: socket.socket) -> bytes:
    """Return one HTTP message with a content-length, headers and body."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = source.recv(65536)
        if not part:
            raise ConnectionError("closed before the headers were complete")
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        part = source.recv(65536)
        if not part:
            raise ConnectionError("closed before the body was complete")
        body += part
    return head + b"\r\n\r\n" + body
