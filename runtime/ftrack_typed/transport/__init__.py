"""The way to the server: a protocol of one call, and HTTP behind it.

It works by itself, without entities or a generated package::

    from ftrack_typed import Configuration
    from ftrack_typed.transport import HttpTransport

    with HttpTransport(Configuration.resolve()) as transport:
        (found,) = transport.call([{"action": "query", "expression": "Task"}])

What only some need is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ftrack_typed.transport.base import READING_ACTIONS, Operation, Result, Transport
from ftrack_typed.transport.http import HttpTransport

if TYPE_CHECKING:
    from ftrack_typed.transport.cancelling import Cancellation as Cancellation
    from ftrack_typed.transport.records import CallRecord as CallRecord
    from ftrack_typed.transport.records import RequestRecord as RequestRecord
    from ftrack_typed.transport.retry import RetryPolicy as RetryPolicy
    from ftrack_typed.transport.summary import OperationSummary as OperationSummary
    from ftrack_typed.transport.timeouts import Timeouts as Timeouts
    from ftrack_typed.transport.tls import Tls as Tls

__all__ = [
    "READING_ACTIONS",
    "CallRecord",
    "Cancellation",
    "HttpTransport",
    "Operation",
    "OperationSummary",
    "RequestRecord",
    "Result",
    "RetryPolicy",
    "Timeouts",
    "Tls",
    "Transport",
]

_PLACES = {
    "CallRecord": "records",
    "Cancellation": "cancelling",
    "OperationSummary": "summary",
    "RequestRecord": "records",
    "RetryPolicy": "retry",
    "Timeouts": "timeouts",
    "Tls": "tls",
}


def __getattr__(name: str) -> object:
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{place}", __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
