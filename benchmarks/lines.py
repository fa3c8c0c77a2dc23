"""What requests cost on a line that is not loopback: loops, and results of many pages.

The line adds 30 ms to each answer of the embedded server, which has the demo
production; pages come from prepared bytes, after 20 ms.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import ftrack_typed_server
from ftrack_typed.session.paging import MOST_PAGES

from .environment import Environment
from .figures import Figure, duration, median, ratio
from .replaying import ReplayServer, replaying

TASKS = 100
"""Tasks in the loop."""

ROWS = 10_000
"""Rows of the result of many pages."""

_DELAYS = (0.0, 0.03)
_PAGE_DELAY = 0.02


def measure(environment: Environment, answers: Path, *, rounds: int) -> list[Figure]:
    """Measure loops and pages.

    Args:
        environment: where to run.
        answers: the folder of prepared answers.
        rounds: how often each takes a turn.
    """
    figures: list[Figure] = []
    with ftrack_typed_server.running(seed="demo") as server:
        for delay in _DELAYS:
            with _line(server.url, delay) as line:
                arguments = (line.url, server.api_user, server.api_key, str(TASKS))
                figures += _loop(environment, line, arguments, delay, rounds)
    with replaying(answers, delay=_PAGE_DELAY) as replay:
        figures.append(_pages(environment, replay, rounds))
    return figures


def _loop(
    environment: Environment,
    line: ReplayServer,
    arguments: tuple[str, ...],
    delay: float,
    rounds: int,
) -> list[Figure]:
    ours: list[float] = []
    official: list[float] = []
    counts = {"ours": 0, "official": 0}
    for _ in range(rounds):
        line.requests()
        ours.append(environment.worker("loop_ours", *arguments)["wall"])
        counts["ours"] = line.requests() - _REQUESTS_BEFORE["ours"]
        official.append(environment.worker("loop_official", *arguments)["wall"])
        counts["official"] = line.requests() - _REQUESTS_BEFORE["official"]
    figures = [
        Figure(
            what=f"read 4 attributes of {TASKS} tasks, {delay * 1000:.0f} ms away",
            ours=duration(median(ours)),
            against=f"official {duration(median(official))}",
            value=ratio(ours, official),
        )
    ]
    if not delay:
        figures.insert(
            0,
            Figure(
                what=f"requests to read 4 attributes of {TASKS} tasks",
                ours=str(counts["ours"]),
                against=f"official {counts['official']}",
                value=counts["ours"],
                limit=5,
                unit="requests",
            ),
        )
    return figures


_REQUESTS_BEFORE = {"ours": 1, "official": 3}
"""What each client asks for before the loop: a first task, the schema, the server."""


def _pages(environment: Environment, replay: ReplayServer, rounds: int) -> Figure:
    def pages(most: int) -> float:
        taken = environment.worker("pages", replay.url, str(ROWS), str(most))
        return float(taken["wall"])

    ahead: list[float] = []
    single: list[float] = []
    for _ in range(rounds):
        ahead.append(pages(MOST_PAGES))
        single.append(pages(1))
    return Figure(
        what="read 10,000 rows, 20 ms away, several pages a request",
        ours=duration(median(ahead)),
        against=f"one after another {duration(median(single))}",
        value=ratio(ahead, single),
        limit=0.5,
    )


@contextmanager
def _line(url: str, delay: float) -> Generator[ReplayServer, None, None]:
    script = Path(__file__).with_name("line.py")
    command = [sys.executable, str(script), url, str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield ReplayServer(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
