"""When a request that failed is tried again."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from ftrack_typed.errors import TransportFault
from ftrack_typed.transport.cancelling import sleep

_PASSING_STATUSES = frozenset({502, 503, 504})
"""What a gateway answers when the server behind it is away for a moment."""

_TOO_MANY = 429
"""What is answered to one who asks too often, in place of doing what is asked."""


@attrs.frozen(kw_only=True)
class RetryPolicy:
    """How often to try, and how long to wait in between.

    Only what is safe is repeated: any request of which nothing was sent or that came
    too soon after others, and requests that only read when the connection broke or a
    gateway answered for the server. A server that stays silent for the whole time-out
    is not asked again.

    Attributes:
        tries: how often at most, the first time included.
        delay: seconds before the second try.
        factor: by how much each delay is longer than the one before.
        jitter: which part of a delay is left to chance, from 0 to 1, so that those
            who failed together do not come back together.
        longest: seconds to wait at most. A server that asks for more, in
            ``Retry-After``, is not asked again.
        sleep: what waits; by default until a cancellation in force ends it.

    Raises:
        ValueError: a number makes no sense.
    """

    tries: int = attrs.field(default=3, validator=attrs.validators.ge(1))
    delay: float = attrs.field(default=0.2, validator=attrs.validators.ge(0))
    factor: float = attrs.field(default=2.0, validator=attrs.validators.ge(1))
    jitter: float = attrs.field(
        default=0.5, validator=[attrs.validators.ge(0), attrs.validators.le(1)]
    )
    longest: float = attrs.field(default=30.0, validator=attrs.validators.ge(0))
    sleep: Callable[[float], object] = attrs.field(default=sleep, eq=False, repr=False)

    def delay_after(self, attempt: int) -> float:
        """Return the seconds to wait after the *attempt*-th try failed, from 1."""
        from random import random

        try:
            delay = min(self.delay * self.factor ** (attempt - 1), self.longest)
        except OverflowError:
            delay = self.longest
        return float(delay * (1 - self.jitter * random()))

    def pause(self, attempt: int, asked: float | None = None) -> float | None:
        """Return the seconds to wait after the *attempt*-th try, from 1, failed.

        None means that there is to be no further try.

        Args:
            attempt: which try failed.
            asked: seconds that the server asks to wait, if it does.
        """
        if attempt >= self.tries or (asked is not None and asked > self.longest):
            return None
        return max(self.delay_after(attempt), asked or 0.0)

    def repeats_fault(
        self, fault: TransportFault, *, sent: bool, reading: bool
    ) -> bool:
        """Say whether a try that ended with *fault* may be followed by another.

        Args:
            fault: what went wrong.
            sent: whether the server may have seen the request.
            reading: whether the request changes nothing.
        """
        if fault == "interrupted":
            return reading or not sent
        return not sent and fault in {"unreachable", "timeout"}

    def repeats_status(self, status: int, *, reading: bool) -> bool:
        """Say whether an answer of *status* may be followed by another try."""
        return status == _TOO_MANY or (reading and status in _PASSING_STATUSES)


def seconds_asked(retry_after: str) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks to wait, if it does.

    It holds seconds or a date; anything else says nothing.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    if not retry_after:
        return None
    import time
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(retry_after)
        return max(0.0, moment.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
