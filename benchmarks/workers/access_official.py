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
    names: dict[str, object] = {"task": task, "x": "x"}
    # Every assignment is recorded until the next commit.
    forget = session.recorded_operations.clear
    return {
        "read": seconds("task['name']", names),
        "assign": seconds("task['name'] = x", names, before=forget),
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
