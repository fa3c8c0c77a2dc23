"""Reading tasks: CPU time against the floor, memory against the official client."""

from __future__ import annotations

from .environment import Environment
from .figures import Figure, duration, median, ratio
from .replaying import ReplayServer

TASKS = 10_000
OFFICIAL_TASKS = 2_000
"""The official client takes some 20 seconds for all of them."""


def measure(
    environment: Environment,
    server: ReplayServer,
    *,
    entities: int,
    rounds: int,
    official_rounds: int,
) -> list[Figure]:
    """Measure reading.

    Args:
        environment: where to run.
        server: answers :data:`TASKS` tasks.
        entities: how many entities these and what they refer to are.
        rounds: how often this client and the floor take turns.
        official_rounds: how often the official client takes a turn.
    """
    ours: list[float] = []
    floor: list[float] = []
    memory: list[float] = []
    for number in range(rounds + 1):
        base = environment.worker("read_floor", server.url, str(TASKS))
        mine = environment.worker("read_ours", server.url, str(TASKS))
        if number:  # the first round wrote the .pyc files
            floor.append(base["cpu"] / TASKS)
            ours.append(mine["cpu"] / TASKS)
            memory.append(mine["memory"] / entities)
    official: list[float] = []
    official_memory: list[float] = []
    share = OFFICIAL_TASKS / TASKS
    for number in range(official_rounds + 1):
        count = OFFICIAL_TASKS if number else 1
        other = environment.worker("read_official", server.url, str(count))
        if number:
            official.append(other["cpu"] / OFFICIAL_TASKS)
            official_memory.append(other["memory"] / (entities * share))
    return [
        Figure(
            what="read 10,000 tasks, CPU a task",
            ours=duration(median(ours)),
            against=f"urllib3 + orjson.loads {duration(median(floor))}",
            value=ratio(ours, floor),
            limit=2.0,
        ),
        Figure(
            what="the same, for the official client",
            ours=f"(official) {duration(median(official))}",
            against=f"urllib3 + orjson.loads {duration(median(floor))}",
            value=median(official) / median(floor),
        ),
        Figure(
            what="peak memory an entity",
            ours=f"{median(memory) / 1024:.2f} KiB",
            against=f"official {median(official_memory) / 1024:.2f} KiB",
            value=median(memory) / median(official_memory),
            limit=1 / 3,
        ),
    ]
