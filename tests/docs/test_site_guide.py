"""The guide to custom attributes and names, followed from its settings on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ftrack_typed_server

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "site.md"
SNIPPET = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with the guide's settings and a script of its snippets."""
    snippets = SNIPPET.findall(GUIDE.read_text(encoding="utf-8"))
    python = [text for language, text in snippets if language == "python"]
    assert len(python) == 5
    (settings,) = (text for language, text in snippets if language == "toml")
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "script.py").write_text("\n".join(python), encoding="utf-8")
    return tmp_path


def run(folder: Path, environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_guide_can_be_followed_and_passes_mypy(folder: Path) -> None:
    generate = ("generate", "--output", ".", "--package", "studio_schema")
    with ftrack_typed_server.running(seed="demo") as server:
        run(folder, server.environment, "-m", "ftrack_typed", *generate)
        said = run(folder, server.environment, "script.py")
    run(folder, {}, "-m", "mypy", "--strict", "script.py")

    assert re.search(r"^\w+: \d+ frames, due ", said, re.MULTILINE), said
    assert "+ Shot" in said
    assert "<Status 'Approved'" in said
