"""The demonstration does what it promises a newcomer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).resolve().parents[2]
MISTAKES = ROOT / "examples" / "demo" / "scripts" / "mistakes.py"

STEPS = {
    "Change a user's e-mail",
    "Log an hour on a task",
    "Find a project by text",
    "Done without time, typed",
    "Done without time, as text",
}


@attrs.frozen
class Shown:
    """What a run of the demonstration printed, and how long it took."""

    text: str
    seconds: float


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """One run, in a folder of its own and without anybody's settings."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FTRACK_", "PYTHONPATH"))
    }
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-W", "error", str(ROOT / "examples/demo/demo.py")],
        cwd=tmp_path_factory.mktemp("anywhere"),
        # Wide enough that nothing is wrapped.
        env={**own, "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return Shown(done.stdout, time.perf_counter() - start)


def line_of(fragment: str) -> int:
    lines = MISTAKES.read_text(encoding="utf-8").splitlines()
    (number,) = [i for i, line in enumerate(lines, start=1) if fragment in line]
    return number


def costs(text: str) -> Mapping[str, int]:
    """Return the requests of each step, from the table of costs."""
    rows = re.findall(r"^│ (.*?) +│ +(\d+) │ +\d+ │$", text, re.MULTILINE)
    return {name: int(requests) for name, requests in rows}


def test_mypy_finds_each_of_the_three_mistakes_on_its_line(shown: Shown) -> None:
    errors = re.findall(r"^mistakes\.py:(\d+): error: .*\[(.*)\]$", shown.text, re.M)

    assert [(int(line), code) for line, code in errors] == [
        (line_of("full_nam"), "attr-defined"),
        (line_of("3 days"), "assignment"),
        (line_of("isoformat"), "union-attr"),
    ]


def test_mypy_accepts_the_right_script(shown: Shown) -> None:
    assert "production.py: Success: no issues found" in shown.text


def test_the_right_script_changes_what_it_says(shown: Shown) -> None:
    assert re.search(r'^user\["email"\]: \S+ -> new@example\.com$', shown.text, re.M)
    assert re.search(r"^<Task .*> has 1 timelog: <Timelog ", shown.text, re.M)
    assert re.search(r"^<Project 'My Project' \(", shown.text, re.M)


def test_tasks_are_shown_and_both_forms_ask_once(shown: Shown) -> None:
    requests = costs(shown.text)
    title = shown.text.index("Done in My Project")
    table = shown.text[title : shown.text.index("What each step cost")]

    # The demonstration itself ends with an error when the forms differ.
    assert len(re.findall(r"^│ \S+ +│ \S+ +│$", table, re.MULTILINE)) > 1
    assert requests["Done without time, typed"] == 1
    assert requests["Done without time, as text"] == 1


def test_the_cost_of_every_step_is_shown(shown: Shown) -> None:
    requests = costs(shown.text)

    assert set(requests) == STEPS
    assert all(1 <= count <= 3 for count in requests.values())


def test_it_ends_with_what_to_do_next_and_takes_less_than_a_minute(
    shown: Shown,
) -> None:
    ending = shown.text[shown.text.index("Next: your own server") :]

    assert "export FTRACK_SERVER=" in ending
    assert "ftrack-typed generate" in ending
    assert shown.seconds < 60
