"""A small HTTP proxy on a loopback socket: it forwards requests and opens tunnels."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import attrs


@attrs.frozen
class Passed:
    """A request that came to the proxy, header names in lower case."""

    line: str
    headers: Mapping[str, str]


class ProxyServer:
    """Forwards ``POST http://...`` and tunnels ``CONNECT host:port``.

    Args:
        credentials: ``user:password`` that it asks for, if any.

    Attributes:
        passed: the requests that came to it so far, refused ones included.
    """

    def __init__(self, credentials: str = "") -> None:
        self.passed: list[Passed] = []
        self._expected = f"Basic {b64encode(credentials.encode()).decode()}"
        self._open_to_all = not credentials
        self._lock = Lock()
        self._stopping = False
        self._sockets: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._start(self._accept)

    @property
    def address(self) -> str:
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def __enter__(self) -> ProxyServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopping = True
        # Wakes the thread that waits in ``accept``, on every system.
        socket.create_connection(self._listener.getsockname()).close()
        self._threads[0].join()
        self._listener.close()
        for opened in self._sockets:
            with suppress(OSError):  # the other side was faster
                opened.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()
        for opened in self._sockets:
            opened.close()

    def _start(self, target: Any, *arguments: object) -> None:
        thread = Thread(target=target, args=arguments, daemon=True)
        with self._lock:
            self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            if self._stopping:
                client.close()
                return
            self._sockets.append(client)
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        """Answer the first request of a connection; what follows is passed on."""
        with suppress(OSError), client.makefile("rb", buffering=0) as stream:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                byte = stream.read(1)
                if not byte:
                    return
                head += byte
            line, *lines = head.decode("latin-1").split("\r\n")[:-2]
            pairs = [text.partition(":") for text in lines]
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            self.passed.append(Passed(line, headers))
            authorization = headers.get("proxy-authorization")
            if not (self._open_to_all or authorization == self._expected):
                client.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                    b"content-length: 0\r\nconnection: close\r\n\r\n"
                )
                client.shutdown(socket.SHUT_RDWR)
                return
            self._pass_on(client, line, head)

    def _pass_on(self, client: socket.socket, line: str, head: bytes) -> None:
        method, target, _ = line.split()
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        server = socket.create_connection((parts.hostname, parts.port or 80))
        self._sockets.append(server)
        if method == "CONNECT":
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            server.sendall(head.replace(target.encode(), parts.path.encode(), 1))
        self._start(_copy, server, client)
        _copy(client, server)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
