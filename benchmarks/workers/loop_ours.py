"""Read in a loop what was not fetched, with the generated package.

Arguments: the server's URL, user and key, and how many tasks.
"""

from __future__ import annotations

import sys

from ftrack_typed_schema import Session, Task

from .clock import Clock


def read(url: str, user: str, key: str, count: int) -> None:
    """Read four attributes of *count* tasks, one of which came with them."""
    with Session(url, user, key) as session:
        session.query(Task).select(Task.name).first()
        clock = Clock()
        seen = [
            (task.name, task.status.name, task.parent.name, task.project.full_name)
            for task in session.query(Task).limit(count)
        ]
        clock.report()
        assert len(seen) == count


if __name__ == "__main__":
    read(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
