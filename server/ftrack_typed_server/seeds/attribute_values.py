"""Metadata and custom attribute values of the demo."""

from __future__ import annotations

import random
from collections.abc import Iterator

from .breakdown import Part, context_id, project_id
from .crew import PEOPLE
from .defaults_attributes import (
    FEND_ID,
    FSTART_ID,
    HANDLES_ID,
    PROJECT_FPS_ID,
    SEQUENCE_FPS_ID,
    SHOT_FPS_ID,
    configuration,
)
from .defaults_people import user_id
from .productions import ProjectPlan
from .publishing import Version
from .records import Row, Value, identifier, moment
from .schedule import Task

_GROUP_ID = identifier("CustomAttributeGroup", "Delivery")

RESOLUTION_ID = identifier("CustomAttributeConfiguration", "resolution")
POLYCOUNT_ID = identifier("CustomAttributeConfiguration", "polycount")
DUE_ID = identifier("CustomAttributeConfiguration", "client_due")
SUBMITTED_ID = identifier("CustomAttributeConfiguration", "submitted")
DESK_ID = identifier("CustomAttributeConfiguration", "desk")

_LENSES = ("18mm", "27mm", "35mm", "50mm", "75mm", "100mm")


def configuration_rows() -> Iterator[Row]:
    """The custom attributes that the demo's studio made for itself."""
    yield Row("CustomAttributeGroup", {"id": _GROUP_ID, "name": "Delivery"})
    yield configuration(
        key="resolution",
        label="Resolution",
        entity_type="show",
        kind="text",
        default="1920x1080",
        configuration_id=RESOLUTION_ID,
        group_id=_GROUP_ID,
        sort=0,
        is_hierarchical=True,
    )
    yield configuration(
        key="polycount",
        label="Polygon count",
        entity_type="task",
        kind="number",
        default=0,
        configuration_id=POLYCOUNT_ID,
        object_type="Asset Build",
        group_id=_GROUP_ID,
        sort=1,
    )
    yield configuration(
        key="client_due",
        label="Due at the client's",
        entity_type="task",
        kind="date",
        default=None,
        configuration_id=DUE_ID,
        object_type="Shot",
        group_id=_GROUP_ID,
        sort=2,
    )
    yield configuration(
        key="submitted",
        label="Submitted to the client",
        entity_type="assetversion",
        kind="boolean",
        default=False,
        configuration_id=SUBMITTED_ID,
        group_id=_GROUP_ID,
        sort=3,
    )
    yield configuration(
        key="desk",
        label="Desk",
        entity_type="user",
        kind="text",
        default="",
        configuration_id=DESK_ID,
        group_id=_GROUP_ID,
        sort=4,
    )


def user_value_rows() -> Iterator[Row]:
    """Where people sit."""
    for number, person in enumerate(PEOPLE):
        if person.is_active:
            yield _value("User", DESK_ID, user_id(person.username), f"2.{number:02d}")


def project_value_rows(plan: ProjectPlan, parts: tuple[Part, ...]) -> Iterator[Row]:
    """Values and metadata of a project, its sequences, shots and asset builds."""
    chance = random.Random(f"attribute_values/{plan.name}")
    key = project_id(plan)
    yield _value("Context", PROJECT_FPS_ID, key, plan.fps)
    yield _value("Context", RESOLUTION_ID, key, "3840x2160")
    yield _metadata("Project", key, "client", plan.client)
    for sequence in plan.sequences:
        names = (plan.name, sequence.episode, sequence.name)
        path = "/".join(name for name in names if name)
        yield _value("Context", SEQUENCE_FPS_ID, context_id(path), plan.fps)
    for part in parts:
        if part.entity_type == "Shot":
            yield from _shot_values(part, chance)
        else:
            count = chance.randrange(2_000, 900_000)
            yield _value("Context", POLYCOUNT_ID, part.id, count)


def task_metadata_rows(tasks: tuple[Task, ...]) -> Iterator[Row]:
    """Metadata that pipeline tools left on the tasks being worked on."""
    for task in tasks:
        if task.state == "IN_PROGRESS":
            yield _metadata("Task", task.id, "workfile_version", f"{task.days:03d}")
            yield _metadata(
                "Task", task.id, "workfile", f"/mnt/projects/{task.path}/work"
            )


def version_value_rows(versions: tuple[Version, ...]) -> Iterator[Row]:
    """Which versions the client has."""
    for version in versions:
        if version.status == "Client approved":
            yield _value("AssetVersion", SUBMITTED_ID, version.id, True)


def _shot_values(part: Part, chance: random.Random) -> Iterator[Row]:
    yield _value("Context", FSTART_ID, part.id, 1001)
    yield _value("Context", FEND_ID, part.id, 1000 + part.frames)
    yield _value("Context", HANDLES_ID, part.id, chance.choice((8, 8, 12)))
    if part.plan.fps != 25:
        yield _value("Context", SHOT_FPS_ID, part.id, part.plan.fps)
    if part.status == "In progress":
        due = moment(chance.randint(3, 30))
        yield _value("Context", DUE_ID, part.id, due)
    slate = f"{chance.randint(1, 90)}{chance.choice('ABCDEF')}-{chance.randint(1, 7)}"
    yield _metadata("Shot", part.id, "slate", slate)
    yield _metadata("Shot", part.id, "lens", chance.choice(_LENSES))


def _value(owner: str, configuration_id: str, entity_id: str, value: Value) -> Row:
    return Row(
        f"{owner}CustomAttributeValue",
        {
            "configuration_id": configuration_id,
            "entity_id": entity_id,
            "value": value,
        },
    )


def _metadata(parent_type: str, parent_id: str, key: str, value: str) -> Row:
    return Row(
        "Metadata",
        {
            "parent_id": parent_id,
            "parent_type": parent_type,
            "key": key,
            "value": value,
        },
    )
