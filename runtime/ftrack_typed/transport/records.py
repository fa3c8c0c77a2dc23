"""What is told of calls and HTTP requests: what they are, and what they cost.

This module is imported with the first call that somebody watches.
"""

from __future__ import annotations

import attrs

from ftrack_typed.errors import TransportFault


@attrs.frozen(kw_only=True)
class CallRecord:
    """One call, before it begins.

    Attributes:
        url: the address, without credentials.
        operations: how many operations it carries.
        actions: what they are to do, such as ``query``, each named once.
        writes: whether any of them may change something.
    """

    url: str
    operations: int
    actions: tuple[str, ...]
    writes: bool


@attrs.frozen(kw_only=True)
class RequestRecord:
    """One HTTP request, after it ended; repeated tries are one record each.

    Attributes:
        url: the address, without credentials.
        operations: how many operations it carried.
        attempt: which try of its call it was, from 1.
        start: when it began, in seconds since 1970.
        duration: seconds from sending to the last byte of the answer.
        bytes_sent: size of the body as it was to be sent.
        bytes_received: size of the body as it came, before decompression.
        status: the HTTP status, none where no answer came.
        fault: why no answer came, none where one did.
    """

    url: str
    operations: int
    attempt: int
    start: float
    duration: float
    bytes_sent: int
    bytes_received: int
    status: int | None = None
    fault: TransportFault | None = None
