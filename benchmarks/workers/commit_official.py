"""Commit creates and updates with the official client.

Arguments: the server's URL, how many updates, how many creates, how many tasks the
session knows.
"""

from __future__ import annotations

import sys
from importlib import import_module

from .clock import Clock

# The official client has no types.
ftrack_api = import_module("ftrack_api")
arrow = import_module("arrow")


def commit(url: str, updates: int, creates: int, known: int) -> None:
    """Create tasks, change others, and commit both."""
    session = ftrack_api.Session(
        url, api_key="key", api_user="bench", schema_cache_path=False, plugin_paths=[]
    )
    tasks = session.query(
        f"select bid, status, type, parent, description from Task limit {known}"
    ).all()
    first, now = tasks[0], arrow.get("2026-03-01T08:00:00")
    clock = Clock()
    for number in range(creates):
        session.create(
            "Task",
            {
                "name": f"task {number}",
                "description": "What there is to be done for this task",
                "bid": 3600.0,
                "start_date": now,
                "end_date": now,
                "parent": first["parent"],
                "status": first["status"],
                "type": first["type"],
            },
        )
    for task in tasks[:updates]:
        task["bid"] = 7200.5
        task["description"] = "What there is to be done for it now"
        task["status"] = first["status"]
    session.commit()
    clock.report()
    assert not session.recorded_operations


if __name__ == "__main__":
    commit(sys.argv[1], *map(int, sys.argv[2:]))
