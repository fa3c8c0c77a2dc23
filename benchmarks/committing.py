"""Commits: CPU time against the floor and the official client."""

from __future__ import annotations

from .environment import Environment
from .figures import Figure, duration, median, ratio
from .replaying import ReplayServer

OPERATIONS = 5_000
"""As many creates, and as many updates."""

OFFICIAL_OPERATIONS = 500
"""The official client takes some eight seconds for all of them."""

KNOWN = 10_000
"""Tasks in the session that commits a single change."""

MANY_KNOWN = 50_000
"""Tasks in a session for which a single change ought to take no longer."""

COMMITS = 500
"""So many commits, of which the median counts, of a single change each."""

OFFICIAL_KNOWN = 2_000
"""It takes the official client a quarter of a minute to read all of them."""


def measure(
    environment: Environment, server: ReplayServer, *, rounds: int
) -> list[Figure]:
    """Measure commits of many operations, and of one with many entities known.

    Args:
        environment: where to run.
        server: answers any number of tasks.
        rounds: how often each takes a turn.
    """

    def cpu(worker: str, *counts: int) -> float:
        figures = environment.worker(worker, server.url, *map(str, counts))
        return float(figures["cpu"])

    ours: list[float] = []
    floor: list[float] = []
    one: list[float] = []
    few_known: list[float] = []
    many_known: list[float] = []
    for number in range(rounds + 1):
        mine = cpu("commit_ours", OPERATIONS, OPERATIONS, KNOWN)
        base = cpu("commit_floor", OPERATIONS, OPERATIONS)
        single = cpu("commit_ours", 1, 0, KNOWN)
        few = cpu("commit_one", KNOWN, COMMITS)
        many = cpu("commit_one", MANY_KNOWN, COMMITS)
        if number:  # the first round wrote the .pyc files
            ours.append(mine)
            floor.append(base)
            one.append(single)
            few_known.append(few)
            many_known.append(many)
    official: list[float] = []
    official_one: list[float] = []
    count = OFFICIAL_OPERATIONS
    for _ in range(min(rounds, 3)):
        official.append(cpu("commit_official", count, count, count))
        official_one.append(cpu("commit_official", 1, 0, OFFICIAL_KNOWN))
    each = 2 * OPERATIONS
    official_each = median(official) / (2 * OFFICIAL_OPERATIONS)
    scaled = median(official_one) * KNOWN / OFFICIAL_KNOWN
    return [
        Figure(
            what="5,000 creates and 5,000 updates, CPU an operation",
            ours=duration(median(ours) / each),
            against=f"orjson and one POST {duration(median(floor) / each)}",
            value=ratio(ours, floor),
            limit=3.0,
        ),
        Figure(
            what="the same",
            ours=duration(median(ours) / each),
            against=f"official {duration(official_each)}",
            value=median(ours) / each / official_each,
        ),
        Figure(
            what="commit one change with 10,000 tasks known, CPU",
            ours=duration(median(one)),
            against=f"official {duration(scaled)}",
            value=median(one) / scaled,
            limit=1 / 1000,
        ),
        Figure(
            what="commit one change with 50,000 tasks known, CPU, one of many",
            ours=duration(median(many_known)),
            against=f"with 10,000 known {duration(median(few_known))}",
            value=ratio(many_known, few_known),
            limit=1.5,
        ),
    ]
