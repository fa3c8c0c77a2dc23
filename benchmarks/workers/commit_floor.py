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
    moment = {"__type__": "datetime", "value": "2026-03-01T08:00:00"}
    operations = [
        {
            "action": "create",
            "entity_type": "Task",
            "entity_key": [key],
            "entity_data": {
                "__entity_type__": "Task",
                "id": key,
                "object_type_id": keys[-1],
                "priority_id": keys[-1],
                "name": f"task {number}",
                "description": "What there is to be done for this task",
                "bid": 3600.0,
                "start_date": moment,
                "end_date": moment,
                "parent_id": keys[-1],
                "status_id": keys[-1],
                "type_id": keys[-1],
            },
        }
        for number, key in enumerate(keys[:creates])
    ] + [
        {
            "action": "update",
            "entity_type": "Task",
            "entity_key": [key],
            "entity_data": {
                "__entity_type__": "Task",
                "bid": 7200.5,
                "description": "What there is to be done for it now",
                "status_id": keys[-1],
            },
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
