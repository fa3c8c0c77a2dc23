"""Entries as bytes that tell whether they are whole, for caches outside of memory."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from struct import Struct
from zlib import crc32

from .base import Entry

_logger = logging.getLogger("ftrack_typed.cache")

_HEADER = Struct("<IdH")
"""Checksum, time of reading, length of the type's name."""

_CHECKSUM_SIZE = 4


def pack(key: str, entry: Entry) -> bytes:
    """Return *entry* as bytes that are good for *key* alone."""
    name = entry.entity_type.encode()
    content = _HEADER.pack(0, entry.read_at, len(name)) + name + entry.value
    checked = content[_CHECKSUM_SIZE:]
    return _checksum(key, checked).to_bytes(_CHECKSUM_SIZE, "little") + checked


def unpack(key: str, content: bytes) -> Entry | None:
    """Return the entry of *key* that :func:`pack` made, or none if it is damaged."""
    checked = content[_CHECKSUM_SIZE:]
    if len(content) < _HEADER.size:
        return None
    checksum, read_at, length = _HEADER.unpack_from(content)
    if checksum != _checksum(key, checked):
        return None
    end = _HEADER.size + length
    return Entry(content[_HEADER.size : end].decode(), content[end:], read_at)


class Unpacker:
    """Unpacks the entries of one cache, and logs the first that is damaged.

    Args:
        cache: what the message names.
    """

    def __init__(self, cache: object) -> None:
        self._cache = cache
        self._logged = False

    def entries(self, contents: Iterable[tuple[str, bytes]]) -> dict[str, Entry]:
        """Return the entries that are whole of pairs of key and content."""
        found: dict[str, Entry] = {}
        for key, content in contents:
            entry = unpack(key, content)
            if entry is not None:
                found[key] = entry
            elif not self._logged:
                self._logged = True
                _logger.warning(
                    "%r holds damaged entries, which are left out.", self._cache
                )
        return found


def _checksum(key: str, content: bytes) -> int:
    return crc32(content, crc32(key.encode()))
