"""The pool of connections to one server, and what its failures mean.

This module imports urllib3 and is imported with the first request.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from http.client import HTTPException

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from ftrack_typed.errors import TransportError, TransportFault
from ftrack_typed.transport.records import Answer

_CONNECT_TIMEOUT = 10.0
"""Seconds at most to open a connection; only answers may take longer."""

_LOOPBACK = ("localhost", "127.", "[::1]")

FAULTS: Mapping[str, tuple[TransportFault, bool]] = {
    # By class name, as versions of urllib3 differ in what they have: the fault, and
    # whether the request may have reached the server. A class that is not here is
    # what its nearest base is.
    "HTTPError": ("interrupted", True),
    "PoolError": ("unreachable", False),
    "RequestError": ("interrupted", True),
    "SSLError": ("tls", True),
    "ProxyError": ("unreachable", False),
    "DecodeError": ("interrupted", True),
    "ProtocolError": ("interrupted", True),
    "MaxRetryError": ("interrupted", True),
    "HostChangedError": ("invalid", False),
    "TimeoutStateError": ("invalid", False),
    "TimeoutError": ("timeout", True),
    "ReadTimeoutError": ("timeout", True),
    "ConnectTimeoutError": ("timeout", False),
    "NewConnectionError": ("unreachable", False),
    "NameResolutionError": ("unreachable", False),
    "EmptyPoolError": ("unreachable", False),
    "FullPoolError": ("unreachable", False),
    "ClosedPoolError": ("unreachable", False),
    "LocationValueError": ("invalid", False),
    "LocationParseError": ("invalid", False),
    "URLSchemeUnknown": ("invalid", False),
    "ResponseError": ("interrupted", True),
    "ResponseNotChunked": ("interrupted", True),
    "BodyNotHttplibCompatible": ("interrupted", True),
    "IncompleteRead": ("interrupted", True),
    "InvalidChunkLength": ("interrupted", True),
    "InvalidHeader": ("invalid", False),
    "ProxySchemeUnknown": ("invalid", False),
    "ProxySchemeUnsupported": ("invalid", False),
    "HeaderParsingError": ("interrupted", True),
    "UnrewindableBodyError": ("interrupted", True),
}

_MEANINGS: Mapping[TransportFault, str] = {
    "unreachable": "{url} cannot be reached ({detail}). Check the server's URL, that "
    "the server runs and that this machine has a network.",
    "timeout": "{url} did not answer in time ({detail}). Try again later, or allow a "
    "longer timeout.",
    "tls": "There is no trusted connection to {url} ({detail}). If the server has a "
    "certificate of your own authority, name its file in SSL_CERT_FILE.",
    "interrupted": "The connection to {url} broke before the answer was complete "
    "({detail}).",
    "invalid": "{url} cannot be asked ({detail}). Check the server's URL and the "
    "proxy settings.",
}


class Connections:
    """Connections to one server, kept open from one request to the next.

    The proxies named in the environment (``HTTPS_PROXY``, ``NO_PROXY``) are used, but
    never for this machine itself. Redirects are not followed: the headers hold the
    API key.
    """

    def __init__(self, url: str, *, timeout: float, size: int) -> None:
        self._url = url
        limits = urllib3.Timeout(connect=min(timeout, _CONNECT_TIMEOUT), read=timeout)
        proxy = _proxy_for(url)
        try:
            self._pool = (
                _proxy_pool(proxy, limits, size)
                if proxy
                else urllib3.PoolManager(maxsize=size, block=True, timeout=limits)
            )
        except (HTTPError, ValueError) as error:
            raise translate(error, url) from error

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send *body* and return the whole answer.

        Raises:
            TransportError: no complete answer came.
        """
        try:
            response = self._pool.request(
                "POST",
                self._url,
                body=body,
                headers=headers,
                retries=False,
                redirect=False,
            )
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise translate(error, self._url) from error
        return Answer(
            url=self._url,
            status=response.status,
            body=response.data,
            content_type=response.headers.get("content-type", ""),
            location=response.headers.get("location", ""),
        )

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._pool.clear()


def translate(error: Exception, url: str) -> TransportError:
    """Return what *error*, raised while asking *url*, means."""
    fault: TransportFault = "interrupted"
    sent = True
    for cls in type(error).__mro__:
        if cls.__name__ in FAULTS:
            fault, sent = FAULTS[cls.__name__]
            break
    else:
        if isinstance(error, ValueError):
            fault, sent = "invalid", False
    root = _root(error)
    if isinstance(root, ssl.SSLError):
        fault = "tls"
        sent = sent and not isinstance(root, ssl.SSLCertVerificationError)
    return TransportError(
        _MEANINGS[fault].format(url=url, detail=_detail(root)),
        url=url,
        fault=fault,
        may_have_been_sent=sent,
    )


def _root(error: BaseException) -> BaseException:
    """Return the operating system's error behind *error*, or *error* itself."""
    seen: set[int] = set()
    inner: BaseException | None = error
    while inner is not None and id(inner) not in seen:
        if isinstance(inner, OSError) and inner.strerror:
            return inner
        seen.add(id(inner))
        wrapped = next((a for a in inner.args if isinstance(a, BaseException)), None)
        inner = wrapped or inner.__cause__ or inner.__context__
    return error


def _detail(root: BaseException) -> str:
    if isinstance(root, ssl.SSLError):
        # OpenSSL's errors have these, those made by Python may not.
        told = getattr(root, "verify_message", "") or getattr(root, "reason", "")
        return str(told or root.strerror)
    if isinstance(root, OSError) and root.strerror:
        return root.strerror
    return str(root) or type(root).__name__


def _proxy_for(url: str) -> str | None:
    """Return the URL of the proxy that the environment names for *url*, if any."""
    if not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    from urllib.request import getproxies, proxy_bypass

    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0]
    if host.lower().startswith(_LOOPBACK) or proxy_bypass(host):
        return None
    proxies = getproxies()
    return proxies.get(scheme.lower()) or proxies.get("all")


def _proxy_pool(
    proxy: str, timeout: urllib3.Timeout, size: int
) -> urllib3.ProxyManager:
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    credentials = parse_url(proxy).auth
    return urllib3.ProxyManager(
        proxy,
        proxy_headers=(
            urllib3.make_headers(proxy_basic_auth=credentials) if credentials else None
        ),
        maxsize=size,
        block=True,
        timeout=timeout,
    )
