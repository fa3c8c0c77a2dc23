"""Virtual environments that a test makes for itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class CommandError(Exception):
    """A command failed; the message is what it printed."""


def run(*command: str | Path, cwd: Path = ROOT, **variables: str) -> str:
    """Run *command* with nothing of this process's own paths; return its output.

    Raises:
        CommandError: it failed.
    """
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**_environment(), **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise CommandError(
            f"{' '.join(map(str, command))} gave {done.returncode}\n"
            f"{done.stdout}{done.stderr}"
        )
    return done.stdout


def make(folder: Path, *requirements: str, interpreter: str = sys.executable) -> Path:
    """Make an environment of *interpreter* in *folder* and return its Python.

    Args:
        folder: where it is made; what is there is removed.
        requirements: arguments of ``pip install``, which this process's pip carries
            out, so that nothing but what they ask for is in the environment.
        interpreter: the Python that it is made from.

    Raises:
        CommandError: something cannot be installed; says what.
    """
    run(interpreter, "-m", "venv", "--without-pip", "--clear", folder)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "--python", python, "install", "--quiet", *requirements)
    return python


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FTRACK_", "PYTHON", "VIRTUAL_ENV"))
    }
