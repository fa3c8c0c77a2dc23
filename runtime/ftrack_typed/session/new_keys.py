"""Keys of new entities: random UUIDs of version 4 as text, made many at a time.

``uuid.uuid4`` takes nine times as long for each, which would be a fifth of what it
takes to create an entity and to commit it.
"""

from __future__ import annotations

import os
from struct import Struct

_AT_ONCE = 64
_BYTES = 16 * _AT_ONCE

# RFC 9562: the version is in the upper half of the seventh byte, the variant in the two
# upper bits of the ninth; all other bits are random.
_RANDOM = bytes.fromhex("ffffffffffff0fff3fffffffffffffff") * _AT_ONCE
_FIXED = bytes.fromhex("00000000000040008000000000000000") * _AT_ONCE
_MASK, _VERSION = int.from_bytes(_RANDOM, "big"), int.from_bytes(_FIXED, "big")

_PARTS = Struct("8s4s4s4s12s")
"""The digits between hyphens."""

_ready: list[str] = []
"""Keys that were made and are not taken yet."""


def new_key() -> str:
    """Return a new key."""
    try:
        return _ready.pop()
    except IndexError:
        keys = _random_keys()
        key = keys.pop()
        _ready.extend(keys)
        return key


def _random_keys() -> list[str]:
    number = int.from_bytes(os.urandom(_BYTES), "big") & _MASK | _VERSION
    digits = number.to_bytes(_BYTES, "big").hex().encode()
    return [b"-".join(parts).decode() for parts in _PARTS.iter_unpack(digits)]


if hasattr(os, "register_at_fork"):
    # A child process must not use keys that its parent uses, too.
    os.register_at_fork(after_in_child=_ready.clear)
