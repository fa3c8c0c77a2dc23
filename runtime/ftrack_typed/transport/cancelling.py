"""Ending calls that are under way, from another thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from threading import Event, Lock
from types import TracebackType

_in_force: ContextVar[tuple[Cancellation, ...]] = ContextVar("in_force", default=())


class Cancellation:
    """A way to end, from any thread, the calls that are made within a block.

    ::

        stop = Cancellation()
        button.clicked.connect(stop.cancel)
        with stop:
            tasks = session.query(Task).all()  # CancelledError once it is clicked

    The call that waits for the server then ends at once, also between its tries, and
    every later one within the block before it begins. What waits for a name to be
    resolved ends when the system has done so. Blocks may be nested, and one
    cancellation may stand for the blocks of several threads. It is for once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._cancelled = False
        self._ends: dict[int, Callable[[], None]] = {}
        self._next = 0

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._cancelled

    def cancel(self) -> None:
        """End the calls of its blocks, now and from now on; more than once is fine."""
        with self._lock:
            self._cancelled = True
            ends = list(self._ends.values())
        for end in ends:
            end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Generator[None, None, None]:
        """Call *end* when this is cancelled within the block, or was before.

        For transports. *end* may be called in any thread, and more than once.
        """
        with self._lock:
            number = self._next
            self._next += 1
            self._ends[number] = end
            cancelled = self._cancelled
        try:
            if cancelled:
                end()
            yield
        finally:
            with self._lock:
                del self._ends[number]

    def __enter__(self) -> Cancellation:
        _in_force.set((*_in_force.get(), self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _in_force.set(_in_force.get()[:-1])


def sleep(seconds: float) -> None:
    """Wait for *seconds*, or until a cancellation in force is cancelled."""
    if not _in_force.get():
        time.sleep(seconds)
        return
    ended = Event()
    with ExitStack() as stack:
        for cancellation in _in_force.get():
            stack.enter_context(cancellation.ending(ended.set))
        ended.wait(seconds)


def cancellations() -> tuple[Cancellation, ...]:
    """Return those of the blocks that the caller is in, the outermost first."""
    return _in_force.get()
