"""Ask the server of a large production, and its database, in turns.

Arguments: the database's file, and how many turns. Prints the seconds of CPU time of
each turn, as JSON. The server runs in this process, so that its time counts.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Mapping

import attrs
import orjson
import urllib3

import ftrack_typed_server
from ftrack_typed_server import RunningServer

_CACHE_KIBIBYTES = 16 * 1024
"""As much as the server has for a connection."""

_JOINED = """
SELECT task.id, task.name, task.bid, status.id, status.name, type.id, type.name,
       shot.id, shot.name, project.id, project.name
FROM Context AS task
JOIN Context AS shot ON shot.id = task.parent_id
JOIN Context AS sequence ON sequence.id = shot.parent_id
JOIN Context AS project ON project.id = task.project_id
JOIN Status AS status ON status.id = task.status_id
JOIN Type AS type ON type.id = task.type_id
"""
_PROJECTED = (
    "select name, bid, status.name, type.name, parent.name, project.name from Task "
)


@attrs.frozen
class Question:
    """One question in both languages.

    Attributes:
        expression: the query.
        sql: the same by hand.
    """

    expression: str
    sql: str


QUESTIONS: Mapping[str, Question] = {
    "sorted": Question(
        _PROJECTED
        + 'where parent.parent.name is "sq007" and status.name is_not "Done" '
        "order by name limit 500",
        _JOINED + "WHERE task.__type__ = 'Task' AND sequence.name = 'sq007' COLLATE "
        "NOCASE AND status.name <> 'Done' COLLATE NOCASE "
        "ORDER BY task.name COLLATE NOCASE, task.id LIMIT 500",
    ),
    "first": Question(
        _PROJECTED + 'where parent.parent.name like "sq%" and bid > 0 limit 500',
        _JOINED + "WHERE task.__type__ = 'Task' AND sequence.name LIKE 'sq%' "
        "AND task.bid > 0 ORDER BY task.id LIMIT 500",
    ),
}


class Asked:
    """The server and its database."""

    def __init__(self, server: RunningServer, file: str) -> None:
        self._server = server
        self._pool = urllib3.PoolManager()
        self._database = sqlite3.connect(file)
        self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")

    def server(self, question: Question) -> bytes:
        """Return the server's answer."""
        operation = {"action": "query", "expression": question.expression}
        answer = self._pool.request(
            "POST",
            f"{self._server.url}/api",
            body=orjson.dumps([operation]),
            headers={
                "ftrack-user": self._server.api_user,
                "ftrack-api-key": self._server.api_key,
            },
        )
        return answer.data

    def database(self, question: Question) -> list[tuple[object, ...]]:
        """Return the database's rows."""
        return self._database.execute(question.sql).fetchall()

    def turns(self, question: Question, count: int) -> dict[str, list[float]]:
        """Return the CPU time of both, in turns after one that does not count."""
        found = [row["id"] for row in orjson.loads(self.server(question))[0]["data"]]
        assert found == [row[0] for row in self.database(question)]
        assert len(found) == 500
        ours: list[float] = []
        hand: list[float] = []
        for _ in range(count):
            start = time.process_time()
            self.server(question)
            between = time.process_time()
            self.database(question)
            ours.append(between - start)
            hand.append(time.process_time() - between)
        return {"ours": ours, "hand": hand}


if __name__ == "__main__":
    path, turns = sys.argv[1:]
    with ftrack_typed_server.running(database=f"sqlite:///{path}") as running:
        asked = Asked(running, path)
        taken = {
            name: asked.turns(item, int(turns)) for name, item in QUESTIONS.items()
        }
    print(json.dumps(taken), flush=True)
