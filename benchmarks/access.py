"""Reading and assigning an attribute of an entity that is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .environment import Environment
from .figures import Figure, duration
from .replaying import ReplayServer


def measure(
    environment: Environment, server: ReplayServer, *, rounds: int
) -> list[Figure]:
    """Measure attribute access, in the best of *rounds* pairs of processes."""
    ours: list[dict[str, float]] = []
    official: list[dict[str, float]] = []
    for _ in range(rounds):
        ours.append(environment.worker("access_ours", server.url))
        official.append(environment.worker("access_official", server.url))
    slot, read, assign = (best(ours, name) for name in ("slot", "read", "assign"))
    their_read, their_assign = (best(official, name) for name in ("read", "assign"))
    return [
        Figure(
            what="read a loaded attribute",
            ours=duration(read),
            against=f"attribute of a slotted class {duration(slot)}",
            value=read / slot,
            limit=6,
        ),
        Figure(
            what="read a loaded attribute",
            ours=duration(read),
            against=f"official entity['name'] {duration(their_read)}",
            value=read / their_read,
            limit=1 / 20,
        ),
        Figure(
            what="assign an attribute, tracked",
            ours=duration(assign),
            against=f"official entity['name'] = x {duration(their_assign)}",
            value=assign / their_assign,
            limit=1 / 10,
        ),
    ]


def best(rounds: Sequence[Mapping[str, float]], name: str) -> float:
    """Return the smallest figure *name*: another process only ever adds to it."""
    return min(figures[name] for figures in rounds)
