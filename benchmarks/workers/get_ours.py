"""Time getting entities: known to the session, or in a cache behind it.

Arguments: the server's URL, and which layer, ``known``, ``memory``, ``sqlite`` or
``redis``; for the last two, the file or the server.
"""

from __future__ import annotations

import json
import sys
import time

from ftrack_typed.cache import Cache, MemoryCache, RedisCache, SqliteCache
from ftrack_typed_schema import Session, Task

from .read_ours import read_tasks
from .statements import seconds

_TASKS = 1000
_TURNS = 7


def measure_known(url: str) -> float:
    """Return seconds for getting an entity that the session knows."""
    with Session(url, "bench", "key") as session:
        task = session.query(Task).select(Task.name).first()
        assert task is not None
        names = {"session": session, "Task": Task, "key": task.id}
        return seconds({"get": "session.get(Task, key)"}, names)["get"]


def measure_cached(url: str, cache: Cache) -> float:
    """Return seconds for getting an entity, each once, that is in *cache* alone."""
    with Session(url, "bench", "key", cache=cache) as session:
        keys = [task.id for task in read_tasks(session, _TASKS)]
    best = float("inf")
    for _ in range(_TURNS):
        with Session(url, "bench", "key", cache=cache) as session:
            # The first one opens the cache.
            session.get(Task, keys[0])
            start = time.perf_counter()
            for key in keys[1:]:
                session.get(Task, key)
            best = min(best, (time.perf_counter() - start) / (len(keys) - 1))
    return best


def measure(url: str, layer: str, place: str) -> float:
    """Return seconds for getting an entity from *layer*."""
    if layer == "known":
        return measure_known(url)
    if layer == "memory":
        return measure_cached(url, MemoryCache())
    return measure_cached(
        url, SqliteCache(place) if layer == "sqlite" else RedisCache(place)
    )


if __name__ == "__main__":
    print(json.dumps({"get": measure(sys.argv[1], sys.argv[2], sys.argv[3])}))
