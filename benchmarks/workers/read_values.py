"""Read ten values of each task: as rows, of entities, as a shape; or the answers alone.

Arguments: the server's URL, how many tasks, and ``rows``, ``entities``, ``shape`` or
``answers``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sized
from datetime import datetime
from typing import TypeAlias

from ftrack_typed import Shape, column, listed
from ftrack_typed.session import paging
from ftrack_typed_schema import Session, Task, User

from .clock import Clock
from .read_floor import PAGE_SIZE
from .read_ours import ANSWERED, read_tasks

Values: TypeAlias = tuple[
    str,
    datetime | None,
    datetime | None,
    float,
    str,
    str,
    str,
    str,
    str | None,
    list[str | None],
]


class Summary(Shape):
    """The ten values by name."""

    name: str = column(Task.name)
    start: datetime | None = column(Task.start_date)
    end: datetime | None = column(Task.end_date)
    bid: float = column(Task.bid)
    status: str = column(Task.status.name)
    type: str = column(Task.type.name)
    priority: str = column(Task.priority.name)
    parent: str = column(Task.parent.name)
    project: str | None = column(Task.project.full_name)
    users: list[str | None] = column(
        listed(Task.assignments.resource.as_(User).username)
    )


def rows(session: Session, count: int) -> list[Values]:
    """Return the values as rows."""
    return (
        session.select(
            Task.name,
            Task.start_date,
            Task.end_date,
            Task.bid,
            Task.status.name,
            Task.type.name,
            Task.priority.name,
            Task.parent.name,
            Task.project.full_name,
            listed(Task.assignments.resource.as_(User).username),
        )
        .limit(count)
        .all()
    )


def entities(session: Session, count: int) -> list[Values]:
    """Return the values of entities."""
    return [
        (
            task.name,
            task.start_date,
            task.end_date,
            task.bid,
            task.status.name,
            task.type.name,
            task.priority.name,
            task.parent.name,
            task.project.full_name,
            [
                each.resource.username if isinstance(each.resource, User) else None
                for each in task.assignments
            ],
        )
        for task in read_tasks(session, count)
    ]


def shapes(session: Session, count: int) -> list[Summary]:
    """Return the values as a declared shape."""
    return session.select(Summary).limit(count).all()


def answers(session: Session, count: int) -> range:
    """Fetch what all begin with, decoded JSON, and let go of it page by page."""
    for offset in range(0, count, PAGE_SIZE):
        text = f"select name from Task offset {offset} limit {PAGE_SIZE}"
        session.call([{"action": "query", "expression": text}])
    return range(count)


def read(url: str, count: int, kind: str) -> None:
    """Read the values of *count* tasks and keep them."""
    ways: dict[str, Callable[[Session, int], Sized]] = {
        "rows": rows,
        "entities": entities,
        "shape": shapes,
        "answers": answers,
    }
    # What several pages of one request cost is measured elsewhere.
    paging.MOST_PAGES = 1
    with Session(url, "bench", "key") as session:
        # What is imported is measured elsewhere.
        session.query(Task).select(Task.name).first()
        session.select(Task.name).first()
        for entity_type in ANSWERED:
            _ = session.registry[entity_type]
        clock = Clock()
        found = ways[kind](session, count)
        clock.report()
        assert len(found) == count


if __name__ == "__main__":
    read(sys.argv[1], int(sys.argv[2]), sys.argv[3])
