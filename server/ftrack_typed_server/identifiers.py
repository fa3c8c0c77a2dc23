"""Names of tables, columns and indexes that every database takes as they are."""

from __future__ import annotations

import hashlib

_LONGEST = 63
_DIGEST = 8


def identifier(name: str) -> str:
    """Return *name*, or where it is too long its beginning and a digest of it all.

    PostgreSQL keeps 63 bytes of a name and forgets the rest, so that two could become
    one.
    """
    encoded = name.encode()
    if len(encoded) <= _LONGEST:
        return name
    digest = hashlib.sha256(encoded).hexdigest()[:_DIGEST]
    beginning = encoded[: _LONGEST - _DIGEST - 1].decode(errors="ignore")
    return f"{beginning}_{digest}"
