"""Parsing queries, against a parser that lark makes of a grammar."""

from __future__ import annotations

from .environment import Environment
from .figures import Figure, duration, median, ratio

_TEXTS = {"ids": "parse `id in` with 1,000 ids", "usual": "parse a usual query"}
_LIMIT = 0.010


def measure(environment: Environment, *, rounds: int) -> list[Figure]:
    """Measure both parsers in *rounds* pairs of processes."""
    taken: dict[str, list[dict[str, float]]] = {"ours": [], "lark": []}
    for number in range(rounds + 1):
        for parser, counted in taken.items():
            found = environment.worker("parse_texts", parser)
            if number:  # the first round wrote the .pyc files
                counted.append(found)

    def both(name: str) -> tuple[list[float], list[float]]:
        ours, lark = ([found[name] for found in taken[parser]] for parser in taken)
        return ours, lark

    figures = [_compared(what, *both(name)) for name, what in _TEXTS.items()]
    ids = median(both("ids")[0])
    return [
        *figures,
        _compared("import the parser, parse one word", *both("ready")),
        Figure(
            what=_TEXTS["ids"],
            ours=duration(ids),
            against="",
            value=ids,
            limit=_LIMIT,
            unit="s",
        ),
    ]


def _compared(what: str, ours: list[float], lark: list[float]) -> Figure:
    return Figure(
        what=what,
        ours=duration(median(ours)),
        against=f"lark, LALR(1) {duration(median(lark))}",
        value=ratio(ours, lark),
    )
