"""Images as browsers show them, and the one that stands for a missing thumbnail."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Final

_HEAD = 16
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_GREY = 0x3A
_SIDE = 150


def image_type(path: Path) -> str | None:
    """Return the media type of an image that every browser shows, else none.

    Told by the file's first bytes, whatever it is named.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return None


def _grey_square() -> bytes:
    """Return a PNG of one grey, 8 bits a pixel."""
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 0, 0, 0, 0)
    rows = (b"\x00" + bytes([_GREY]) * _SIDE) * _SIDE
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _SIGNATURES[0][0] + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


PLACEHOLDER: Final = _grey_square()
"""A PNG for what has no thumbnail."""
