"""Projects, episodes, sequences, shots, asset builds and milestones of the demo."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal

import attrs

from .defaults_people import user_id
from .defaults_project_schema import VFX_SCHEMA_ID
from .defaults_site import DISK_ID
from .defaults_workflow import OBJECT_TYPE_IDS, PRIORITY_IDS, STATUS_IDS, TYPE_IDS
from .productions import SHOT_DESCRIPTIONS, BuildPlan, ProjectPlan, SequencePlan
from .records import Row, identifier, moment

Halt = Literal["On Hold", "Omitted"]


@attrs.frozen(kw_only=True)
class Part:
    """A shot or an asset build: what tasks are done for.

    Attributes:
        id: its identifier.
        name: its name.
        path: names from the project down, joined by slashes.
        entity_type: ``Shot`` or ``AssetBuild``.
        plan: the project that it belongs to.
        steps: its tasks' names, in order.
        done: how many of the steps are done.
        is_active: whether the step after the done ones is being worked on.
        halt: the status that stops the work, if it is stopped.
        frames: the number of frames of a shot, handles left out.
        created_at: when it was created.
    """

    id: str
    name: str
    path: str
    entity_type: Literal["Shot", "AssetBuild"]
    plan: ProjectPlan
    steps: tuple[str, ...]
    done: int
    is_active: bool
    halt: Halt | None
    frames: int
    created_at: datetime

    @property
    def status(self) -> str:
        """The status name that follows from the state of the work."""
        if self.halt and self.entity_type == "Shot":
            return self.halt
        if self.done == len(self.steps):
            return "Completed"
        return "In progress" if self.done or self.is_active else "Not started"


@attrs.frozen
class Breakdown:
    """A project's rows, and the parts that tasks are made for."""

    rows: tuple[Row, ...]
    parts: tuple[Part, ...]


def project_id(plan: ProjectPlan) -> str:
    """The identifier of a planned project."""
    return identifier("Project", plan.name)


def context_id(path: str) -> str:
    """The identifier of the context at *path*."""
    return identifier("Context", path)


def context_row(
    entity_type: str,
    path: str,
    plan: ProjectPlan,
    *,
    sort: int,
    created_at: datetime,
    status: str = "Not started",
    type_name: str = "Production",
    priority: str = "None",
    description: str = "",
    bid: float = 0.0,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Row:
    """A typed context; its parent is the context that its path lies in.

    Args:
        entity_type: the object type's name without spaces.
        path: names from the project down, joined by slashes.
        plan: the project.
        sort: the place among its siblings.
        created_at: when it was created.
        status: the status name. Every context has one in storage, shown or not.
        type_name: the task type's name, as above.
        priority: the priority's name.
        description: free text.
        bid: the estimate, in seconds.
        start: when the work begins.
        end: when the work ends.
    """
    parent, _, name = path.rpartition("/")
    object_type = "Asset Build" if entity_type == "AssetBuild" else entity_type
    project = project_id(plan)
    return Row(
        entity_type,
        {
            "id": context_id(path),
            "name": name,
            "description": description,
            "context_type": "task",
            "object_type_id": OBJECT_TYPE_IDS[object_type],
            "project_id": project,
            "parent_id": project if parent == plan.name else context_id(parent),
            "status_id": STATUS_IDS[status],
            "type_id": TYPE_IDS[type_name],
            "priority_id": PRIORITY_IDS[priority],
            "bid": bid,
            "start_date": start,
            "end_date": end,
            "sort": float(sort),
            "created_at": created_at,
            "created_by_id": user_id(plan.producer),
        },
    )


def break_down(plan: ProjectPlan) -> Breakdown:
    """The contexts of one project, tasks left out."""
    chance = random.Random(f"breakdown/{plan.name}")
    rows = [_project(plan), *_folders(plan)]
    parts: list[Part] = []
    for index, build in enumerate(plan.builds):
        part = _build_part(plan, build, index, chance)
        parts.append(part)
        rows.append(_build_row(part, build, index))
    for index, sequence in enumerate(plan.sequences):
        path = _sequence_path(plan, sequence)
        created = _created(plan, index)
        rows.append(
            context_row(
                "Sequence",
                path,
                plan,
                sort=index + 2,
                created_at=created,
                description=sequence.description,
            )
        )
        for number in range(sequence.shots):
            part = _shot_part(plan, sequence, number, created, chance)
            parts.append(part)
            rows.append(_shot_row(part, number, chance))
    return Breakdown((*rows, *_milestones(plan)), tuple(parts))


def _created(plan: ProjectPlan, minutes: int) -> datetime:
    return moment(plan.begins, 9.5) + timedelta(minutes=minutes)


def _project(plan: ProjectPlan) -> Row:
    key = project_id(plan)
    return Row(
        "Project",
        {
            "id": key,
            "name": plan.name,
            "full_name": plan.full_name,
            "root": plan.name.lower().replace(" ", "_"),
            "color": plan.color,
            "status": plan.status,
            "is_global": False,
            "is_private": False,
            "context_type": "show",
            "project_id": key,
            "parent_id": None,
            "project_schema_id": VFX_SCHEMA_ID,
            "disk_id": DISK_ID,
            "start_date": moment(plan.begins),
            "end_date": moment(plan.ends),
            "created_at": moment(plan.begins - 10, 10),
            "created_by_id": user_id(plan.producer),
        },
    )


def _folders(plan: ProjectPlan) -> Iterator[Row]:
    created = _created(plan, 0)
    for sort, name in enumerate(("assets", "management")):
        yield context_row(
            "Folder", f"{plan.name}/{name}", plan, sort=sort, created_at=created
        )
    for sort, (name, description) in enumerate(plan.episodes.items()):
        yield context_row(
            "Episode",
            f"{plan.name}/{name}",
            plan,
            sort=sort + 2,
            created_at=created,
            status="Not started" if sort else "In progress",
            description=description,
        )


def _sequence_path(plan: ProjectPlan, sequence: SequencePlan) -> str:
    return "/".join(n for n in (plan.name, sequence.episode, sequence.name) if n)


def _build_part(
    plan: ProjectPlan, build: BuildPlan, index: int, chance: random.Random
) -> Part:
    # Builds are needed first: they are about a third further on than the shots.
    shots = sum(s.shots for s in plan.sequences)
    mean = sum(s.progress * s.shots for s in plan.sequences) / shots
    done, is_active = _progress(min(1.0, mean + 0.35), len(build.steps), chance)
    path = f"{plan.name}/assets/{build.name}"
    return Part(
        id=context_id(path),
        name=build.name,
        path=path,
        entity_type="AssetBuild",
        plan=plan,
        steps=build.steps,
        done=done,
        is_active=is_active,
        halt=None,
        frames=0,
        created_at=_created(plan, index + 5),
    )


def _build_row(part: Part, build: BuildPlan, index: int) -> Row:
    return context_row(
        "AssetBuild",
        part.path,
        part.plan,
        sort=index,
        created_at=part.created_at,
        status=part.status,
        type_name=build.type_name,
        priority="Medium",
        description=build.description,
    )


def _shot_part(
    plan: ProjectPlan,
    sequence: SequencePlan,
    number: int,
    created: datetime,
    chance: random.Random,
) -> Part:
    name = f"sh{(number + 1) * 10:04d}"
    path = f"{_sequence_path(plan, sequence)}/{name}"
    done, is_active = _progress(sequence.progress, len(plan.steps), chance)
    halt: Halt | None = None
    if done < len(plan.steps) and number == 3:
        halt = "Omitted" if sequence.progress > 0.5 else "On Hold"
    return Part(
        id=context_id(path),
        name=name,
        path=path,
        entity_type="Shot",
        plan=plan,
        steps=plan.steps,
        done=done,
        is_active=is_active and halt is None,
        halt=halt,
        frames=chance.randrange(34, 241),
        created_at=created + timedelta(minutes=number + 1),
    )


def _shot_row(part: Part, number: int, chance: random.Random) -> Row:
    return context_row(
        "Shot",
        part.path,
        part.plan,
        sort=number,
        created_at=part.created_at,
        status=part.status,
        priority=chance.choice(("None", "None", "Low", "Medium", "High")),
        description=chance.choice(SHOT_DESCRIPTIONS),
    )


def _progress(share: float, steps: int, chance: random.Random) -> tuple[int, bool]:
    if share >= 1.0:
        return steps, False
    done = int(share * steps + chance.uniform(-0.5, 1.5)) if share else 0
    done = max(0, min(steps, done))
    return done, done < steps and share > 0.0


def _milestones(plan: ProjectPlan) -> Iterator[Row]:
    span = plan.ends - plan.begins
    for sort, (name, share) in enumerate(
        (("kick-off", 0.02), ("picture_lock", 0.4), ("final_delivery", 1.0))
    ):
        day = plan.begins + int(span * share)
        yield context_row(
            "Milestone",
            f"{plan.name}/management/{name}",
            plan,
            sort=sort,
            created_at=_created(plan, sort + 3),
            status="Completed" if day < 0 else "Not started",
            type_name="Deliverable" if share == 1.0 else "Production",
            priority="High",
            end=moment(day, 18),
        )
