"""A relay between a client and a server that can be cut, on loopback sockets."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Condition, Thread
from types import TracebackType
from urllib.parse import urlsplit


class Relay:
    """Passes bytes to one server and back, whatever they mean.

    Args:
        url: the server's address.

    Attributes:
        connections: how many were asked for so far, refused ones included.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (str(parts.hostname), int(parts.port or 80))
        self._lock = Condition()
        self._sockets: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._is_cut = self._is_closed = False
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._start(self._accept)

    @property
    def url(self) -> str:
        """The address to use instead of the server's."""
        host, port = self._listener.getsockname()
        return f"http://{host}:{port}"

    def cut(self) -> None:
        """End all connections, and every further one, until it is mended."""
        with self._lock:
            self._is_cut = True
            sockets, self._sockets = self._sockets, []
        for each in sockets:
            with suppress(OSError):  # the other side was faster
                each.shutdown(socket.SHUT_RDWR)

    def wait_for_connections(self, count: int) -> None:
        """Wait until *count* were asked for; fail if they are not in a minute."""
        with self._lock:
            assert self._lock.wait_for(lambda: self.connections >= count, 60)

    def mend(self) -> None:
        """Let connections pass again."""
        with self._lock:
            self._is_cut = False

    def __enter__(self) -> Relay:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_closed = True
        self.cut()
        # Wakes the thread that waits in ``accept``, on every system.
        socket.create_connection(self._listener.getsockname()).close()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _start(self, target: object, *arguments: object) -> None:
        assert callable(target)
        thread = Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._is_closed:
            client, _ = self._listener.accept()
            server = socket.create_connection(self._target)
            with self._lock:
                self.connections += 1
                self._lock.notify_all()
                if self._is_cut:
                    client.close()
                    server.close()
                    continue
                self._sockets += [client, server]
            self._start(_copy, client, server)
            self._start(_copy, server, client)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
    source.close()
