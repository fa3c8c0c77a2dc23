"""Carrying out calls: tries, pauses, and what is told of them.

This module is imported with the first request.
"""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Lock, Timer
from typing import TYPE_CHECKING

from ftrack_typed.errors import TransportError
from ftrack_typed.transport import payload
from ftrack_typed.transport.answers import Answer
from ftrack_typed.transport.base import READING_ACTIONS, Operation, Result
from ftrack_typed.transport.cancelling import cancellations
from ftrack_typed.transport.connections import Connections, limits_of
from ftrack_typed.transport.underway import UnderWay

if TYPE_CHECKING:
    # On the way to the first entity nothing of these is needed.
    from ftrack_typed.transport.http import HttpTransport
    from ftrack_typed.transport.retry import RetryPolicy

_UNSUPPORTED = 415
_GZIP = 31
"""What zlib calls the format of gzip."""

_log = logging.getLogger("ftrack_typed.transport")


class Caller:
    """Carries out the calls of one transport.

    Attributes:
        requests: how many HTTP requests were made so far.
    """

    def __init__(self, transport: HttpTransport) -> None:
        self.requests: int = 0
        self._transport = transport
        self._url = transport.url
        connect, self._patience, self._total = limits_of(transport.timeout)
        self._headers = transport.headers
        self._compress_above = transport.compress_above
        self._lock = Lock()
        self._connections = Connections(
            self._url,
            connect=connect,
            read=self._patience,
            size=transport.connections,
            proxy=transport.proxy,
            tls=transport.tls,
        )

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Carry out *operations*, watched by whoever wants to."""
        around = self._transport.around
        if around is None:
            return self._call(operations)
        from ftrack_typed.transport.observing import surrounded
        from ftrack_typed.transport.records import CallRecord

        actions = [str(operation.get("action")) for operation in operations]
        record = CallRecord(
            url=self._url,
            operations=len(operations),
            actions=tuple(dict.fromkeys(actions)),
            writes=not _only_reads(operations),
        )
        with surrounded(around, record):
            return self._call(operations)

    def _call(self, operations: Sequence[Operation]) -> list[Result]:
        body = payload.encode(operations)
        call = UnderWay(self._patience, self._total)
        with self._limits(call):
            answer = self._answer(body, operations, call)
        return payload.decode(answer, operations, secrets=self._transport.secrets)

    @contextmanager
    def _limits(self, call: UnderWay) -> Generator[None, None, None]:
        """Have *call* cut short when it is cancelled or takes too long."""
        with ExitStack() as stack:
            for cancellation in cancellations():
                end = partial(call.end, "cancelled")
                stack.enter_context(cancellation.ending(end))
            if self._total is not None:
                timer = Timer(self._total, call.end, ["timeout"])
                timer.daemon = True
                timer.start()
                stack.callback(timer.cancel)
            yield

    def _answer(
        self, body: bytes, operations: Sequence[Operation], call: UnderWay
    ) -> Answer:
        """Post *body*, again where the policy says so, and return the last answer."""
        reading = _only_reads(operations)
        sent = False
        attempt = 0
        while True:
            attempt += 1
            if call.cut:
                raise self._cut_short(call, sent=sent)
            outcome = self._try(body, len(operations), attempt, call)
            sent = sent or call.sent
            if isinstance(outcome, TransportError) and call.cut:
                raise self._cut_short(call, sent=sent) from None
            if isinstance(outcome, Answer) and outcome.status < 400:
                return outcome
            retry = self._retry()
            pause = _pause(retry, outcome, attempt, sent=call.sent, reading=reading)
            if pause is None:
                break
            if pause >= call.remaining():
                call.end("timeout")
                raise self._cut_short(call, sent=sent) from None
            _log.debug("POST %s is tried again in %.2f s", self._url, pause)
            retry.sleep(pause)
        if isinstance(outcome, TransportError):
            outcome.may_have_been_sent = sent
            raise outcome
        return outcome

    def _retry(self) -> RetryPolicy:
        from ftrack_typed.transport.retry import RetryPolicy

        return self._transport.retry or RetryPolicy()

    def _cut_short(self, call: UnderWay, *, sent: bool) -> TransportError:
        from ftrack_typed.transport.faults import cancelled, out_of_time

        if call.cut == "cancelled":
            return cancelled(self._url, sent=sent)
        return out_of_time(self._url, self._total, sent=sent)

    def _try(
        self, body: bytes, operations: int, attempt: int, call: UnderWay
    ) -> Answer | TransportError:
        """Make one try: one request, or two for a server that reads no gzip."""
        packed = self._packed(body)
        if packed is None:
            return self._post(body, self._headers, operations, attempt, call)
        headers = {**self._headers, "content-encoding": "gzip"}
        outcome = self._post(packed, headers, operations, attempt, call)
        if isinstance(outcome, TransportError) or outcome.status != _UNSUPPORTED:
            return outcome
        _log.info("%s reads no compressed requests: they are sent as is.", self._url)
        self._compress_above = None
        return self._post(body, self._headers, operations, attempt, call)

    def _packed(self, body: bytes) -> bytes | None:
        """Return *body* compressed, if that is asked for and makes it smaller."""
        if self._compress_above is None or len(body) <= self._compress_above:
            return None
        compressor = zlib.compressobj(wbits=_GZIP)
        packed = compressor.compress(body) + compressor.flush()
        return packed if len(packed) < len(body) else None

    def _post(
        self,
        body: bytes,
        headers: Mapping[str, str],
        operations: int,
        attempt: int,
        call: UnderWay,
    ) -> Answer | TransportError:
        """Make one HTTP request, counted and told whatever comes of it."""
        outcome: Answer | TransportError
        start, began = time.time(), time.perf_counter()
        try:
            outcome = self._connections.post(body, headers, call)
        except TransportError as error:
            outcome = error
        with self._lock:
            self.requests += 1
        observer = self._transport.observer
        if observer is not None or _log.isEnabledFor(logging.DEBUG):
            from ftrack_typed.transport import observing

            record = observing.record_of(
                outcome,
                url=self._url,
                operations=operations,
                attempt=attempt,
                start=start,
                duration=time.perf_counter() - began,
                bytes_sent=len(body),
            )
            observing.log(record)
            if observer is not None:
                observing.tell(observer, record)
        return outcome


def _pause(
    retry: RetryPolicy,
    outcome: Answer | TransportError,
    attempt: int,
    *,
    sent: bool,
    reading: bool,
) -> float | None:
    """Return the seconds until the next try, none if there is to be none."""
    from ftrack_typed.transport.retry import seconds_asked

    if isinstance(outcome, TransportError):
        again = retry.repeats_fault(outcome.fault, sent=sent, reading=reading)
        return retry.pause(attempt) if again else None
    if retry.repeats_status(outcome.status, reading=reading):
        return retry.pause(attempt, seconds_asked(outcome.retry_after))
    return None


def _only_reads(operations: Sequence[Operation]) -> bool:
    return all(operation.get("action") in READING_ACTIONS for operation in operations)
