"""The guide to extending, followed from its settings on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import ftrack_typed_server

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "extending.md"
SNIPPET = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"(?:# ([\w/]+\.py)|\{# ([\w/.]+) #\})\n")


def unpacked(folder: Path) -> None:
    """Write the guide's files into *folder*, and a script of its other snippets."""
    script: list[str] = []
    for language, text in SNIPPET.findall(GUIDE.read_text(encoding="utf-8")):
        named = FILE.match(text)
        if language == "toml":
            path = folder / "pyproject.toml"
        elif named is not None:
            path = folder / (named[1] or named[2])
        else:
            script.append(text)
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "studio" / "__init__.py").touch()
    (folder / "script.py").write_text("\n".join(script), encoding="utf-8")


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


def test_the_guide_can_be_followed_and_passes_mypy(tmp_path: Path) -> None:
    unpacked(tmp_path)
    generate = ("generate", "--output", ".", "--package", "studio_schema")
    with ftrack_typed_server.running(seed="demo") as server:
        run(tmp_path, server.environment, "-m", "ftrack_typed", *generate)
        said = run(tmp_path, server.environment, "script.py")
    run(tmp_path, {}, "-m", "mypy", "--strict", "script.py", "studio")

    lines = said.splitlines()
    assert "True ()" in lines
    assert "running" in lines
    assert "1001 8" in lines
    assert any(line.startswith("/jobs/") for line in lines)
