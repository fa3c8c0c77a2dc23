"""What a commit sends is what its plan says, whatever the changes are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime, timedelta, tzinfo
from typing import Any
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.errors import TransportError
from ftrack_typed.session import CommitUncertainError, payload
from ftrack_typed.session.new_keys import new_key
from ftrack_typed.transport import Operation, Result, RetryPolicy
from ftrack_typed_schema import Note, Session, Shot, Task, Timelog


class Recording:
    """A transport that keeps the batches of commits, and knows some entities."""

    def __init__(self) -> None:
        self.batches: list[list[Operation]] = []
        self.rows = {
            "Shot": [_row("Shot", n, name=f"s{n}") for n in range(3)],
            "Task": [
                _row("Task", 10 + n, name=f"t{n}", bid=1.0, parent_id="0", scopes=[])
                for n in range(6)
            ],
        }

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        if operations[0]["action"] == "query":
            kind = str(operations[0]["expression"]).split(" from ")[1].split()[0]
            return [
                {"action": "query", "data": deepcopy(self.rows[kind])}
                for _ in operations
            ]
        self.batches.append(list(operations))
        return [{"action": each["action"], "data": {}} for each in operations]

    def close(self) -> None:
        """Nothing is open."""


def _row(kind: str, number: int, **values: object) -> dict[str, object]:
    return {"__entity_type__": kind, "id": str(number), **values}


class Script:
    """A session with three shots and six tasks, and what can be done to them."""

    def __init__(self) -> None:
        self.transport = Recording()
        self.session = Session(transport=self.transport)
        self.shots = self.session.query(Shot).select("name").all()
        self.tasks = (
            self.session.query(Task).select("name, bid, parent_id, scopes").all()
        )
        self.deleted: set[Task] = set()

    def task(self, number: int) -> Task | None:
        task = self.tasks[number % len(self.tasks)]
        return None if task in self.deleted else task

    def create(self, number: int) -> None:
        parent = self.shots[number % len(self.shots)]
        values: dict[str, Any] = {"name": f"n{number}", "parent": parent}
        if number % 2:
            values["bid"] = float(number)
        self.tasks.append(self.session.create(Task, **values))

    def create_shot(self, number: int) -> None:
        self.shots.append(self.session.create(Shot, name=f"shot {number}"))

    def move(self, number: int) -> None:
        # To a shot that was created after the task, perhaps.
        if (task := self.task(number)) is not None:
            task.parent = self.shots[-1]

    def rename(self, number: int) -> None:
        if (task := self.task(number)) is not None:
            task.name = f"renamed {number % 3}"

    def bid(self, number: int) -> None:
        if (task := self.task(number)) is not None:
            task.bid = float(number % 2)

    def log(self, number: int) -> None:
        if (task := self.task(number)) is not None:
            task.timelogs.append(self.session.create(Timelog, duration=float(number)))

    def note(self, number: int) -> None:
        if (task := self.task(number)) is not None:
            task.notes.append(self.session.create(Note, content=f"{number}"))

    def delete(self, number: int) -> None:
        if (task := self.task(number)) is not None:
            self.session.delete(task)
            self.deleted.add(task)


STEPS: list[Callable[[Script, int], None]] = [
    Script.create,
    Script.create_shot,
    Script.move,
    Script.rename,
    Script.bid,
    Script.log,
    Script.note,
    Script.delete,
]


@pytest.fixture
def script() -> Script:
    return Script()


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), max_size=20))
def test_what_is_sent_is_what_the_plan_says(
    steps: list[tuple[Callable[[Script, int], None], int]],
) -> None:
    script = Script()
    for step, number in steps:
        step(script, number)
    planned = script.session.plan()

    try:
        script.session.commit()
    except ValueError:
        # Something refers to an entity that was created and deleted.
        assert script.transport.batches == []
        return

    sent = [each for batch in script.transport.batches for each in batch]
    assert sent == [payload(change) for change in planned.changes]
    assert not script.session.changes


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), max_size=20))
def test_chunks_send_the_same_in_the_same_order(
    steps: list[tuple[Callable[[Script, int], None], int]],
) -> None:
    script = Script()
    for step, number in steps:
        step(script, number)
    planned = script.session.plan()

    try:
        script.session.commit(chunk_size=2)
    except ValueError:
        return

    batches = script.transport.batches
    assert all(len(batch) == 2 for batch in batches[:-1])
    sent = [each for batch in batches for each in batch]
    assert sent == [payload(change) for change in planned.changes]


def test_a_new_entity_is_sent_with_what_was_assigned_after_its_creation(
    script: Script,
) -> None:
    first = script.session.create(Task, name="a", parent=script.shots[0])
    second = script.session.create(Task, name="b", parent=script.shots[0])
    second.bid = 3.0
    first.name = "c"

    script.session.commit()

    (batch,) = script.transport.batches
    data: list[Any] = [each["entity_data"] for each in batch]
    assert [each["name"] for each in data] == ["c", "b"]
    assert [each.get("bid") for each in data] == [None, 3.0]


class PutBack(tzinfo):
    """A zone whose clocks were put back, so that one hour came twice."""

    def utcoffset(self, dt: datetime | None) -> timedelta:
        return timedelta(hours=1 if dt is not None and dt.fold else 2)

    def dst(self, dt: datetime | None) -> timedelta:
        return self.utcoffset(dt) - timedelta(hours=1)

    def tzname(self, dt: datetime | None) -> str:
        return "summer time" if self.dst(dt) else "winter time"


@pytest.mark.parametrize("folds", [(0, 1), (1, 0), (1, 1), (0, 0)])
def test_the_hour_that_comes_twice_is_sent_as_two_hours(
    script: Script, folds: tuple[int, int]
) -> None:
    moment = datetime(2026, 10, 25, 2, 30, tzinfo=PutBack())
    for fold in folds:
        script.session.create(Task, name="a", start_date=moment.replace(fold=fold))

    script.session.commit()

    (batch,) = script.transport.batches
    data: list[Any] = [each["entity_data"] for each in batch]
    assert [each["start_date"]["value"] for each in data] == [
        f"2026-10-25T0{fold}:30:00" for fold in folds
    ]


class Losing(Recording):
    """A transport that loses what it is asked, until it is *lost* no more."""

    lost = False

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        if self.lost:
            raise TransportError(
                "lost", url="", fault="timeout", may_have_been_sent=True
            )
        return super().call(operations)


def test_what_was_rolled_back_and_carried_out_takes_no_other_change_with_it() -> None:
    transport = Losing()
    session = Session(
        transport=transport, retry=RetryPolicy(tries=1), on_schema_drift="ignore"
    )
    renamed, other = session.query(Task).select("name, bid").all()[:2]
    renamed.name = "renamed"
    transport.lost = True
    with pytest.raises(CommitUncertainError):
        session.commit()
    session.rollback()
    transport.lost = False
    transport.rows["Task"][0]["name"] = "renamed"
    other.bid = 7.0

    session.commit()

    (batch,) = transport.batches
    assert [each["entity_key"] for each in batch] == [[other.id]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="The system has no fork")
def test_a_forked_process_makes_other_keys_than_its_parent() -> None:
    # In a process of its own, since this one may have threads.
    script = """
import os
from ftrack_typed.session.new_keys import new_key

new_key()
reading, writing = os.pipe()
if os.fork() == 0:
    os.write(writing, new_key().encode())
    os._exit(0)
os.wait()
print(os.read(reading, 36).decode(), new_key())
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    childs, parents = ran.stdout.split()
    assert len(childs) == len(parents) == 36
    assert childs != parents


def test_new_keys_are_random_uuids_of_version_four() -> None:
    keys = [new_key() for _ in range(1000)]

    assert len({*keys}) == 1000
    assert {(UUID(key).version, UUID(key).variant) for key in keys} == {(4, RFC_4122)}
    assert all(str(UUID(key)) == key for key in keys)
