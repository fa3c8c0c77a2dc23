"""Commit one change again and again with the generated package.

Arguments: the server's URL, how many tasks the session knows, and how many commits.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from ftrack_typed_schema import Session, Task


def commit(url: str, known: int, commits: int) -> None:
    """Print the median of the CPU seconds that a commit of one changed task takes."""
    with Session(url, "bench", "key") as session:
        tasks = (
            (session.query(Task).select(Task.bid, Task.status, Task.description))
            .limit(known)
            .all()
        )
        status = tasks[0].status
        taken: list[float] = []
        for number in range(commits):
            # From all over what is known.
            task = tasks[number * known // commits]
            start = time.process_time()
            task.bid = 7200.5
            task.description = "What there is to be done for it now"
            task.status = status
            session.commit()
            taken.append(time.process_time() - start)
        assert len(tasks) == known
        assert not session.changes
    print(json.dumps({"cpu": statistics.median(taken)}))


if __name__ == "__main__":
    commit(sys.argv[1], *map(int, sys.argv[2:]))
