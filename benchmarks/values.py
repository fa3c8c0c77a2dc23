"""Reading values: as rows, against the same values taken from entities."""

from __future__ import annotations

from .environment import Environment
from .figures import Figure, duration, median, ratio
from .replaying import ReplayServer

TASKS = 10_000
_KINDS = ("answers", "rows", "shape", "entities")


def measure(
    environment: Environment, server: ReplayServer, *, rounds: int
) -> list[Figure]:
    """Measure reading ten values of :data:`TASKS` tasks, five of them behind paths.

    Args:
        environment: where to run.
        server: answers :data:`TASKS` tasks.
        rounds: how often rows, entities and the bare answers take turns.
    """
    taken: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    for number in range(rounds + 1):
        for kind in _KINDS:
            used = environment.worker("read_values", server.url, str(TASKS), kind)
            if number:  # the first round wrote the .pyc files
                taken[kind].append(used["cpu"] / TASKS)
    whole, shaped, entities = taken["rows"], taken["shape"], taken["entities"]
    answers = taken["answers"]
    made = [rows - bare for rows, bare in zip(whole, answers, strict=True)]
    built = [each - bare for each, bare in zip(entities, answers, strict=True)]
    return [
        Figure(
            what="ten values of 10,000 tasks, CPU a task beside HTTP and JSON",
            ours=f"rows {duration(median(made))}",
            against=f"entities {duration(median(built))}",
            value=ratio(made, built),
            limit=1 / 2,
        ),
        Figure(
            what="the same with HTTP and JSON",
            ours=f"rows {duration(median(whole))}",
            against=f"entities {duration(median(entities))}",
            value=ratio(whole, entities),
        ),
        Figure(
            what="the same as instances of a declared shape",
            ours=f"shape {duration(median(shaped))}",
            against=f"entities {duration(median(entities))}",
            value=ratio(shaped, entities),
        ),
    ]
