"""The pool of connections to one server.

This module imports urllib3 and is imported with the first request.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http.client import HTTPException
from os import environ
from typing import TYPE_CHECKING, Any

import urllib3
from urllib3.exceptions import EmptyPoolError, HTTPError

from ftrack_typed.secret import Secret
from ftrack_typed.transport.answers import Answer
from ftrack_typed.transport.underway import UnderWay, present
from ftrack_typed.transport.watched import POOLS

if TYPE_CHECKING:
    from ftrack_typed.errors import TransportError
    from ftrack_typed.transport.proxies import Proxy
    from ftrack_typed.transport.timeouts import Timeouts
    from ftrack_typed.transport.tls import Tls

_CONNECT = 10.0
"""Seconds at most to open a connection, where nobody says more; answers take longer."""

_LOOK_AGAIN = 0.1
"""Seconds after which one who waits for a free connection looks whether to go on."""

_log = logging.getLogger("ftrack_typed.transport")

_NO_RETRIES = urllib3.Retry(total=False, redirect=False)
"""Which errors are raised as they are, and which tries follow, is decided elsewhere."""


class Connections:
    """Connections to one server, kept open from one request to the next.

    Redirects are not followed: the headers hold the API key.

    Args:
        url: what to ask.
        connect: seconds that opening a connection may take.
        read: seconds that the server may be silent.
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
        connect: float,
        read: float,
        size: int,
        proxy: Secret | None = None,
        tls: Tls | None = None,
    ) -> None:
        self._url = url
        self._proxy: Proxy | None = None
        options: dict[str, Any] = {
            "maxsize": size,
            "block": True,
            "timeout": urllib3.Timeout(connect=connect, read=read),
        }
        try:
            self._proxy = proxy_to(url, proxy)
            if url.lower().startswith("https:"):
                options["ssl_context"] = tls_or_default(tls).context()
            self._pool = _manager(self._proxy, options, tls)
        except (HTTPError, ValueError) as error:
            from ftrack_typed.transport.faults import translate

            raise translate(error, url, sent=False) from None
        self._pool.pool_classes_by_scheme = POOLS
        if tls is not None and tls.trusts_anyone:
            _log.warning(
                "The certificate of %s is not checked: anyone on the way can read "
                "what is sent, the API key included.",
                url,
            )

    def post(self, body: bytes, headers: Mapping[str, str], call: UnderWay) -> Answer:
        """Send *body* and return the whole answer.

        Raises:
            TransportError: no complete answer came.
        """
        return self._ask("POST", body, headers, call)

    def get(self, headers: Mapping[str, str], call: UnderWay) -> Answer:
        """Return the whole answer to a request without a body.

        Raises:
            TransportError: no complete answer came.
        """
        return self._ask("GET", None, headers, call)

    def _ask(
        self,
        method: str,
        body: bytes | None,
        headers: Mapping[str, str],
        call: UnderWay,
    ) -> Answer:
        call.sent = False
        present.call = call
        try:
            return self._answer(method, body, headers, call)
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            failure = self._translated(error, sent=call.sent)
        finally:
            call.released()
            present.call = None
        # Not within the block above, which would make the cause its context.
        raise failure

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._pool.clear()

    def _answer(
        self,
        method: str,
        body: bytes | None,
        headers: Mapping[str, str],
        call: UnderWay,
    ) -> Answer:
        response = self._response(method, body, headers, call)
        if call.severed:
            # Where headers or body end with the connection, they ended too soon.
            call.go_on()
        told = response.headers
        return Answer(
            self._url,
            response.status,
            response.data,
            received=response.tell(),
            content_type=told.get("content-type", ""),
            location=told.get("location", ""),
            retry_after=told.get("retry-after", ""),
        )

    def _response(
        self,
        method: str,
        body: bytes | None,
        headers: Mapping[str, str],
        call: UnderWay,
    ) -> urllib3.BaseHTTPResponse:
        while True:
            try:
                return self._pool.request(
                    method,
                    self._url,
                    body=body,
                    headers=headers,
                    retries=_NO_RETRIES,
                    redirect=False,
                    pool_timeout=_LOOK_AGAIN,
                )
            except EmptyPoolError:
                if call.cut:
                    raise

    def _translated(self, error: Exception, *, sent: bool) -> TransportError:
        from ftrack_typed.transport.faults import translate

        proxy = None if self._proxy is None else self._proxy.url
        return translate(error, self._url, sent=sent, proxy=proxy)


def limits_of(timeout: float | Timeouts) -> tuple[float, float, float | None]:
    """Return the seconds to open a connection, to be silent, and for all of a call."""
    if isinstance(timeout, (int, float)):
        return min(timeout, _CONNECT), timeout, None
    return timeout.connect, timeout.read, timeout.total


def proxy_to(url: str, given: Secret | None) -> Proxy | None:
    """Return the proxy to use for *url*, see :mod:`ftrack_typed.transport.proxies`."""
    if given is None and not any(each.lower().endswith("_proxy") for each in environ):
        return None
    from ftrack_typed.transport.proxies import proxy_for

    return proxy_for(url, given)


def tls_or_default(given: Tls | None) -> Tls:
    """Return how to trust where *given* says it, or nobody did."""
    from ftrack_typed.transport.tls import Tls

    return Tls() if given is None else given


def _manager(
    proxy: Proxy | None, options: dict[str, Any], tls: Tls | None
) -> urllib3.PoolManager:
    if proxy is None:
        return urllib3.PoolManager(**options)
    if proxy.url.lower().startswith("https:"):
        options["proxy_ssl_context"] = tls_or_default(tls).context()
    if proxy.credentials:
        headers = urllib3.make_headers(proxy_basic_auth=str(proxy.credentials))
        options["proxy_headers"] = {name: Secret(headers[name]) for name in headers}
    return urllib3.ProxyManager(proxy.url, **options)
