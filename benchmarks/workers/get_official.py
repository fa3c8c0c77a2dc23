"""Time getting an entity that the official client's session has in its cache.

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
    """Return seconds for ``get``."""
    session = ftrack_api.Session(
        url, api_key="key", api_user="bench", schema_cache_path=False, plugin_paths=[]
    )
    task = session.query("select name from Task").first()
    names = {"session": session, "key": task["id"]}
    return seconds({"get": "session.get('Task', key)"}, names)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
