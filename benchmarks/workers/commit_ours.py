"""Commit creates and updates with the generated package.

Arguments: the server's URL, how many updates, how many creates, how many tasks the
session knows. Each task is updated once at the most.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

from ftrack_typed_schema import Session, Task

from .clock import Clock


def commit(url: str, updates: int, creates: int, known: int) -> None:
    """Create tasks, change others, and commit both."""
    with Session(url, "bench", "key") as session:
        tasks = (
            session.query(Task)
            .select(Task.bid, Task.status, Task.type, Task.parent, Task.description)
            .limit(known)
            .all()
        )
        first, now = tasks[0], datetime(2026, 3, 1, 8, tzinfo=timezone.utc)
        # What is imported is measured elsewhere, for all three.
        session.create(Task, name="first", parent=first.parent)
        session.commit()
        clock = Clock()
        for number in range(creates):
            session.create(
                Task,
                name=f"task {number}",
                description="What there is to be done for this task",
                bid=3600.0,
                start_date=now,
                end_date=now,
                parent=first.parent,
                status=first.status,
                type=first.type,
            )
        for task in tasks[:updates]:
            task.bid = 7200.5
            task.description = "What there is to be done for it now"
            task.status = first.status
        session.commit()
        clock.report()
        assert not session.changes


if __name__ == "__main__":
    commit(sys.argv[1], *map(int, sys.argv[2:]))
