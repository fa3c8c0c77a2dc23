"""Commit creates and updates with the generated package.

Arguments: the server's URL, how many updates, how many creates, how many tasks the
session knows. Each task is updated once at the most.
"""

from __future__ import annotations

import sys

from ftrack_typed_schema import Session, Task, Timelog

from .clock import Clock


def commit(url: str, updates: int, creates: int, known: int) -> None:
    """Change tasks, create timelogs, and commit both."""
    with Session(url, "bench", "key") as session:
        tasks = session.query(Task).select(Task.name, Task.bid).limit(known).all()
        # What is imported is measured elsewhere, for all three.
        session.create(Timelog, duration=1.0, comment="first", context=tasks[0])
        session.commit()
        clock = Clock()
        for number in range(creates):
            session.create(
                Timelog, duration=60.0, comment=f"log {number}", context=tasks[number]
            )
        for task in tasks[:updates]:
            task.bid = 7200.5
        session.commit()
        clock.report()
        assert not session.changes


if __name__ == "__main__":
    commit(sys.argv[1], *map(int, sys.argv[2:]))
