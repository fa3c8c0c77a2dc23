"""How long to wait for what."""

from __future__ import annotations

import attrs

_POSITIVE = attrs.validators.gt(0.0)


@attrs.frozen(kw_only=True)
class Timeouts:
    """Seconds to wait at most.

    Attributes:
        connect: until a connection is open, its TLS handshake included.
        read: until the server takes or sends the next bytes; what takes long but
            goes on is not interrupted.
        total: for a whole call, all its tries and the pauses between them; by default
            without limit.

    Raises:
        ValueError: a time is not above 0.
    """

    connect: float = attrs.field(default=10.0, validator=_POSITIVE)
    read: float = attrs.field(default=60.0, validator=_POSITIVE)
    total: float | None = attrs.field(
        default=None, validator=attrs.validators.optional(_POSITIVE)
    )
