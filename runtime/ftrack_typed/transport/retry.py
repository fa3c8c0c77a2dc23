"""When a request that failed is tried again."""

from __future__ import annotations

import time
from collections.abc import Callable

import attrs

from ftrack_typed.errors import TransportError

_PASSING_STATUSES = frozenset({502, 503, 504})
"""What a gateway answers when the server behind it is away for a moment."""


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How often to try, and how long to wait in between.

    Only what is safe is repeated: any request that could not have reached the server,
    and requests that only read when the connection broke or a gateway answered for
    the server. A server that stays silent for the whole time-out is not asked again.

    Attributes:
        tries: how often at most, the first time included.
        delay: seconds before the second try.
        factor: by how much each delay is longer than the one before.
        sleep: what waits.
    """

    tries: int = attrs.field(default=3, validator=attrs.validators.ge(1))
    delay: float = attrs.field(default=0.2, validator=attrs.validators.ge(0))
    factor: float = attrs.field(default=2.0, validator=attrs.validators.ge(1))
    sleep: Callable[[float], object] = attrs.field(
        default=time.sleep, eq=False, repr=False
    )

    def delay_after(self, attempt: int) -> float:
        """Return the seconds to wait after the *attempt*-th try failed, from 1."""
        return float(self.delay * self.factor ** (attempt - 1))

    def repeats_error(self, error: TransportError, *, reading: bool) -> bool:
        """Say whether *error* may be answered by another try of the same request."""
        if error.fault == "interrupted":
            return reading or not error.may_have_been_sent
        return not error.may_have_been_sent and error.fault in {
            "unreachable",
            "timeout",
        }

    def repeats_status(self, status: int, *, reading: bool) -> bool:
        """Say whether an answer of *status* may be followed by another try."""
        return reading and status in _PASSING_STATUSES
