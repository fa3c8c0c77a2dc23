"""The bodies of requests: how large they may be, and how they may be packed."""

from __future__ import annotations

import asyncio
import zlib

from starlette.requests import Request

from ftrack_typed_server.errors import (
    RequestTimeoutError,
    RequestTooLargeError,
    UnsupportedEncodingError,
    ValidationError,
)

LARGEST_REQUEST = 64 * 2**20
"""Bytes that a request may have at the most, if nothing else is said."""

PATIENCE = 60.0
"""Seconds that a body may take to come in."""

_NOT_PACKED = ("", "identity")
_GZIP = ("gzip", "x-gzip")
_WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS
# Bytes over the limit that are read and dropped: a client that is still sending does
# not see an answer.
_DROPPED = 2**30


def is_packed(http: Request, *, gzip: bool) -> bool:
    """Return whether a request's body is compressed.

    Args:
        http: the request.
        gzip: whether it may be, with gzip.

    Raises:
        UnsupportedEncodingError: it is, and may not be; or with something else.
    """
    encoding = http.headers.get("content-encoding", "").strip().lower()
    if encoding in _NOT_PACKED:
        return False
    if gzip and encoding in _GZIP:
        return True
    raise UnsupportedEncodingError(encoding[:60])


async def read_body(http: Request, limit: int) -> bytes:
    """Return a request's body as it was sent.

    Args:
        http: the request.
        limit: how many bytes it may have.

    Raises:
        RequestTooLargeError: it has more.
        RequestTimeoutError: it did not come in time.
    """
    try:
        return await asyncio.wait_for(_read(http, limit), PATIENCE)
    except asyncio.TimeoutError as error:
        raise RequestTimeoutError(PATIENCE) from error


def unpack(body: bytes, limit: int) -> bytes:
    """Return what *body*, compressed with gzip, holds.

    Args:
        body: the compressed body.
        limit: how many bytes it may hold.

    Raises:
        RequestTooLargeError: it holds more.
        ValidationError: it was not compressed with gzip, or a part is missing.
    """
    decompressor = zlib.decompressobj(_WITH_GZIP_HEADER)
    try:
        # One byte more, by which more than is allowed is told from all that is.
        content = decompressor.decompress(body, limit + 1)
    except zlib.error as error:
        raise ValidationError(
            f"The request cannot be decompressed with gzip: {error}."
        ) from error
    if len(content) > limit:
        raise RequestTooLargeError(f"Decompressed: {_too_large(limit)}")
    if not decompressor.eof or decompressor.unused_data:
        raise ValidationError(
            "The compressed request is not whole, or something follows it: send it "
            "as one gzip member."
        )
    return content


async def _read(http: Request, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in http.stream():
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        elif size <= limit + _DROPPED:
            chunks.clear()
        else:
            break
    if size > limit:
        raise RequestTooLargeError(_too_large(limit))
    return b"".join(chunks)


def _too_large(limit: int) -> str:
    return (
        f"The request is larger than {limit} bytes: send it in parts, or have the "
        "server started with a higher limit."
    )
