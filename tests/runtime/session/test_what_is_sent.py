"""What a commit sends is what its plan says, whatever the changes are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.session import payload
from ftrack_typed.session.new_keys import new_key
from ftrack_typed.transport import Operation, Result
from ftrack_typed_schema import Note, Session, Shot, Task, Timelog


class Recording:
    """A transport that keeps the batches of commits, and knows some entities."""

    def __init__(self) -> None:
        self.batches: list[list[Operation]] = []

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        if operations[0]["action"] == "query":
            rows: dict[str, list[dict[str, object]]] = {
                "Shot": [_row("Shot", n, name=f"s{n}") for n in range(3)],
                "Task": [
                    _row(
                        "Task", 10 + n, name=f"t{n}", bid=1.0, parent_id="0", scopes=[]
                    )
                    for n in range(6)
                ],
            }
            kind = str(operations[0]["expression"]).split(" from ")[1].split()[0]
            return [{"action": "query", "data": rows[kind]} for _ in operations]
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
