"""The table, for the terminal and for README.md."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from .environment import OFFICIAL_CLIENT
from .figures import COLUMNS, Figure

_BEGIN = "<!-- figures: written by run.py -->"
_END = "<!-- end of figures -->"


def as_text(groups: Mapping[str, Sequence[Figure]]) -> str:
    """Return the table as aligned text."""
    rows = [COLUMNS, *(f.cells() for figures in groups.values() for f in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return "  ".join(padded).rstrip()

    lines = [line(COLUMNS)]
    for name, figures in groups.items():
        lines += ["", f"{name.upper()}", *(line(figure.cells()) for figure in figures)]
    return "\n".join(lines)


def as_markdown(groups: Mapping[str, Sequence[Figure]]) -> str:
    """Return the table as Markdown."""
    lines = [
        f"| {' | '.join(COLUMNS)} |",
        "|---|---|---|---:|---:|---|",
    ]
    for name, figures in groups.items():
        lines.append(f"| **{name}** | | | | | |")
        lines += [f"| {' | '.join(figure.cells())} |" for figure in figures]
    return "\n".join(lines)


def write(readme: Path, groups: Mapping[str, Sequence[Figure]], command: str) -> None:
    """Put the table between the markers of *readme*, with what it was measured on."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    origin = (
        f"Measured on {date.today():%Y-%m-%d} with `{command}`, Python "
        f"{platform.python_version()}, {_processor()}, against {OFFICIAL_CLIENT}."
    )
    text = f"{_BEGIN}\n\n{origin}\n\n{as_markdown(groups)}\n\n{_END}"
    readme.write_text(before + text + after, encoding="utf-8")


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
