"""The garbage collector: paused while much is made, and finding garbage still."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Sequence

import orjson
import pytest

from ftrack_typed.transport import Operation, Result
from ftrack_typed.transport.answers import Answer
from ftrack_typed.transport.payload import decode
from ftrack_typed_schema import Session, Task

_CYCLES = """
import gc
from ftrack_typed.collector import collector_paused

class Node:
    def __init__(self):
        self.itself = self

looked, most, made = 0, 0, []

def look(phase, told):
    global looked
    looked += phase == "start" and told["generation"] == 2

gc.callbacks.append(look)
for _ in range(40):
    with collector_paused():
        made {assigned} [Node() for _ in range(25_000)]
    most = max(most, sum(type(each) is Node for each in gc.get_objects()))
print(looked, most)
"""


def make_a_million(assigned: str) -> tuple[int, int]:
    """Return how often all objects were looked through, and how many were alive."""
    done = subprocess.run(
        [sys.executable, "-c", _CYCLES.format(assigned=assigned)],
        capture_output=True,
        text=True,
        check=True,
    )
    looked, most = map(int, done.stdout.split())
    return looked, most


def test_what_was_made_while_it_was_paused_is_found_when_it_is_garbage() -> None:
    looked, most = make_a_million("=")

    assert most < 400_000
    assert looked <= 5


def test_what_is_kept_is_not_looked_through_over_and_over() -> None:
    looked, most = make_a_million("+=")

    assert most == 1_000_000
    assert looked <= 5


class Pages:
    """A transport that has any number of tasks, and makes nothing but its answers."""

    def __init__(self, size: int) -> None:
        moment = {"__type__": "datetime", "value": "2026-03-01T08:00:00"}
        rows = [
            {
                "__entity_type__": "Task",
                "id": f"page-{number}",
                "start_date": moment,
                "end_date": moment,
                "status": {"__entity_type__": "Status", "id": "status"},
                "type": {"__entity_type__": "Type", "id": "type"},
                "priority": {"__entity_type__": "Priority", "id": "priority"},
                "project": {"__entity_type__": "Project", "id": "project"},
            }
            for number in range(size)
        ]
        more = {"next": {"offset": size}}
        self._page = orjson.dumps({"action": "query", "data": rows, "metadata": more})
        self._number = 0

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        pages: list[bytes] = []
        for _ in operations:
            self._number += 1
            pages.append(self._page.replace(b"page-", b"%d-" % self._number))
        return decode(Answer("", 200, b"[%b]" % b",".join(pages)), operations)

    def close(self) -> None:
        """Nothing is open."""


def most_alive(size: int) -> int:
    """Return how many of 80,000 tasks, streamed in pages of *size*, were in memory."""
    session = Session(transport=Pages(size), on_schema_drift="ignore")
    query = session.query(Task).limit(80_000).paged(size)
    return max(
        sum(type(each).__name__ == "Task" for each in gc.get_objects())
        for number, _ in enumerate(query.stream())
        if number % 10_000 == 0
    )


@pytest.mark.parametrize("size", [20, 100, 500])
def test_what_was_streamed_is_found_though_more_was_freed_with_it(size: int) -> None:
    # In a process of its own: how often is looked depends on all that there is.
    done = subprocess.run(
        [sys.executable, __file__, str(size)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(done.stdout) < 45_000


if __name__ == "__main__":
    print(most_alive(int(sys.argv[1])))
