"""The demo's tasks: status, dates, estimates, assignments, timelogs and links."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import attrs

from .breakdown import Part, context_id, context_row
from .crew import artists
from .defaults_people import user_id
from .defaults_workflow import STATUS_IDS, STATUS_STATES
from .productions import STEPS
from .records import HOUR, WORKDAY, Row, Value, identifier, moment

UNLOGGED_EVERY = 10
"""Of each project's done tasks, one in so many was finished without logging time."""

_DESCRIPTIONS: dict[str, tuple[str, ...]] = {
    "anim": ("Block first, splines after approval.", "Keep the weight on the left."),
    "comp": ("Match grain; check the edges at 200%.", "Integrate, grade, de-noise."),
    "fx": ("Snow, 3 layers.", "Sparks & smoke, reuse the cache of sh0010."),
    "light": ("Key from the left, as in the plate.", "Use the sequence's light rig."),
    "track": ("Lens distortion first!", "Object track for the door."),
}


@attrs.frozen(kw_only=True)
class Task:
    """A task.

    Attributes:
        id: its identifier.
        path: names from the project down, joined by slashes.
        step: its name, which is that of a step.
        part: the shot or asset build that it is done for.
        status: the status name.
        bid: the estimate, in seconds.
        first_day: the working day it begins on, relative to the reference day.
        days: how many working days it is planned to take, at least one.
        assignees: usernames.
    """

    id: str
    path: str
    step: str
    part: Part
    status: str
    bid: float
    first_day: int
    days: int
    assignees: tuple[str, ...]

    @property
    def state(self) -> str:
        """The short name of the status' state."""
        return STATUS_STATES[self.status]

    @property
    def is_begun(self) -> bool:
        """Whether work has been done."""
        return self.state in ("IN_PROGRESS", "DONE")

    @property
    def start(self) -> datetime:
        """When it begins."""
        return moment(self.first_day, 9)

    @property
    def end(self) -> datetime:
        """When it is due, or was done."""
        return moment(self.first_day + self.days - 1, 18)


def plan_tasks(parts: Iterable[Part]) -> tuple[Task, ...]:
    """The tasks of a project's parts, each part's in order of work."""
    return tuple(task for part in parts for task in _tasks(part))


def schedule_rows(tasks: tuple[Task, ...]) -> Iterator[Row]:
    """The tasks of one project with all that hangs on them."""
    chance = random.Random(f"schedule/{tasks[0].part.plan.name}")
    for task in tasks:
        yield _task_row(task, chance)
        for username in task.assignees:
            yield appointment(task.id, username, "assignment")
        if task.is_begun:
            yield _status_change(task)
    done = [task.id for task in tasks if task.state == "DONE"]
    unlogged = frozenset(done[UNLOGGED_EVERY // 2 :: UNLOGGED_EVERY])
    for task in tasks:
        if task.is_begun and task.id not in unlogged:
            yield from _timelogs(task, chance)
    for before, after in itertools.pairwise(tasks):
        if before.part is after.part:
            yield _link(before, after)


def appointment(context: str, username: str, kind: str) -> Row:
    """A user's assignment to a task, or allocation to a project."""
    return Row(
        "Appointment",
        {
            "id": identifier("Appointment", kind, context, username),
            "type": kind,
            "context_id": context,
            "resource_id": user_id(username),
        },
    )


def _tasks(part: Part) -> Iterator[Task]:
    chance = random.Random(f"tasks/{part.path}")
    bids = [_bid(step, chance) for step in part.steps]
    days = [max(1, math.ceil(bid / WORKDAY)) for bid in bids]
    first = _first_day(part, days, chance)
    for index, step in enumerate(part.steps):
        path = f"{part.path}/{step}"
        status = _status(part, index, chance)
        yield Task(
            id=context_id(path),
            path=path,
            step=step,
            part=part,
            status=status,
            bid=bids[index],
            first_day=first + sum(days[:index]),
            days=days[index],
            assignees=_assignees(step, status, chance),
        )


def _bid(step: str, chance: random.Random) -> float:
    least, most = STEPS[step].days
    return chance.randint(int(least * 2), int(most * 2)) / 2 * WORKDAY


def _first_day(part: Part, days: list[int], chance: random.Random) -> int:
    """The day that lets the done steps lie behind today and the others ahead."""
    spent = sum(days[: part.done])
    if part.done == len(days):
        latest = min(0, part.plan.ends)
        return latest - spent - chance.randint(1, 25)
    if part.is_active:
        return -spent - chance.randint(0, days[part.done] + 1)
    return chance.randint(3, 40) - spent if not part.done else -spent - 5


def _status(part: Part, index: int, chance: random.Random) -> str:
    if index < part.done:
        return chance.choice(("Completed", "Approved", "Approved"))
    if part.halt:
        return part.halt
    if index == part.done and part.is_active:
        return chance.choice(
            ("In progress", "In progress", "Pending Review", "Pending Review", "Revise")
        )
    if index == part.done + 1 and part.is_active:
        return chance.choice(("Ready to start", "WIP", "Not started"))
    return "Not started"


def _assignees(step: str, status: str, chance: random.Random) -> tuple[str, ...]:
    people = artists(STEPS[step].group)
    if STATUS_STATES[status] == "NOT_STARTED" and chance.random() < 0.4:
        return ()
    first = chance.randrange(len(people))
    count = 2 if len(people) > 1 and chance.random() < 0.12 else 1
    return tuple(people[(first + n) % len(people)] for n in range(count))


def _task_row(task: Task, chance: random.Random) -> Row:
    texts = _DESCRIPTIONS.get(task.step, ())
    priority = "None"
    if task.state == "IN_PROGRESS":
        priority = chance.choice(("Medium", "Medium", "High", "Urgent"))
    elif task.state == "NOT_STARTED":
        priority = chance.choice(("None", "Low", "Medium"))
    return context_row(
        "Task",
        task.path,
        task.part.plan,
        sort=task.part.steps.index(task.step),
        created_at=task.part.created_at + timedelta(hours=1),
        status=task.status,
        type_name=STEPS[task.step].type_name,
        priority=priority,
        description=chance.choice(texts) if texts and chance.random() < 0.5 else "",
        bid=task.bid,
        start=task.start,
        end=task.end,
    )


def _status_change(task: Task) -> Row:
    """The change that gave the task its present status."""
    is_done = task.state == "DONE"
    date = task.end if is_done else task.start + timedelta(minutes=20)
    user = task.part.plan.supervisor if is_done else task.assignees[0]
    before = "Not started" if task.status == "In progress" else "In progress"
    return Row(
        "TypedContextStatusChange",
        {
            "id": identifier("StatusChange", task.id),
            "parent_id": task.id,
            "parent_type": "Task",
            "from_status_id": STATUS_IDS[before],
            "status_id": STATUS_IDS[task.status],
            "user_id": user_id(user),
            "date": date,
        },
    )


def _timelogs(task: Task, chance: random.Random) -> Iterator[Row]:
    share = chance.uniform(0.7, 1.3) if task.state == "DONE" else 0.5
    left = max(HOUR, round(task.bid * share / 1800) * 1800)
    day = 0
    while left > 0 and task.first_day + day <= 0:
        hours = chance.choice((6.0, 7.0, 7.5, 8.0))
        duration = min(left, int(hours * HOUR))
        # Less than an hour is not worth a log of its own.
        if left - duration < HOUR:
            duration = left
        user = task.assignees[day % len(task.assignees)]
        values: dict[str, Value] = {
            "id": identifier("Timelog", task.id, str(day)),
            "context_id": task.id,
            "user_id": user_id(user),
            "name": task.step,
            "comment": chance.choice(("", "", "Fixes from dailies", "First pass")),
            "start": moment(task.first_day + day, 9),
            "duration": float(duration),
            "time_zone_offset": 0.0,
        }
        yield Row("Timelog", values)
        left -= duration
        day += 1


def _link(before: Task, after: Task) -> Row:
    return Row(
        "TypedContextLink",
        {
            "id": identifier("TypedContextLink", before.id, after.id),
            "from_id": before.id,
            "to_id": after.id,
            "type": "end_to_start",
            "lag": 0.0,
        },
    )
