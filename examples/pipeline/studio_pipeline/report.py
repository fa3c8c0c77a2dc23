"""The producer's daily report: how far it is, who worked, what is late or due.

``python -m studio_pipeline.report PROJECT [YYYY-MM-DD]``
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from ftrack_typed import Shape, column, listed
from studio_pipeline.sessions import DAY, open_session
from studio_schema import Project, Session, Shot, Status, Task, Timelog, User
from studio_schema.names import StatusName

DONE: tuple[StatusName, ...] = ("Approved", "Client approved", "Completed", "Omitted")


class LateTask(Shape):
    """A task that should be done, as a row: no entity is made of it."""

    folder: str | None = column(Task.parent.parent.name)
    shot: str = column(Task.parent.name)
    name: str = column(Task.name)
    status: str = column(Task.status.name)
    artists: list[str | None] = column(
        listed(Task.assignments.resource.as_(User).username)
    )


def report(session: Session, project: Project, day: datetime) -> Iterator[str]:
    """Yield the lines of the report on *project* as of the morning of *day*, in UTC."""
    yield f"{project.full_name}, {day:%A %d %B %Y}"
    yield f"Tasks: {', '.join(progress(session, project))}"
    for username, hours in sorted(worked(session, project, day).items()):
        yield f"Worked: {username} {hours:.1f} h"
    for task in late(session, project, day):
        artists = ", ".join(name for name in task.artists if name) or "nobody"
        place = f"{task.folder}/{task.shot}/{task.name}"
        yield f"Late: {place}, {task.status}, {artists}"
    yield from due(session, project, day)


def progress(session: Session, project: Project) -> Iterator[str]:
    """Yield each status and how many tasks have it, counted by the server."""
    names = {each.id: each.name for each in session.query(Status).max_age(DAY)}
    tasks = session.query(Task).where(Task.project == project)
    counts = tasks.group_by(Task.status_id).count()
    for key, count in sorted(counts.items(), key=lambda each: -each[1]):
        yield f"{count} {names[key]}"


def worked(session: Session, project: Project, day: datetime) -> dict[str, float]:
    """Return the hours that each person logged in the week before *day*."""
    hours: defaultdict[str, float] = defaultdict(float)
    rows = session.select(Timelog.user.username, Timelog.duration).where(
        Timelog.context.project_id == project.id,
        Timelog.start >= day - timedelta(days=7),
        Timelog.start < day,
    )
    for username, duration in rows:
        hours[username or "nobody"] += duration / 3600.0
    return dict(hours)


def late(session: Session, project: Project, day: datetime) -> list[LateTask]:
    """Return the tasks whose end has passed and that are not done."""
    tasks = session.select(LateTask).where(
        Task.project == project,
        Task.end_date < day,
        Task.status.name.not_in(DONE),
    )
    return tasks.order_by(Task.end_date, Task.id).all()


def due(session: Session, project: Project, day: datetime) -> Iterator[str]:
    """Yield the shots that the client gets within two weeks.

    What the loop touches is loaded for all shots together, not for each.
    """
    shots = session.query(Shot).where(
        Shot.project == project,
        Shot.custom_attributes.client_due < day + timedelta(days=14),
    )
    for shot in shots.order_by(Shot.parent.name, Shot.name):
        frames = shot.custom_attributes.fend - shot.custom_attributes.fstart + 1
        place = f"{shot.parent.name}/{shot.name}"
        yield f"Due: {place}, {frames:.0f} frames, {shot.status.name}"


def main(arguments: list[str]) -> None:
    """Print the report on the project that is named first."""
    name, *days = arguments
    day = datetime.fromisoformat(days[0]) if days else datetime.now()
    with open_session() as session:
        project = session.query(Project).where(Project.name == name).one()
        for line in report(session, project, day.replace(tzinfo=timezone.utc)):
            print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
