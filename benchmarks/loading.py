"""The embedded server under load: many connections that read and write at once."""

from __future__ import annotations

import json
from pathlib import Path

from .environment import run_here
from .figures import Figure, duration, median
from .serving import serving

CONNECTIONS = 32
_MOST_REQUESTS = 20_000
"""Requests that a connection makes at the most."""


def measure(scratch: Path, *, seconds: int, postgresql: str | None) -> list[Figure]:
    """Measure the server with the demo production, on each database.

    Args:
        scratch: a folder for the database that is a file.
        seconds: how long the load lasts.
        postgresql: the URL of an empty PostgreSQL database, if there is one.
    """
    figures = _measure(f"sqlite:///{scratch / 'load.sqlite'}", "SQLite", seconds)
    if postgresql is not None:
        figures += _measure(postgresql, "PostgreSQL", seconds)
    return figures


def _measure(database: str, engine: str, seconds: int) -> list[Figure]:
    with serving("--seed", "demo", "--database", database) as server:
        usage = run_here(
            *("-m", "benchmarks.workers.load", server.url),
            *(str(CONNECTIONS), str(seconds), str(_MOST_REQUESTS)),
            **server.variables,
        )
    report = json.loads(usage.output)
    figures = [
        _answers(f"{kind}, {engine}", report[kind], report["seconds"])
        for kind in ("reads", "writes")
    ]
    for what, name in (("errors", "errors"), ("writes that were lost", "lost")):
        figures.append(
            Figure(
                what=f"{what}, {engine}, {CONNECTIONS} connections for {seconds} s",
                ours="",
                against="",
                value=report[name],
                limit=0,
                unit="in all",
            )
        )
    return figures


def _answers(kind: str, taken: list[float], seconds: float) -> Figure:
    late = sorted(taken)[len(taken) * 99 // 100]
    return Figure(
        what=f"{kind}, {CONNECTIONS} connections",
        ours=f"p50 {duration(median(taken))}, p99 {duration(late)}",
        against="",
        value=len(taken) / seconds,
        unit="a second",
    )
