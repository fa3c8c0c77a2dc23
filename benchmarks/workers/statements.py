"""How long a statement takes."""

from __future__ import annotations

import timeit
from collections.abc import Callable

_UNROLLED = 10
_LOOPS = 5_000
_REPEATS = 15


def seconds(
    statement: str, names: dict[str, object], before: Callable[[], object] = bool
) -> float:
    """Return what *statement* takes: the best of several runs, without the loop.

    Args:
        statement: the statement, written ten times in the loop's body.
        names: the values of the names in it, local variables of the loop.
        before: called ahead of each run.
    """
    setup = "; ".join(["before()", *(f"{name} = names[{name!r}]" for name in names)])
    scope: dict[str, object] = {"names": names, "before": before}

    def best(body: str) -> float:
        timer = timeit.Timer(body, setup, globals=scope)
        return min(timer.repeat(_REPEATS, _LOOPS)) / _LOOPS

    loop = best("pass")
    return (best("; ".join([statement] * _UNROLLED)) - loop) / _UNROLLED
