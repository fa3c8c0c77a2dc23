"""The embedded server's process, as the benchmarks use it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

import attrs

from .environment import ROOT, source_variables
from .figures import Figure, duration, median

_STARTING_LIMIT = 2.0


@attrs.frozen
class ServerProcess:
    """An embedded server that answers.

    Attributes:
        url: its address.
        variables: the environment variables by which clients find it.
        seconds: how long it took from the start of Python to its first line.
    """

    url: str
    variables: dict[str, str] = attrs.field(repr=False)
    seconds: float


@contextmanager
def serving(*arguments: str) -> Generator[ServerProcess, None, None]:
    """Run ``ftrack-typed serve`` with *arguments* inside the block."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "ftrack_typed", "serve", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=source_variables(), stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            seconds = time.perf_counter() - start
            lines = (process.stdout.readline().strip() for _ in range(3))
            exports = (line.removeprefix("export ") for line in lines)
            variables = dict(line.split("=", 1) for line in exports)
            yield ServerProcess(variables["FTRACK_SERVER"], variables, seconds)
        finally:
            process.terminate()


def measure_start(*, rounds: int) -> list[Figure]:
    """Measure starting the server with the stock schema and a new site's data."""
    taken: list[float] = []
    for number in range(rounds + 1):
        with serving() as server:
            if number:  # the first round wrote the .pyc files
                taken.append(server.seconds)
    return [
        Figure(
            what="start of Python to the server's first line",
            ours=duration(median(taken)),
            against="",
            value=median(taken),
            limit=_STARTING_LIMIT,
            unit="s",
        )
    ]
