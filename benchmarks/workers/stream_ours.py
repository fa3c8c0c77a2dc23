"""Read tasks with the generated package one by one, and see how memory grows.

Arguments: the server's URL, ``stream`` or ``keep``, how many tasks there are, and how
many of them come before memory is looked at.
"""

from __future__ import annotations

import sys

from ftrack_typed.session import paging
from ftrack_typed_schema import Session, Task

from .clock import Clock


def read(url: str, how: str, count: int, before: int) -> None:
    """Read *count* tasks, and report what was taken after the first *before*."""
    # Several would come from some moment on, on a machine with other work on it.
    paging.MOST_PAGES = 1
    with Session(url, "bench", "key") as session:
        query = session.query(Task).select(Task.name)
        query.first()
        tasks = query.limit(count).stream() if how == "stream" else query.limit(count)
        kept: list[Task] = []
        clock = Clock()
        number = 0
        for number, task in enumerate(tasks, 1):
            if how == "keep":
                kept.append(task)
            if number == before:
                clock = Clock()
        clock.report()
        assert number == count


if __name__ == "__main__":
    read(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
