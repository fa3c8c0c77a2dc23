"""Read tasks with the generated package.

Arguments: the server's URL, and how many tasks.
"""

from __future__ import annotations

import sys

from ftrack_typed_schema import Session, Task, User

from .clock import Clock

ANSWERED = ("Appointment", "Priority", "Project", "Shot", "Status", "Type", "User")


def read_tasks(session: Session, count: int) -> list[Task]:
    """Return *count* tasks with ten projections."""
    return (
        session.query(Task)
        .select(
            Task.name,
            Task.start_date,
            Task.end_date,
            Task.bid,
            Task.status.name,
            Task.type.name,
            Task.priority.name,
            Task.parent.name,
            Task.project.full_name,
            Task.assignments.resource.as_(User).username,
        )
        .limit(count)
        .all()
    )


def read(url: str, count: int) -> None:
    """Read *count* tasks and keep them."""
    with Session(url, "bench", "key") as session:
        # What is imported is measured elsewhere, for all three.
        session.query(Task).select(Task.name).first()
        for entity_type in ANSWERED:
            _ = session.registry[entity_type]
        clock = Clock()
        tasks = read_tasks(session, count)
        clock.report()
        assert len(tasks) == count


if __name__ == "__main__":
    read(sys.argv[1], int(sys.argv[2]))
