"""A session belongs to one thread; what another does with it is refused at once.

Two threads that shared a session would commit each other's half-made changes. A loaded
value can be read by any thread; sending, loading and changing are its own thread's.
"""

from __future__ import annotations

from threading import current_thread, get_ident
from typing import TYPE_CHECKING

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


class GuardedChanges(dict["Entity", "dict[str, object]"]):
    """Pending changes, to which no thread but the session's may add an entity."""

    def __init__(self, guard: ThreadGuard) -> None:
        super().__init__()
        self._guard = guard

    def __setitem__(self, entity: Entity, originals: dict[str, object]) -> None:
        if self._guard.thread != get_ident():
            self._guard.check()
        _set(self, entity, originals)


_set = dict["Entity", "dict[str, object]"].__setitem__
