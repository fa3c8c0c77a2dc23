"""Time an entity's attribute, and that of a plain slotted class beside it.

Argument: the server's URL.
"""

from __future__ import annotations

import json
import sys

from ftrack_typed_schema import Session, Task

from .statements import seconds


class Slotted:
    """What is quickest in Python."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def measure(url: str) -> dict[str, float]:
    """Return seconds for ``slot``, ``read`` and ``assign``."""
    with Session(url, "bench", "key") as session:
        task = session.query(Task).select(Task.name).first()
        assert task is not None
        slotted = Slotted(task.name)
        names = {"task": task, "slotted": slotted, "x": "x", "y": "y"}
        statements = {
            "slot": "slotted.name",
            "read": "task.name",
            "assign": "task.name = x; task.name = y",
        }
        taken = seconds(statements, names)
    return {**taken, "assign": taken["assign"] / 2}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
