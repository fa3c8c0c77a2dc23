"""The garbage collector: paused while much is made, and finding garbage still."""

from __future__ import annotations

import subprocess
import sys

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
