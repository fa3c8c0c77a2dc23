"""A session belongs to one thread; what another does with it is refused at once.

Two threads that shared a session would commit each other's half-made changes. A loaded
value can be read by any thread; sending, loading and changing are its own thread's.
"""

from __future__ import annotations

from threading import current_thread, get_ident
from typing import TYPE_CHECKING

from ..model.owner import Changes

if TYPE_CHECKING:
    from ..model.entity import Entity


class ThreadGuard:
    """Knows the thread that uses a session: the first one that does.

    Attributes:
        thread: that thread's identifier, none before the session was used.
    """

    __slots__ = ("_name", "thread")

    def __init__(self) -> None:
        self.thread: int | None = None
        self._name = ""

    def check(self) -> None:
        """Do nothing in the session's thread.

        Raises:
            ThreadError: this is another one.
        """
        if self.thread != get_ident():
            if self.thread is not None:
                from ..errors import ThreadError

                raise ThreadError(self._name, current_thread().name)
            self.move_here()

    def move_here(self) -> None:
        """Make this thread the session's."""
        self.thread = get_ident()
        self._name = current_thread().name


class GuardedChanges(Changes):
    """Pending changes, to which no thread but the session's may add an entity."""

    def __init__(self, guard: ThreadGuard) -> None:
        super().__init__()
        self._guard = guard

    def add(self, entity: Entity, originals: dict[str, object]) -> dict[str, object]:
        """Note *entity* as changed, and return *originals*, or those it has.

        Raises:
            ThreadError: this is not the session's thread.
        """
        if self._guard.thread != get_ident():
            self._guard.check()
        return self.setdefault(entity, originals)
