"""What the replay server answers, prepared as bytes: pages of tasks, the schema.

The pages are normalised as a server's are: an entity is spelled out where it comes
first in an answer, with the attributes that its type always has beside it; further
on it is named by its type and key.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias, cast
from uuid import UUID

import attrs
import orjson

Record: TypeAlias = "dict[str, Any]"

PROJECTIONS = (
    "name",
    "start_date",
    "end_date",
    "bid",
    "status.name",
    "type.name",
    "priority.name",
    "parent.name",
    "project.full_name",
    "assignments.resource.username",
)
"""What is asked of every task."""

PAGE_SIZE = 500
"""Rows of one page, which is what both clients ask for."""

_TASKS_OF_A_SHOT = 5
_STATUSES = ("Not started", "Ready to start", "In progress", "Pending review", "Done")
_TYPES = ("Animation", "Compositing", "Layout", "Lighting", "Modeling", "Rigging")
_PRIORITIES = ("None", "Low", "Medium", "High", "Urgent")
_PROJECTS = ("A Winter Tale", "Harbour", "The Long Way Down")
_USERS = 60


@attrs.frozen
class Production:
    """Tasks and what they refer to, each entity once and in full.

    Attributes:
        tasks: the rows, in the order in which they are answered.
        entities: how many entities there are in all.
    """

    tasks: list[Record]
    entities: int


def make_production(count: int) -> Production:
    """Return *count* tasks, the same ones every time."""
    chance = random.Random(1895)

    def record(entity_type: str, **values: object) -> Record:
        key = str(UUID(int=chance.getrandbits(128), version=4))
        return {"__entity_type__": entity_type, "id": key, **values}

    def context(entity_type: str, show: Record, /, **values: object) -> Record:
        return record(
            entity_type,
            context_type="task",
            object_type_id=str(UUID(int=len(entity_type))),
            project_id=show["id"],
            **values,
        )

    statuses = [record("Status", name=name) for name in _STATUSES]
    types = [record("Type", name=name) for name in _TYPES]
    priorities = [record("Priority", name=name) for name in _PRIORITIES]
    projects = [
        record("Project", context_type="show", full_name=name) for name in _PROJECTS
    ]
    users = [
        record("User", resource_type="user", username=f"artist.{number:03}")
        for number in range(_USERS)
    ]
    fixed = statuses + types + priorities + projects + users
    entities = len(fixed)
    tasks: list[Record] = []
    shot: Record = {}
    project = projects[0]
    for number in range(count):
        if number % _TASKS_OF_A_SHOT == 0:
            project = chance.choice(projects)
            shot = context("Shot", project, name=f"sh{number * 2:05}")
            entities += 1
        day = number % 28 + 1
        # One assignee for even tasks, two for odd ones.
        assignments = [
            record("Appointment", resource=chance.choice(users))
            for _ in range(1 + number % 2)
        ]
        entities += 1 + len(assignments)
        tasks.append(
            context(
                "Task",
                project,
                name=f"{chance.choice(_TYPES).lower()}_{number:05}",
                start_date=_date(f"2026-03-{day:02}T08:00:00"),
                end_date=_date(f"2026-04-{day:02}T17:30:00"),
                bid=3600.0 * chance.randrange(1, 80),
                status=chance.choice(statuses),
                type=chance.choice(types),
                priority=chance.choice(priorities),
                parent=shot,
                project=project,
                assignments=assignments,
            )
        )
    return Production(tasks, entities)


def write_answers(folder: Path, schema: bytes, count: int) -> int:
    """Write what the replay server answers into *folder*.

    Args:
        folder: where ``schemas.json``, ``one.json`` (a task's name) and
            ``page-<offset>.json`` are written.
        schema: the schema document, as a JSON list.
        count: how many tasks there are.

    Returns:
        How many entities the pages hold.
    """
    production = make_production(count)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "schemas.json").write_bytes(b"[" + schema + b"]")
    first = {
        name: value
        for name, value in production.tasks[0].items()
        if isinstance(value, str)
    }
    (folder / "one.json").write_bytes(_answer([first], None))
    for start in range(0, count, PAGE_SIZE):
        page = production.tasks[start : start + PAGE_SIZE]
        following = start + PAGE_SIZE
        (folder / f"page-{start}.json").write_bytes(_answer(page, following))
    return production.entities


def _answer(rows: list[Record], following: int | None) -> bytes:
    result = {
        "action": "query",
        "data": list(_normalised(rows)),
        "metadata": {"next": {"offset": following}},
    }
    return orjson.dumps([result])


def _normalised(rows: list[Record]) -> Iterator[Record]:
    seen: set[str] = set()

    def spelled(value: object) -> object:
        if isinstance(value, list):
            return [spelled(item) for item in cast("list[object]", value)]
        if not isinstance(value, dict):
            return value
        entity = cast("Record", value)
        if "id" not in entity:
            return entity
        if entity["id"] in seen:
            return {key: entity[key] for key in ("__entity_type__", "id")}
        seen.add(entity["id"])
        return {name: spelled(inner) for name, inner in entity.items()}

    for row in rows:
        yield cast("Record", spelled(row))


def _date(text: str) -> dict[str, str]:
    return {"__type__": "datetime", "value": text}
