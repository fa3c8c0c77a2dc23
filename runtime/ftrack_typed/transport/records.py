"""What is known of one HTTP request: what it cost, and what was answered."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class RequestRecord:
    """One HTTP request, for reports; repeated tries are one record each.

    Attributes:
        url: the address, without credentials.
        operations: how many operations it carried.
        status: the HTTP status, none where no answer came.
        duration: seconds from sending to the last byte of the answer.
        bytes_sent: size of the body sent.
        bytes_received: size of the body received, after decompression.
    """

    url: str
    operations: int
    status: int | None
    duration: float
    bytes_sent: int
    bytes_received: int


@attrs.frozen(kw_only=True, eq=False)
class Answer:
    """An HTTP answer before anything is made of its body.

    Attributes:
        url: what was asked.
        status: the HTTP status.
        body: the body, decompressed.
        content_type: the header of that name, or empty.
        location: where a redirect leads, or empty.
    """

    url: str
    status: int
    body: bytes = attrs.field(repr=False)
    content_type: str = ""
    location: str = ""
