"""Reading and assigning an attribute of an entity that is loaded."""

from __future__ import annotations

from .environment import Environment
from .figures import Figure, duration, median, ratio
from .replaying import ReplayServer


def measure(
    environment: Environment, server: ReplayServer, *, rounds: int
) -> list[Figure]:
    """Measure attribute access in *rounds* alternating pairs of processes."""
    ours: dict[str, list[float]] = {"slot": [], "read": [], "assign": []}
    official: dict[str, list[float]] = {"read": [], "assign": []}
    for number in range(rounds + 1):
        mine = environment.worker("access_ours", server.url)
        other = environment.worker("access_official", server.url)
        if number:
            for taken, figures in ((ours, mine), (official, other)):
                for name, values in taken.items():
                    values.append(figures[name])
    return [
        Figure(
            what="read a loaded attribute",
            ours=duration(median(ours["read"])),
            against=f"attribute of a slotted class {duration(median(ours['slot']))}",
            value=ratio(ours["read"], ours["slot"]),
            limit=6,
        ),
        Figure(
            what="read a loaded attribute",
            ours=duration(median(ours["read"])),
            against=f"official entity['name'] {duration(median(official['read']))}",
            value=ratio(ours["read"], official["read"]),
            limit=1 / 20,
        ),
        Figure(
            what="assign an attribute, tracked",
            ours=duration(median(ours["assign"])),
            against=f"official entity['name'] = x {duration(median(official['assign']))}",
            value=ratio(ours["assign"], official["assign"]),
            limit=1 / 10,
        ),
    ]
