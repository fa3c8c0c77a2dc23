"""Read tasks with the official client.

Arguments: the server's URL, and how many tasks.
"""

from __future__ import annotations

import sys
from importlib import import_module

from .clock import Clock

# The official client has no types.
ftrack_api = import_module("ftrack_api")

PROJECTIONS = (
    "name, start_date, end_date, bid, status.name, type.name, priority.name, "
    "parent.name, project.full_name, assignments.resource.username"
)


def read(url: str, count: int) -> None:
    """Read *count* tasks with ten projections and keep them."""
    session = ftrack_api.Session(
        url, api_key="key", api_user="bench", schema_cache_path=False, plugin_paths=[]
    )
    session.query("select name from Task").first()
    clock = Clock()
    tasks = session.query(f"select {PROJECTIONS} from Task limit {count}").all()
    clock.report()
    assert len(tasks) == count


if __name__ == "__main__":
    read(sys.argv[1], int(sys.argv[2]))
