"""Telling those who watch, without letting them get in the way.

This module is imported with the first call that is watched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import TypeAlias

from ftrack_typed.errors import TransportError
from ftrack_typed.transport.answers import Answer
from ftrack_typed.transport.records import CallRecord, RequestRecord

Observer: TypeAlias = "Callable[[RequestRecord], object]"
Around: TypeAlias = "Callable[[CallRecord], AbstractContextManager[object]]"

_log = logging.getLogger("ftrack_typed.transport")


def record_of(
    outcome: Answer | TransportError,
    *,
    url: str,
    operations: int,
    attempt: int,
    start: float,
    duration: float,
    bytes_sent: int,
) -> RequestRecord:
    """Return the record of a request that ended with *outcome*."""
    return RequestRecord(
        url=url,
        operations=operations,
        attempt=attempt,
        start=start,
        duration=duration,
        bytes_sent=bytes_sent,
        bytes_received=outcome.received if isinstance(outcome, Answer) else 0,
        status=outcome.status if isinstance(outcome, Answer) else None,
        fault=None if isinstance(outcome, Answer) else outcome.fault,
    )


def log(record: RequestRecord) -> None:
    """Log *record* at debug level."""
    _log.debug(
        "POST %s: %d operations, %d bytes sent, try %d, status %s, fault %s, %d "
        "bytes received, %.3f s",
        record.url,
        record.operations,
        record.bytes_sent,
        record.attempt,
        record.status,
        record.fault,
        record.bytes_received,
        record.duration,
    )


def tell(observer: Observer, record: RequestRecord) -> None:
    """Call *observer*; if it fails, that is logged and changes nothing."""
    try:
        observer(record)
    except Exception:
        _log.exception("The observer of a transport failed.")


@contextmanager
def surrounded(around: Around, record: CallRecord) -> Generator[None, None, None]:
    """Enter what *around* makes, and leave it with the block's outcome.

    What fails in it is logged, and changes nothing of that outcome.
    """
    leave: Callable[..., object] = _nothing
    try:
        manager = around(record)
        manager.__enter__()
        leave = manager.__exit__
    except Exception:
        _log.exception("What surrounds the calls of a transport failed.")
    try:
        yield
    except BaseException as error:
        _leave(leave, type(error), error, error.__traceback__)
        raise
    _leave(leave, None, None, None)


def _leave(
    leave: Callable[..., object],
    kind: type[BaseException] | None,
    error: BaseException | None,
    traceback: TracebackType | None,
) -> None:
    try:
        leave(kind, error, traceback)
    except Exception as failure:
        # What a generator passes on of the call's own failure is none of its own.
        if failure is not error:
            _log.exception("What surrounds the calls of a transport failed.")


def _nothing(*_: object) -> None:
    """Leave what was not entered."""
