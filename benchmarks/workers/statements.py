"""How long statements take, measured in turns."""

from __future__ import annotations

import timeit
from collections.abc import Callable, Mapping

_UNROLLED = 10
_LOOPS = 200
_TURNS = 300


def seconds(
    statements: Mapping[str, str],
    names: Mapping[str, object],
    before: Callable[[], object] = bool,
) -> dict[str, float]:
    """Return what each of *statements* takes: its best turn, without the loop.

    Each is written ten times in the body of a loop; what a loop of no statement takes
    is subtracted. Turns are short and many, since a shared machine slows down and
    recovers within milliseconds.

    Args:
        statements: statements by the names of the results.
        names: the values of the names in them, local variables of the loop.
        before: called ahead of each turn.
    """
    setup = "; ".join(["before()", *(f"{name} = names[{name!r}]" for name in names)])
    scope: dict[str, object] = {"names": names, "before": before}
    bodies = {"": "pass"}
    for name, statement in statements.items():
        bodies[name] = "; ".join([statement] * _UNROLLED)
    timers = {
        name: timeit.Timer(body, setup, globals=scope) for name, body in bodies.items()
    }
    best = dict.fromkeys(timers, float("inf"))
    for _ in range(_TURNS):
        for name, timer in timers.items():
            best[name] = min(best[name], timer.timeit(_LOOPS) / _LOOPS)
    loop = best.pop("")
    return {name: (taken - loop) / _UNROLLED for name, taken in best.items()}
