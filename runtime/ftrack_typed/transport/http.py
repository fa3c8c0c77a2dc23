"""The transport over HTTP, as every ftrack server has it.

What carries out calls, urllib3 and orjson among it, is imported with the first one: a
session that is opened and not yet used costs neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import urandom
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from ftrack_typed._version import __version__
from ftrack_typed.collector import collector_paused
from ftrack_typed.configuration import Configuration, is_header_text
from ftrack_typed.errors import ClosedSessionError, ConfigurationError
from ftrack_typed.secret import Secret
from ftrack_typed.transport.base import Operation, Result

if TYPE_CHECKING:
    # Imported with the first request, or by those who use them.
    from contextlib import AbstractContextManager

    from ftrack_typed.transport.calling import Caller
    from ftrack_typed.transport.records import CallRecord, RequestRecord
    from ftrack_typed.transport.retry import RetryPolicy
    from ftrack_typed.transport.timeouts import Timeouts
    from ftrack_typed.transport.tls import Tls

_NOTHING: Mapping[str, str] = {}


class HttpTransport:
    """Posts batches to ``<server_url>/api`` over connections that are kept open.

    It may be shared by threads, each of which has a connection of its own while it
    waits. Opening it sends nothing. A :class:`Cancellation` ends calls from outside.

    Args:
        configuration: the server and the credentials; by default what
            :meth:`Configuration.resolve` finds in the environment.
        timeout: seconds that the server may keep silent, by default 60; opening a
            connection may take 10 of them. :class:`Timeouts` says more.
        retry: when a request is sent again, by default as :class:`RetryPolicy` has it.
        headers: further headers to send; they replace those sent by default. Their
            values are never shown.
        cookies: cookies to send. Those that the server sets are not kept.
        proxy: the URL of a proxy, ``http://user:password@host:3128``, or empty for
            none; by default ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY`` say, but
            never one for this machine itself.
        tls: whom to trust, by default whom the system trusts, see :class:`Tls`.
        observer: called with a :class:`RequestRecord` after each HTTP request.
        around: called with a :class:`CallRecord` before each call; what it returns is
            entered before the call and left, with its error if it fails, after it.
        compress_above: compress requests of more than so many bytes, if that makes
            them smaller; by default none. A server that refuses them gets them as
            they are.
        connections: how many requests may be under way at once, by default 8.

    Raises:
        ConfigurationError: a server, user or key is missing, or a header, cookie or
            proxy is one that HTTP cannot carry.
        ValueError: no time or no connection is allowed.
    """

    def __init__(
        self,
        configuration: Configuration | None = None,
        *,
        timeout: float | Timeouts = 60.0,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] = _NOTHING,
        cookies: Mapping[str, str] = _NOTHING,
        proxy: str | None = None,
        tls: Tls | None = None,
        observer: Callable[[RequestRecord], object] | None = None,
        around: Callable[[CallRecord], AbstractContextManager[object]] | None = None,
        compress_above: int | None = None,
        connections: int = 8,
    ) -> None:
        if (isinstance(timeout, (int, float)) and timeout <= 0) or connections < 1:
            raise ValueError(
                "A transport needs a time-out above 0 seconds and 1 connection at "
                f"least, not {timeout!r} and {connections!r}."
            )
        # Some reports of a failure show the variables of each frame.
        proxy = None if proxy is None else Secret(proxy)
        headers = {name.lower(): Secret(headers[name]) for name in headers}
        cookies = {name: Secret(cookies[name]) for name in cookies}
        self.configuration: Configuration = configuration or Configuration.resolve()
        self.timeout = timeout
        self.retry = retry
        self.headers: dict[str, str] = _all_headers(
            self.configuration, headers, cookies
        )
        self.secrets: tuple[str, ...] = (
            self.configuration.api_key,
            *headers.values(),
            *cookies.values(),
        )
        self.proxy = proxy
        self.tls = tls
        self.observer = observer
        self.around = around
        self.compress_above = compress_above
        self.connections = connections
        self._caller: Caller | None = None
        self._closed = False
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"<HttpTransport {self.url} as {self.configuration.api_user}>"

    @property
    def url(self) -> str:
        """The address that batches are posted to."""
        return f"{self.configuration.server_url}/api"

    @property
    def requests(self) -> int:
        """How many HTTP requests were made so far."""
        return 0 if self._caller is None else self._caller.requests

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Carry out *operations* as one batch, all or none; return a result for each.

        An empty batch is not sent.

        Raises:
            CancelledError: it was cancelled.
            TransportError: no answer came, in as many tries as were safe.
            ResponseError: an answer came that is not the API's.
            ServerError: the server refused the batch; the subclass says why.
            ConfigurationError: a file that is named for TLS cannot be used.
            ClosedSessionError: the transport was closed.
            TypeError: an operation holds a value that has no form on the wire.
        """
        if self._closed:
            raise ClosedSessionError
        if not operations:
            return []
        return self._opened().call(operations)

    def close(self) -> None:
        """Close the connections; more than once does no harm."""
        with self._lock:
            self._closed = True
            caller = self._caller
        if caller is not None:
            caller.close()

    def __enter__(self) -> HttpTransport:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _opened(self) -> Caller:
        with self._lock:
            if self._closed:
                raise ClosedSessionError
            if self._caller is None:
                with collector_paused():
                    # Importing makes many objects and no garbage.
                    from ftrack_typed.transport.calling import Caller

                self._caller = Caller(self)
            return self._caller


def _all_headers(
    configuration: Configuration,
    further: Mapping[str, str],
    cookies: Mapping[str, str],
) -> dict[str, str]:
    """Return all headers of a request.

    Raises:
        ConfigurationError: HTTP cannot carry one; its value is not shown.
    """
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip",
        "content-type": "application/json",
        "user-agent": f"ftrack-typed/{__version__}",
        "ftrack-user": configuration.api_user,
        "ftrack-api-key": configuration.api_key,
        # Failures then have an HTTP status, and only what was asked for is sent.
        "ftrack-strict-api": "true",
        # Events say by it whose change they tell of.
        "ftrack-clienttoken": f"ftrack-typed--{urandom(16).hex()}",
    }
    for name, value in cookies.items():
        if (
            not name
            or not is_header_text(name + value)
            or set(name + value) & set(";,")
        ):
            raise _unusable("cookie", name)
    if cookies:
        headers["cookie"] = Secret("; ".join(f"{n}={v!s}" for n, v in cookies.items()))
    for name, value in further.items():
        if not name or not is_header_text(name + value):
            raise _unusable("header", name)
    return {**headers, **further}


def _unusable(kind: str, name: str) -> ConfigurationError:
    return ConfigurationError(
        f"The {kind} {name!r} holds characters that HTTP cannot carry.",
        settings=[f"{kind}s"],
    )
