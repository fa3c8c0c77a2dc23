"""Read in a loop what was not fetched, with the official client.

Arguments: the server's URL, user and key, and how many tasks.
"""

from __future__ import annotations

import sys
from importlib import import_module

from .clock import Clock

# The official client has no types.
ftrack_api = import_module("ftrack_api")


def read(url: str, user: str, key: str, count: int) -> None:
    """Read four attributes of *count* tasks, one of which came with them."""
    session = ftrack_api.Session(
        url, api_key=key, api_user=user, schema_cache_path=False, plugin_paths=[]
    )
    session.query("select name from Task").first()
    clock = Clock()
    seen = [
        (
            task["name"],
            task["status"]["name"],
            task["parent"]["name"],
            task["project"]["full_name"],
        )
        for task in session.query(f"Task limit {count}")
    ]
    clock.report()
    assert len(seen) == count


if __name__ == "__main__":
    read(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
