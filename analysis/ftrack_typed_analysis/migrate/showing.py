"""What people see of a migration: a diff, and a line for everything that was left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

from .records import Migrated, Remark

_COLOURS = {"+": "\033[32m", "-": "\033[31m", "@": "\033[36m"}
_BOLD = "\033[1m"
_PLAIN = "\033[0m"
_UNENDED = "\\ No newline at end of file"


def diff_lines(path: Path, migrated: Migrated, *, coloured: bool) -> Iterator[str]:
    """Yield the lines of a unified diff, which ``patch -p1`` and git can apply."""
    name = path.as_posix().lstrip("/")
    before, after = _lines(migrated.before), _lines(migrated.after)
    for number, line in enumerate(
        unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")
    ):
        colour = _BOLD if number < 2 else _COLOURS.get(line[0], "")
        first, *more = line.split("\n")
        shown = f"{colour}{first}{_PLAIN}" if coloured and colour else first
        yield shown
        yield from more


def remark_lines(path: Path, remarks: Iterable[Remark]) -> Iterator[str]:
    """Yield a line for each of *remarks*: the place, then what is left and why."""
    for remark in remarks:
        kind = "by hand" if remark.by_hand else "unchecked"
        yield f"{path}:{remark.line}:{remark.column}: {kind}: {remark.text}"


def _lines(text: str) -> list[str]:
    """Return the lines of *text* without their ends; the last says if it has none."""
    lines = text.split("\n")
    last = lines.pop()
    return [*lines, f"{last}\n{_UNENDED}"] if last else lines
