"""Streaming: how memory grows with what was read, beside the same tasks kept."""

from __future__ import annotations

from .environment import Environment
from .figures import Figure, median
from .replaying import ReplayServer

TASKS = 200_000
BEFORE = 20_000
"""Tasks that come before memory is looked at."""

KEPT = 20_000
"""All of them would take half a gigabyte."""


def measure(
    environment: Environment, server: ReplayServer, *, rounds: int
) -> list[Figure]:
    """Measure by how much the largest resident size grows behind the first tasks.

    Args:
        environment: where to run.
        server: answers any number of tasks.
        rounds: how often each takes a turn.
    """

    def grown(how: str, count: int, before: int) -> float:
        arguments = (server.url, how, str(count), str(before))
        taken = environment.worker("stream_ours", *arguments)
        return float(taken["memory"]) / 1e6

    streamed: list[float] = []
    kept: list[float] = []
    for _ in range(rounds):
        streamed.append(grown("stream", TASKS, BEFORE))
        kept.append(grown("keep", KEPT, 0))
    whole = median(kept) * (TASKS - BEFORE) / KEPT
    return [
        Figure(
            what="stream 200,000 tasks, growth of memory after 20,000",
            ours=f"{max(streamed):.1f} MB",
            against=f"kept {whole:.0f} MB",
            value=max(streamed),
            limit=5,
            unit="MB",
        )
    ]
