"""The typed model as mypy and pyright see it: in this project, and from a script."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODEL_TYPES = "tests/typing/model_types.py"

RIGHT = """\
from ftrack_typed_schema import Session, Task, Timelog

with Session() as session:
    for task in session.query(Task).where(Task.status.state.name == "Done"):
        if task.start_date is not None:
            print(task.name, task["parent"]["name"], task.start_date.isoformat())
        if not task.timelogs:
            task.timelogs.append(session.create(Timelog, duration=3600.0))
        task.bid = 2 * 3600.0
    session.commit()
"""

WRONG = """\
from ftrack_typed_schema import Session, Task, Timelog

with Session() as session:
    for task in session.query(Task).where(Task.status.state.nam == "Done"):
        print(task.start_date.isoformat())
        print(task["nam"])
        task.timelogs.append(session.create(Timelog, durration=3600.0))
        task.bid = "2 hours"
        task.time_logged = 2.0
    session.commit()
"""
MISTAKES = {4, 5, 6, 7, 8, 9}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with no configuration and two scripts, one of them wrong."""
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    return tmp_path


@pytest.fixture
def cache(request: pytest.FixtureRequest) -> Path:
    """Where mypy keeps what it knows of the packages between runs."""
    assert request.config.cache is not None
    return request.config.cache.mkdir("mypy")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def mypy(folder: Path, cache: Path, *files: str) -> str:
    """Return what mypy --strict says, without the closing line."""
    done = run(
        folder,
        *("mypy", "--strict", "--no-error-summary", "--no-color-output"),
        *(f"--cache-dir={cache}", *files),
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def pyright(folder: Path, *files: str) -> list[dict[str, Any]]:
    """Return pyright's diagnostics."""
    python = ("--pythonpath", sys.executable)
    done = run(folder, "pyright", "--outputjson", *python, *files)
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(files)
    diagnostics: list[dict[str, Any]] = report["generalDiagnostics"]
    return diagnostics


def test_mypy_accepts_and_refuses_what_the_model_should(cache: Path) -> None:
    assert mypy(ROOT, cache, MODEL_TYPES) == ""


def test_pyright_accepts_and_refuses_what_the_model_should() -> None:
    assert pyright(ROOT, MODEL_TYPES) == []


def test_mypy_reads_a_users_script_without_configuration(
    folder: Path, cache: Path
) -> None:
    lines = mypy(folder, cache, "right.py", "wrong.py").splitlines()
    errors = [line.split(":") for line in lines if ": error:" in line]

    assert {(file, int(line)) for file, line, *_ in errors} == {
        ("wrong.py", line) for line in MISTAKES
    }


def test_pyright_reads_a_users_script_without_configuration(folder: Path) -> None:
    found = pyright(folder, "right.py", "wrong.py")

    assert {
        (Path(item["file"]).name, item["range"]["start"]["line"] + 1) for item in found
    } == {("wrong.py", line) for line in MISTAKES}
