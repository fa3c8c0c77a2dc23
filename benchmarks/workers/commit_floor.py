"""Commit creates and updates with urllib3 and orjson alone.

Arguments: the server's URL, how many updates, how many creates.
"""

from __future__ import annotations

import sys
from uuid import uuid4

import orjson
import urllib3

from .clock import Clock


def commit(url: str, updates: int, creates: int) -> None:
    """Send prepared operations as one batch and decode what is answered."""
    pool = urllib3.PoolManager()
    keys = [str(uuid4()) for _ in range(creates + updates)]
    operations = [
        {
            "action": "create",
            "entity_type": "Timelog",
            "entity_key": [key],
            "entity_data": {
                "__entity_type__": "Timelog",
                "id": key,
                "comment": f"log {number}",
                "duration": 60.0,
                "context_id": keys[-1],
            },
        }
        for number, key in enumerate(keys[:creates])
    ] + [
        {
            "action": "update",
            "entity_type": "Task",
            "entity_key": [key],
            "entity_data": {"__entity_type__": "Task", "bid": 7200.5},
        }
        for key in keys[creates:]
    ]
    pool.request("POST", f"{url}/api", body=orjson.dumps(operations[:1]))
    clock = Clock()
    answer = pool.request("POST", f"{url}/api", body=orjson.dumps(operations))
    results = orjson.loads(answer.data)
    clock.report()
    assert len(results) == len(operations)


if __name__ == "__main__":
    commit(sys.argv[1], *map(int, sys.argv[2:]))
