"""What is known of calls and HTTP requests: what they cost, and what was answered."""

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


@attrs.frozen(kw_only=True, eq=False)
class Answer:
    """An HTTP answer before anything is made of its body.

    Attributes:
        url: what was asked.
        status: the HTTP status.
        body: the body, decompressed.
        received: how many bytes the body was on the wire.
        content_type: the header of that name, or empty.
        location: where a redirect leads, or empty.
        retry_after: when to ask again, as the server says it, or empty.
    """

    url: str
    status: int
    body: bytes = attrs.field(repr=False)
    received: int = 0
    content_type: str = ""
    location: str = attrs.field(default="", repr=False)
    retry_after: str = ""
