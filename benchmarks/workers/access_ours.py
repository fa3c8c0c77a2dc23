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
        task = session.query(Task).select(Task.name).one()
        slotted = Slotted(task.name)
        names: dict[str, object] = {"task": task, "slotted": slotted, "x": "x"}
        return {
            "slot": seconds("slotted.name", names),
            "read": seconds("task.name", names),
            "assign": seconds("task.name = x", names),
        }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
