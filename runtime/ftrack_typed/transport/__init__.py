"""The way to the server: a protocol of one call, and HTTP behind it."""

from __future__ import annotations

from ftrack_typed.transport.base import READING_ACTIONS, Operation, Result, Transport
from ftrack_typed.transport.http import HttpTransport
from ftrack_typed.transport.records import RequestRecord
from ftrack_typed.transport.retry import RetryPolicy

__all__ = [
    "READING_ACTIONS",
    "HttpTransport",
    "Operation",
    "RequestRecord",
    "Result",
    "RetryPolicy",
    "Transport",
]
