"""A right and a wrong script beside a package, and the lines that checkers refuse."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def write_scripts(folder: Path, case: str, *, right: str, wrong: str) -> None:
    """Write the expected package of the golden *case* and both scripts."""
    shutil.copytree(GOLDEN / case / "expected", folder, dirs_exist_ok=True)
    (folder / "right.py").write_text(right, encoding="utf-8")
    (folder / "wrong.py").write_text(wrong, encoding="utf-8")


def refused(report: str) -> set[tuple[str, int]]:
    """Return the files and lines of the errors in a checker's *report*."""
    found = re.findall(r"([\w./-]+\.py):(\d+)(?::\d+)?(?: -|:) error", report)
    return {(Path(file).name, int(line)) for file, line in found}


def body_of(wrong: str) -> set[tuple[str, int]]:
    """Return the lines of the last function in *wrong*, all of which are wrong."""
    lines = wrong.splitlines()
    first = max(number for number, line in enumerate(lines) if line.startswith("def "))
    return {("wrong.py", number) for number in range(first + 2, len(lines) + 1)}
