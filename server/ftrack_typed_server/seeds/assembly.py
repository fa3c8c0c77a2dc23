"""The seeds put together."""

from __future__ import annotations

from collections.abc import Iterator

from .attribute_values import (
    configuration_rows,
    project_value_rows,
    task_metadata_rows,
    user_value_rows,
    version_value_rows,
)
from .breakdown import break_down
from .conversation import conversation_rows
from .coordination import project_coordination_rows, studio_rows
from .crew import crew_rows
from .defaults_attributes import attribute_rows
from .defaults_people import administrator_rows, role_rows
from .defaults_project_schema import project_schema_rows
from .defaults_site import site_rows
from .defaults_workflow import workflow_rows
from .productions import MY_PROJECT, PROJECTS, ProjectPlan
from .publishing import disk_location_rows, plan_versions, publishing_rows
from .records import Row, SeedName
from .schedule import plan_tasks, schedule_rows


def rows(seed: SeedName) -> list[Row]:
    """The rows that a server starts with, referred ones before those that refer.

    The same seed gives the same rows on every machine and every day; each seed begins
    with the rows of the smaller one.

    Args:
        seed: ``empty`` for the least that a server runs with: the user ``admin`` and
            that user's role; ``fresh`` for what a new site holds: locations, one
            project schema with its workflows, statuses, types, custom attributes;
            ``demo`` for four projects with all that belongs to a production.
    """
    found = list(administrator_rows())
    if seed in ("fresh", "demo"):
        found += _fresh()
    if seed == "demo":
        found += _demo()
    return found


def _fresh() -> Iterator[Row]:
    yield from role_rows()
    yield from workflow_rows()
    yield from project_schema_rows()
    yield from attribute_rows()
    yield from site_rows()


def _demo() -> Iterator[Row]:
    yield from crew_rows()
    yield from disk_location_rows()
    yield from configuration_rows()
    yield from user_value_rows()
    for plan in PROJECTS:
        yield from _project(plan)
    yield from studio_rows(plan_tasks(break_down(MY_PROJECT).parts))


def _project(plan: ProjectPlan) -> Iterator[Row]:
    breakdown = break_down(plan)
    tasks = plan_tasks(breakdown.parts)
    versions = plan_versions(tasks)
    yield from breakdown.rows
    yield from project_value_rows(plan, breakdown.parts)
    yield from schedule_rows(tasks)
    yield from task_metadata_rows(tasks)
    yield from publishing_rows(versions)
    yield from version_value_rows(versions)
    yield from conversation_rows(plan, tasks, versions)
    yield from project_coordination_rows(plan, tasks, versions)
