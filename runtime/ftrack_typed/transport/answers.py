"""What came back over HTTP."""

from __future__ import annotations


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

    # A plain class: it is on the way to the first entity, and compared by nobody.

    def __init__(
        self,
        url: str,
        status: int,
        body: bytes,
        *,
        received: int = 0,
        content_type: str = "",
        location: str = "",
        retry_after: str = "",
    ) -> None:
        self.url = url
        self.status = status
        self.body = body
        self.received = received
        self.content_type = content_type
        self.location = location
        self.retry_after = retry_after
