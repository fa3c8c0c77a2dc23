"""Connections that tell the call under way what it waits for, and what it sends.

This module imports urllib3 and is imported with the first request.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ProtocolError

from ftrack_typed.transport.underway import UnderWay, present

_PIECE = 1 << 20
"""Bytes that are sent at once; the time-out counts anew for each piece."""


class _Connection(HTTPConnection):
    """Tells the present call what it waits for, and when its request leaves."""

    _opening = False

    def connect(self) -> None:
        self._opening = True
        try:
            super().connect()
        finally:
            self._opening = False

    def _new_conn(self) -> socket.socket:
        try:
            opened = self._opened()
        except OSError as error:
            # Some of the system's errors urllib3 takes for those of sending, and goes
            # on without a connection.
            raise ProtocolError(f"no connection to {self.host}", error) from error
        sys.audit("http.client.connect", self, self.host, self.port)
        return opened

    def _opened(self) -> socket.socket:
        """Return a connection to the first address that takes it."""
        failure = OSError(f"{self.host} has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(
            self._dns_host, self.port, type=socket.SOCK_STREAM
        ):
            opened = socket.socket(family, kind, protocol)
            try:
                self._open(opened, address)
            except OSError as error:
                opened.close()
                failure = error
            else:
                return opened
        raise failure

    def _open(self, opened: socket.socket, address: Any) -> None:
        for option in self.socket_options or ():
            opened.setsockopt(*option)
        if isinstance(self.timeout, (int, float)):
            opened.settimeout(self.timeout)
        call = _present_call()
        call.connecting(opened)
        call.go_on()
        opened.connect(address)

    def send(self, data: Any) -> None:
        if self.sock is None and self.auto_open:
            self.connect()
        if self._opening:  # a request to the proxy for a tunnel
            super().send(data)
            return
        call = _present_call()
        call.using(self.sock)
        call.go_on()
        call.sent = True
        if self.sock is not None:
            self.sock.settimeout(call.patience)
        rest = memoryview(data)
        while rest:
            super().send(rest[:_PIECE])
            rest = rest[_PIECE:]


class _TlsConnection(_Connection, HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        # Whoever trusts anyone was warned by us, once and not with each request.
        self.is_verified = True


class _Pool(HTTPConnectionPool):
    ConnectionCls: Any = _Connection

    def _put_conn(self, conn: Any) -> None:
        # Before others take it: a call that is cut short must not cut theirs.
        if present.call is not None:
            present.call.released()
        super()._put_conn(conn)


class _TlsPool(_Pool, HTTPSConnectionPool):
    ConnectionCls: Any = _TlsConnection


POOLS: dict[str, Any] = {"http": _Pool, "https": _TlsPool}
"""The kinds of pools by the scheme of the URL, as urllib3 takes them."""


def _present_call() -> UnderWay:
    if present.call is None:
        raise RuntimeError("a connection of a transport is used without it")
    return present.call
