"""The type checkers, as they are asked about generated packages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

_RUNTIME = Path(__file__).resolve().parents[2] / "runtime"


def mypy_report(folder: Path, *, cache: Path) -> str:
    """Return what mypy --strict says of all packages in *folder*, empty if nothing."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary"]
    command += ["--enable-error-code=ignore-without-code", f"--cache-dir={cache}"]
    command += ["--config-file=", "."]
    environment = {**os.environ, "MYPYPATH": str(_RUNTIME)}
    return _report(command, folder, environment)


def pyright_report(folder: Path) -> str:
    """Return what pyright says of all packages in *folder*, empty if nothing.

    The configuration is written into *folder*.
    """
    configuration = {
        "include": ["."],
        "extraPaths": [str(_RUNTIME)],
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": "error",
        "enableTypeIgnoreComments": False,
        "pythonVersion": "3.10",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(configuration))
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable]
    environment = {**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    report = _report([*command, "--project", str(folder)], folder, environment)
    return "" if report.startswith("0 errors, 0 warnings") else report


def _report(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    result = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return (result.stdout + result.stderr).strip()
