"""Ask a server many things at once, over connections that read and write.

Arguments: the server's URL, how many connections, for how many seconds, and how many
requests a connection makes at the most. The credentials are in the environment. The
server has to have the demo production. Prints what happened, as JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
import threading
import time
from typing import Any
from uuid import uuid4

import attrs
import orjson
import urllib3

READS = (
    "select name, status.name, type.name, parent.name, project.full_name, bid "
    "from Task where project.name like '%e%' and bid > 0 order by name limit 50",
    "select name, assignments.resource from Task where status.state.name is 'Done' "
    "limit 50",
    "select version, asset.name, user.username from AssetVersion "
    "where asset.parent.parent.name like 's%' order by date desc limit 50",
    "select id, custom_attributes from Shot limit 20",
    "select name, children.name from Sequence limit 5",
)
_WRITING, _DELETING = 0.2, 0.1
_ROWS = 3


class RefusedError(Exception):
    """The server answered something else than results."""


@attrs.define
class Connection:
    """One connection: asks the next thing once it has the answer to the last.

    Attributes:
        url: the server's address.
        number: which of the connections it is.
        mark: the comment of its rows, which no earlier run's have.
        task: the key of a task that no other connection changes.
        kept: the keys of rows that it created and did not delete.
        bid: what it last set its task's bid to.
        seconds: how long each answer took, of reads and of writes.
        errors: what was answered instead of results.
    """

    url: str
    number: int
    task: str
    mark: str = attrs.field(factory=lambda: f"load {uuid4()}")
    kept: list[str] = attrs.field(factory=list[str])
    bid: float = 0.0
    reads: list[float] = attrs.field(factory=list[float])
    writes: list[float] = attrs.field(factory=list[float])
    errors: list[str] = attrs.field(factory=list[str])
    _pool: urllib3.PoolManager = attrs.field(factory=urllib3.PoolManager)

    def work(self, start: threading.Barrier, seconds: float, most: int) -> None:
        """Make requests for *seconds*, *most* of them at the most."""
        chance = random.Random(self.number)
        start.wait()
        end = time.perf_counter() + seconds
        for _ in range(most):
            if time.perf_counter() > end:
                return
            try:
                self._step(chance)
            except (RefusedError, urllib3.exceptions.HTTPError) as error:
                self.errors.append(str(error))

    def _step(self, chance: random.Random) -> None:
        draw = chance.random()
        start = time.perf_counter()
        if draw < _DELETING and self.kept:
            self.call(_operation("delete", "Timelog", self.kept[-1]))
            del self.kept[-1]
            taken = self.writes
        elif draw < _DELETING + _WRITING:
            self._write()
            taken = self.writes
        else:
            self.call({"action": "query", "expression": chance.choice(READS)})
            taken = self.reads
        taken.append(time.perf_counter() - start)

    def _write(self) -> None:
        keys = [str(uuid4()) for _ in range(_ROWS)]
        bid = self.bid + 1
        row = {
            "comment": self.mark,
            "duration": 60,
            "context_id": self.task,
        }
        self.call(
            *(_operation("create", "Timelog", key, id=key, **row) for key in keys),
            _operation("update", "Task", self.task, bid=bid),
        )
        self.kept += keys
        self.bid = bid

    def lost(self) -> int:
        """Return how many of its writes the server does not have."""
        rows = self.rows(f'select id from Timelog where comment is "{self.mark}"')
        (task,) = self.rows(f"select bid from Task where id is {self.task}")
        found = {row["id"] for row in rows}
        return len(found ^ set(self.kept)) + (
            bool(self.kept) and task["bid"] < self.bid
        )

    def rows(self, expression: str) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        (result,) = self.call({"action": "query", "expression": expression})
        rows: list[dict[str, Any]] = result["data"]
        return rows

    def call(self, *operations: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a batch and return its results."""
        answer = self._pool.request(
            "POST",
            f"{self.url}/api",
            body=orjson.dumps(operations),
            retries=False,
            headers={
                "content-type": "application/json",
                "ftrack-user": os.environ["FTRACK_API_USER"],
                "ftrack-api-key": os.environ["FTRACK_API_KEY"],
                "ftrack-strict-api": "true",
            },
        )
        if answer.status != 200:
            raise RefusedError(answer.data.decode(errors="replace")[:200])
        results: list[dict[str, Any]] = orjson.loads(answer.data)
        return results

    def close(self) -> None:
        """Close the connection."""
        self._pool.clear()


def _operation(
    action: str, entity_type: str, key: str, **data: object
) -> dict[str, Any]:
    return {
        "action": action,
        "entity_type": entity_type,
        "entity_key": [key],
        "entity_data": {"__entity_type__": entity_type, **data},
    }


def load(url: str, count: int, seconds: float, most: int) -> dict[str, object]:
    """Ask over *count* connections; return what happened."""
    first = Connection(url, 0, "")
    tasks = [row["id"] for row in first.rows(f"select id from Task limit {count}")]
    first.close()
    connections = [Connection(url, number, task) for number, task in enumerate(tasks)]
    start = threading.Barrier(count + 1)
    threads = [
        threading.Thread(target=connection.work, args=(start, seconds, most))
        for connection in connections
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    lost = sum(connection.lost() for connection in connections)
    for connection in connections:
        connection.close()
    errors = [error for connection in connections for error in connection.errors]
    return {
        "seconds": taken,
        "reads": [item for connection in connections for item in connection.reads],
        "writes": [item for connection in connections for item in connection.writes],
        "kept": sum(len(connection.kept) for connection in connections),
        "lost": lost,
        "errors": len(errors),
        "first_errors": errors[:5],
    }


if __name__ == "__main__":
    address, wanted, duration, requests = sys.argv[1:]
    report = load(address, int(wanted), float(duration), int(requests))
    print(json.dumps(report), flush=True)
