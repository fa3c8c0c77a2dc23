"""What a subscriber is to hear, until it listens."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from threading import Condition
from types import TracebackType
from typing import TYPE_CHECKING
from uuid import uuid4

from ftrack_typed.events.expression_parser import ExpressionError, parse_expression

if TYPE_CHECKING:
    from ftrack_typed.events.event import Event

MOST_WAITING = 10_000
"""Events that are kept for one who does not listen."""

_LOOK_AGAIN = 1.0
"""Seconds to wait at once: Windows lets nobody interrupt a wait by Ctrl-C."""


class Subscription:
    """The events that match an expression, in their order.

    They come in a thread of the hub's and wait here, at most 10,000 of them, until they
    are taken by any thread. Iterate over it, or :meth:`take` what is there; iterating
    ends when it is closed, or the hub is.

    Attributes:
        expression: what it asks for.
        id: the id of the subscriber.
        gaps: how often events may have been missed so far: the connection was lost and
            made again, or too many waited and were dropped.
    """

    def __init__(
        self, expression: str, subscriber: str, end: Callable[[Subscription], object]
    ) -> None:
        self.expression = expression
        self.id: str = subscriber or uuid4().hex
        self.gaps: int = 0
        self._gaps_told = 0
        self._parsed = parse_expression(expression)
        self._end = end
        self._events: deque[Event] = deque()
        self._changed = Condition()
        self._closed = False

    @property
    def subscriber(self) -> dict[str, object]:
        """What targets of events are compared with."""
        return {"id": self.id}

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for an event, or a gap after the last :meth:`take`; say if there is one.

        Args:
            timeout: seconds to wait at most; by default until it is closed.
        """
        with self._changed:
            self._wait_for(self._has_news, timeout)
            return self._has_news()

    def take(self) -> list[Event]:
        """Return the events that wait, and forget them."""
        with self._changed:
            taken = list(self._events)
            self._events.clear()
            self._gaps_told = self.gaps
            return taken

    def __iter__(self) -> Iterator[Event]:
        while not self._closed:
            with self._changed:
                self._wait_for(lambda: bool(self._events))
                event = self._events.popleft() if self._events else None
            if event is not None:
                yield event

    def close(self) -> None:
        """Hear no more; more than once does no harm."""
        if not self._closed:
            self._end(self)
            self.end()

    def __enter__(self) -> Subscription:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # What the hub tells it.

    def offer(self, event: Event) -> None:
        """Keep *event* if it is asked for."""
        if not self._is_for_this(event):
            return
        with self._changed:
            if len(self._events) == MOST_WAITING:
                self._events.clear()
                self.gaps += 1
            self._events.append(event)
            self._changed.notify_all()

    def missed(self) -> None:
        """Note that events may have been missed."""
        with self._changed:
            self.gaps += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Wake who waits: nothing more comes."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _wait_for(
        self, happened: Callable[[], bool], timeout: float | None = None
    ) -> None:
        end = math.inf if timeout is None else time.monotonic() + timeout
        while not (happened() or self._closed):
            left = end - time.monotonic()
            if left <= 0:
                return
            self._changed.wait(min(left, _LOOK_AGAIN))

    def _has_news(self) -> bool:
        return bool(self._events) or self.gaps != self._gaps_told

    def _is_for_this(self, event: Event) -> bool:
        if event.target.strip():
            try:
                target = parse_expression(event.target)
            except ExpressionError:
                return False
            if not target.matches(self.subscriber):
                return False
        return self._parsed.matches(event.content)
