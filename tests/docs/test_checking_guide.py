"""Every script, command and output of the guide to checking is as it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import ftrack_typed_schema
from ftrack_typed.checking import Code

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "checking.md").read_text(
    encoding="utf-8"
)


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    assert found
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project as the guide has it: its table, its package and both scripts."""
    package = Path(ftrack_typed_schema.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(package, tmp_path / "studio_schema", ignore=ignored)
    (table,) = blocks("toml")
    report, old, _ = blocks("python")
    (tmp_path / "pyproject.toml").write_text(table)
    (tmp_path / "report.py").write_text(report)
    (tmp_path / "old.py").write_text(old)
    return tmp_path


def said(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_mypy_says_what_the_guide_says(folder: Path) -> None:
    (text,) = blocks("text")
    options = ("--show-column-numbers", "--no-error-summary")

    assert said(folder, "mypy", *options, "report.py") == text


def test_lint_says_what_the_guide_says(folder: Path) -> None:
    sessions = blocks("console")
    assert len(sessions) == 2
    for session in sessions:
        command, _, text = session.partition("\n")
        words = command.removeprefix("$ ftrack-typed ").split()
        assert said(folder, "ftrack_typed", *words) == text


def test_the_checker_can_be_used_as_the_guide_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "studio_schema", ftrack_typed_schema)
    *_, snippet = blocks("python")
    exec(compile(snippet, "checking", "exec"), {})

    assert capsys.readouterr().out.splitlines() == [
        "attribute 36 full_name",
        "['name', 'project'] Task",
        "()",
    ]


def test_the_table_has_every_code() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", GUIDE, re.MULTILINE) == [*get_args(Code)]
