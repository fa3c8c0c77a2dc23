"""Jobs: work of a script that people can see in ftrack."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Generic, TypeVar, cast

from ..model.entity import Entity
from .access import workspace_of

JobT = TypeVar("JobT", bound=Entity)


class WithJobs(Entity, Generic[JobT]):
    """A user, for whom jobs run."""

    __slots__ = ()

    @contextmanager
    def job(self, description: str) -> Generator[JobT, None, None]:
        """Show a job of this user as running during the block, then as done.

        If the block fails, the job is shown as failed, with the error's text below its
        description. The job is written at once, in requests of its own: what is
        pending in the session is neither sent with it nor in its way.

        Args:
            description: what is done, as people read it.
        """
        from ..session.jobs import finish, start

        workspace = workspace_of(self)
        job = start(workspace, self, description)
        try:
            yield cast("JobT", job)
        except BaseException as error:
            finish(workspace, job, "failed", f"{description}\n{_told(error)}")
            raise
        finish(workspace, job, "done", description)


def _told(error: BaseException) -> str:
    text = str(error)
    name = type(error).__name__
    return f"{name}: {text}" if text else name
