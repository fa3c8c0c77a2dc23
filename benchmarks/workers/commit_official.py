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


def commit(url: str, updates: int, creates: int, known: int) -> None:
    """Change tasks, create timelogs, and commit both."""
    session = ftrack_api.Session(
        url, api_key="key", api_user="bench", schema_cache_path=False, plugin_paths=[]
    )
    tasks = session.query(f"select name, bid from Task limit {known}").all()
    clock = Clock()
    for number in range(creates):
        session.create(
            "Timelog",
            {
                "duration": 60.0,
                "comment": f"log {number}",
                "context_id": tasks[number]["id"],
            },
        )
    for task in tasks[:updates]:
        task["bid"] = 7200.5
    session.commit()
    clock.report()
    assert not session.recorded_operations


if __name__ == "__main__":
    commit(sys.argv[1], *map(int, sys.argv[2:]))
