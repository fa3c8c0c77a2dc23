"""Parse queries with this project's parser or with lark's, and time it.

Argument: ``ours`` or ``lark``. Prints seconds, as JSON: to import and make ready, and
for each text.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ftrack_typed.language import Statement

TEXTS: Mapping[str, str] = {
    "ids": "select name from Task where id in ({})".format(
        ", ".join(
            f'"{number:08x}-4164-11df-9218-0019bb4983d8"' for number in range(1000)
        )
    ),
    "usual": "select name, parent.name, status.state.short from Task "
    'where project.full_name is "My Project" and (bid > 3600 or not timelogs any ()) '
    'and type.name in ("Animation", "FX") order by end_date desc, name limit 500',
}
_ROUNDS = 30


def _ours() -> Callable[[str], Statement]:
    from ftrack_typed.language import parse

    return parse


def _lark() -> Callable[[str], Statement]:
    from .lark_grammar import make_parser

    return make_parser()


def measure(name: str) -> dict[str, float]:
    """Return the best of several rounds for each text, with the parser *name*."""
    start = time.perf_counter()
    parse = _ours() if name == "ours" else _lark()
    parse("Task")
    taken = {"ready": time.perf_counter() - start}
    for text_name, text in TEXTS.items():
        rounds: list[float] = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            parse(text)
            rounds.append(time.perf_counter() - start)
        taken[text_name] = min(rounds)
    same = _ours()
    assert all(parse(text) == same(text) for text in TEXTS.values())
    return taken


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])), flush=True)
