"""Time an attribute of the official client's entity.

Argument: the server's URL.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

from .statements import seconds

# The official client has no types.
ftrack_api = import_module("ftrack_api")


def measure(url: str) -> dict[str, float]:
    """Return seconds for ``read`` and ``assign``."""
    session = ftrack_api.Session(
        url, api_key="key", api_user="bench", schema_cache_path=False, plugin_paths=[]
    )
    task = session.query("select name from Task").first()
    statements = {
        "read": "task['name']",
        "assign": "task['name'] = x; task['name'] = y",
    }
    names = {"task": task, "x": "x", "y": "y"}
    # Every assignment is recorded until the next commit.
    forget = session.recorded_operations.clear
    taken = seconds(statements, names, before=forget)
    return {**taken, "assign": taken["assign"] / 2}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
