"""The pool of connections to one server.

This module imports urllib3 and is imported with the first request.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import EmptyPoolError, HTTPError, ProtocolError

from ftrack_typed.secret import Secret
from ftrack_typed.transport.proxies import Proxy, proxy_for
from ftrack_typed.transport.records import Answer
from ftrack_typed.transport.underway import UnderWay, present

if TYPE_CHECKING:
    from ftrack_typed.transport.timeouts import Timeouts
    from ftrack_typed.transport.tls import Tls

_PIECE = 1 << 20
"""Bytes that are sent at once; the time-out counts anew for each piece."""

_LOOK_AGAIN = 0.1
"""Seconds after which one who waits for a free connection looks whether to go on."""


class Connections:
    """Connections to one server, kept open from one request to the next.

    Redirects are not followed: the headers hold the API key.

    Args:
        url: what to ask.
        timeouts: how long to wait.
        size: how many connections there may be.
        proxy: the URL of a proxy, empty for none, by default as the environment says.
        tls: how the server is trusted.

    Raises:
        TransportError: the URL or the proxy cannot be used.
        ConfigurationError: a file of *tls* cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        timeouts: Timeouts,
        size: int,
        proxy: Secret | None = None,
        tls: Tls | None = None,
    ) -> None:
        self._url = url
        self._proxy: Proxy | None = None
        options: dict[str, Any] = {
            "maxsize": size,
            "block": True,
            "timeout": urllib3.Timeout(connect=timeouts.connect, read=timeouts.read),
        }
        try:
            self._proxy = proxy_for(url, proxy)
            if url.lower().startswith("https:"):
                options["ssl_context"] = _tls(tls).context()
            self._pool = _manager(self._proxy, options, tls)
        except (HTTPError, ValueError) as error:
            from ftrack_typed.transport.faults import translate

            raise translate(error, url, sent=False) from error
        self._pool.pool_classes_by_scheme = _POOLS

    def post(self, body: bytes, headers: Mapping[str, str], call: UnderWay) -> Answer:
        """Send *body* and return the whole answer.

        Raises:
            TransportError: no complete answer came.
        """
        call.sent = False
        present.call = call
        try:
            response = self._request(body, headers, call)
            if call.severed:
                # Where headers or body end with the connection, they ended too soon.
                call.go_on()
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            from ftrack_typed.transport.faults import translate

            proxy = None if self._proxy is None else self._proxy.url
            raise translate(error, self._url, sent=call.sent, proxy=proxy) from error
        finally:
            call.released()
            present.call = None
        told = response.headers
        return Answer(
            url=self._url,
            status=response.status,
            body=response.data,
            received=response.tell(),
            content_type=told.get("content-type", ""),
            location=told.get("location", ""),
            retry_after=told.get("retry-after", ""),
        )

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._pool.clear()

    def _request(
        self, body: bytes, headers: Mapping[str, str], call: UnderWay
    ) -> urllib3.BaseHTTPResponse:
        while True:
            try:
                return self._pool.request(
                    "POST",
                    self._url,
                    body=body,
                    headers=headers,
                    retries=False,
                    redirect=False,
                    pool_timeout=_LOOK_AGAIN,
                )
            except EmptyPoolError:
                if call.cut:
                    raise


def _tls(given: Tls | None) -> Tls:
    from ftrack_typed.transport.tls import Tls

    return Tls() if given is None else given


def _manager(
    proxy: Proxy | None, options: dict[str, Any], tls: Tls | None
) -> urllib3.PoolManager:
    if proxy is None:
        return urllib3.PoolManager(**options)
    if proxy.url.lower().startswith("https:"):
        options["proxy_ssl_context"] = _tls(tls).context()
    if proxy.credentials:
        headers = urllib3.make_headers(proxy_basic_auth=str(proxy.credentials))
        options["proxy_headers"] = {name: Secret(headers[name]) for name in headers}
    return urllib3.ProxyManager(proxy.url, **options)


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


_POOLS: dict[str, Any] = {"http": _Pool, "https": _TlsPool}


def _present_call() -> UnderWay:
    if present.call is None:
        raise RuntimeError("a connection of a transport is used without it")
    return present.call
