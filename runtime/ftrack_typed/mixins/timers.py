"""Timers of users, and the time that they logged."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, Generic, TypeVar, cast

from ..model.entity import Entity
from .access import create, target, workspace_of

TimerT = TypeVar("TimerT", bound=Entity)
TimelogT = TypeVar("TimelogT", bound=Entity)
ContextT = TypeVar("ContextT", bound=Entity)


class WithTimers(Entity, Generic[TimerT, TimelogT, ContextT]):
    """A user, of whom one timer may run at a time."""

    __slots__ = ()

    def timer(self) -> TimerT | None:
        """Return the timer that runs, none if there is none; asks the server."""
        from ..session.ensuring import find

        cls = self.__registry__["Timer"]
        return cast("TimerT | None", find(workspace_of(self), cls, {"user": self}))

    def start_timer(
        self,
        context: ContextT | None = None,
        *,
        name: str | None = None,
        comment: str = "",
    ) -> TimerT:
        """Start a timer; it is sent with the next commit.

        Args:
            context: what is worked on.
            name: what the timer is called.
            comment: a remark, which the timelog takes over.

        Raises:
            ValueError: a timer runs already: stop it first.
        """
        running = self.timer()
        if running is not None:
            raise ValueError(
                f"{self!r} has a timer that runs already: call stop_timer() first."
            )
        values: dict[str, object] = {
            "user": self,
            "context": context,
            "name": name,
            "comment": comment,
            "start": datetime.now(timezone.utc).replace(microsecond=0),
        }
        return cast("TimerT", create(self, "Timer", values))

    def stop_timer(self) -> TimelogT:
        """Stop the timer that runs and log its time, with the next commit.

        Returns:
            The timelog: what the timer was for, from its start until now.

        Raises:
            ValueError: no timer runs.
        """
        running: Any = self.timer()
        if running is None:
            raise ValueError(f"{self!r} has no timer that runs.")
        start: datetime = running.start
        values: dict[str, object] = {
            "user": self,
            "context": running.context,
            "name": running.name,
            "comment": running.comment,
            "start": start,
            "duration": (datetime.now(timezone.utc) - start).total_seconds(),
        }
        timelog = create(self, target(type(self), "timelogs").__entity_type__, values)
        workspace_of(self).delete(running)
        return cast("TimelogT", timelog)
