"""Read tasks with the generated package, with so many pages a request.

Arguments: the server's URL, how many tasks, and the most pages of one request.
"""

from __future__ import annotations

import sys

from ftrack_typed.session import paging
from ftrack_typed_schema import Session, Task

from .clock import Clock


def read(url: str, count: int, most: int) -> None:
    """Read *count* tasks in pages of 500."""
    paging.MOST_PAGES = most
    with Session(url, "bench", "key") as session:
        session.query(Task).select(Task.name).first()
        clock = Clock()
        tasks = session.query(Task).select(Task.name).limit(count).all()
        clock.report()
        assert len(tasks) == count


if __name__ == "__main__":
    read(sys.argv[1], *map(int, sys.argv[2:]))
