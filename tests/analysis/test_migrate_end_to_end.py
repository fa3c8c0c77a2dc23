"""A script for the official client, run; and migrated, checked and run with ours."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

import ftrack_typed_server
from support.official_client import official_python

SCRIPT = Path(__file__).parent / "official_report.py"


def run(
    folder: Path,
    *command: str,
    expected: int = 0,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "ignore", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def printed() -> str:
    """What the script prints with the official client."""
    with ftrack_typed_server.running(seed="demo") as server:
        python = str(official_python())
        return run(
            SCRIPT.parent, python, str(SCRIPT), environment=server.environment
        ).stdout


@pytest.mark.parametrize("options", [("--attributes",), ("--queries", "text")])
def test_a_migrated_script_is_typed_and_does_the_same(
    options: tuple[str, ...], printed: str, tmp_path: Path
) -> None:
    script = tmp_path / "report.py"
    script.write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    settings = '[tool.ftrack-typed]\npackage = "studio_schema"\noutput = "."\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    ours = (sys.executable, "-m", "ftrack_typed")
    migrate = (*ours, "migrate", *options, ".")
    with ftrack_typed_server.running(seed="demo") as server:
        run(tmp_path, *ours, "generate", environment=server.environment)
        shown = run(tmp_path, *migrate, expected=1).stdout
        assert script.read_text(encoding="utf-8") == SCRIPT.read_text(encoding="utf-8")
        told = run(tmp_path, *migrate, "--write").stderr
        assert "0 places left by hand, 0 unchecked" in told
        assert run(tmp_path, *migrate).stdout == ""
        checked = (sys.executable, "-m", "mypy", "--strict", script.name)
        run(tmp_path, *checked)
        migrated = run(
            tmp_path, sys.executable, script.name, environment=server.environment
        )

    assert migrated.stdout == printed
    assert "gone" in printed
    assert "ftrack_api" not in script.read_text(encoding="utf-8")
    assert shown.startswith("--- a/report.py\n+++ b/report.py\n@@")
