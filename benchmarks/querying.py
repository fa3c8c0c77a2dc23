"""The embedded server's queries of a large production, against SQL by hand."""

from __future__ import annotations

import json
from pathlib import Path

from .environment import run_here
from .figures import Figure, duration, median, ratio

_LIMIT = 15.0
_QUESTIONS = {
    "sorted": "page of 500, two hops, sorted by name, CPU",
    "first": "page of 500, two hops, in the order of keys, CPU",
}


def measure(scratch: Path, *, rounds: int) -> list[Figure]:
    """Measure queries of 100,000 entities in an SQLite file.

    Args:
        scratch: a folder for the database.
        rounds: how often the server and the database take turns.
    """
    file = scratch / "large.sqlite"
    url = f"sqlite:///{file}"
    run_here("-m", "benchmarks.workers.fill_database", url)
    usage = run_here("-m", "benchmarks.workers.query_large", str(file), str(rounds))
    taken = json.loads(usage.output)
    return [
        Figure(
            what=what,
            ours=f"the server {duration(median(taken[name]['ours']))}",
            against=f"SQL by hand {duration(median(taken[name]['hand']))}",
            value=ratio(taken[name]["ours"], taken[name]["hand"]),
            limit=_LIMIT,
        )
        for name, what in _QUESTIONS.items()
    ]
