"""The transport over HTTP, as every ftrack server has it.

urllib3 and orjson are imported with the first request: a session that is opened and
not yet used costs neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from ftrack_typed._version import __version__
from ftrack_typed.collector import collector_paused
from ftrack_typed.configuration import Configuration, is_header_text
from ftrack_typed.errors import (
    ClosedSessionError,
    ConfigurationError,
    TransportError,
)
from ftrack_typed.transport.base import READING_ACTIONS, Operation, Result
from ftrack_typed.transport.records import Answer, RequestRecord
from ftrack_typed.transport.retry import RetryPolicy

if TYPE_CHECKING:
    # Imported with the first request instead.
    from ftrack_typed.transport.connections import Connections


_NO_HEADERS: Mapping[str, str] = {}


def _usable_headers(headers: Mapping[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not (is_header_text(name) and is_header_text(value)):
            raise ConfigurationError(
                f"The header {name!r} holds characters that HTTP cannot carry.",
                settings=["headers"],
            )
    return {name.lower(): value for name, value in headers.items()}


class HttpTransport:
    """Posts batches to ``<server_url>/api`` over connections that are kept open.

    It may be shared by threads, each of which has a connection of its own while it
    waits. Opening it sends nothing.

    Args:
        configuration: the server and the credentials.
        timeout: seconds that the server may keep silent, by default 60; opening a
            connection may take 10 of them.
        retry: when a request is sent again, see :class:`RetryPolicy`.
        headers: further headers to send; they replace those sent by default. Their
            values are never shown.
        observer: called with a :class:`RequestRecord` after each HTTP request.
        connections: how many requests may be under way at once, by default 8.

    Attributes:
        requests: how many HTTP requests were made so far.

    Raises:
        ConfigurationError: a header holds characters that HTTP cannot carry.
        ValueError: no time or no connection is allowed.
    """

    def __init__(
        self,
        configuration: Configuration,
        *,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        observer: Callable[[RequestRecord], None] | None = None,
        connections: int = 8,
    ) -> None:
        if timeout <= 0 or connections < 1:
            raise ValueError(
                "A transport needs a time-out above 0 seconds and 1 connection at "
                f"least, not {timeout!r} and {connections!r}."
            )
        self.configuration = configuration
        self.timeout = timeout
        self.retry = RetryPolicy() if retry is None else retry
        self.headers = _usable_headers(headers)
        self.observer = observer
        self.connections = connections
        self.requests = 0
        self._pool: Connections | None = None
        self._closed = False
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"<HttpTransport {self.url} as {self.configuration.api_user}>"

    @property
    def url(self) -> str:
        """The address that batches are posted to."""
        return f"{self.configuration.server_url}/api"

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Carry out *operations* as one batch, all or none; return a result for each.

        An empty batch is not sent.

        Raises:
            TransportError: no answer came, in as many tries as were safe.
            ResponseError: an answer came that is not the API's.
            ServerError: the server refused the batch; the subclass says why.
            ClosedSessionError: the transport was closed.
            TypeError: an operation holds a value that has no form on the wire.
        """
        if self._closed:
            raise ClosedSessionError
        if not operations:
            return []
        from ftrack_typed.transport import payload

        answer = self._send(payload.encode(operations), operations)
        return payload.decode(answer, operations, secret=self.configuration.api_key)

    def close(self) -> None:
        """Close the connections; more than once does no harm."""
        with self._lock:
            self._closed = True
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def __enter__(self) -> HttpTransport:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _send(self, body: bytes, operations: Sequence[Operation]) -> Answer:
        """Post *body*, again where the policy says so, and return the last answer."""
        pool = self._open()
        headers = self._request_headers()
        reading = all(op.get("action") in READING_ACTIONS for op in operations)
        attempt = 1
        while True:
            last = attempt >= self.retry.tries
            try:
                answer = self._post(pool, body, headers, len(operations))
            except TransportError as error:
                if last or not self.retry.repeats_error(error, reading=reading):
                    raise
            else:
                if last or not self.retry.repeats_status(
                    answer.status, reading=reading
                ):
                    return answer
            self.retry.sleep(self.retry.delay_after(attempt))
            attempt += 1

    def _post(
        self,
        pool: Connections,
        body: bytes,
        headers: Mapping[str, str],
        operations: int,
    ) -> Answer:
        """Make one HTTP request, counted and reported whatever comes of it."""
        answer: Answer | None = None
        start = time.perf_counter()
        try:
            answer = pool.post(body, headers)
            return answer
        finally:
            self._report(
                RequestRecord(
                    url=self.url,
                    operations=operations,
                    status=None if answer is None else answer.status,
                    duration=time.perf_counter() - start,
                    bytes_sent=len(body),
                    bytes_received=0 if answer is None else len(answer.body),
                )
            )

    def _report(self, record: RequestRecord) -> None:
        import logging  # urllib3 has imported it by now

        with self._lock:
            self.requests += 1
        logging.getLogger(__name__).debug(
            "POST %s: %d operations, %d bytes sent, status %s, %d bytes received, "
            "%.3f s",
            record.url,
            record.operations,
            record.bytes_sent,
            record.status,
            record.bytes_received,
            record.duration,
        )
        if self.observer is not None:
            self.observer(record)

    def _open(self) -> Connections:
        with self._lock:
            if self._closed:
                raise ClosedSessionError
            if self._pool is None:
                with collector_paused():
                    # Importing makes many objects and no garbage.
                    from ftrack_typed.transport.connections import Connections

                self._pool = Connections(
                    self.url, timeout=self.timeout, size=self.connections
                )
            return self._pool

    def _request_headers(self) -> dict[str, str]:
        return {
            "accept": "application/json",
            "accept-encoding": "gzip",
            "content-type": "application/json",
            "user-agent": f"ftrack-typed/{__version__}",
            "ftrack-user": self.configuration.api_user,
            "ftrack-api-key": self.configuration.api_key,
            # Failures then have an HTTP status, and only what was asked for is sent.
            "ftrack-strict-api": "true",
            **self.headers,
        }
