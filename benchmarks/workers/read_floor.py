"""Read tasks with urllib3 and orjson alone: as quick as it can be done in Python.

Arguments: the server's URL, and how many tasks.
"""

from __future__ import annotations

import json
import sys

import orjson
import urllib3

from .clock import Clock

PAGE_SIZE = 500


def read(url: str, count: int) -> None:
    """Read *count* tasks and keep them, as decoded."""
    pool = urllib3.PoolManager()

    def rows(clause: str) -> list[object]:
        operation = {"action": "query", "expression": f"select name from Task {clause}"}
        body = json.dumps([operation])
        answer = pool.request("POST", f"{url}/api", body=body)
        found: list[object] = orjson.loads(answer.data)[0]["data"]
        return found

    rows("limit 1")
    clock = Clock()
    tasks: list[object] = []
    for offset in range(0, count, PAGE_SIZE):
        tasks += rows(f"offset {offset} limit {PAGE_SIZE}")
    clock.report()
    assert len(tasks) == count


if __name__ == "__main__":
    read(sys.argv[1], int(sys.argv[2]))
