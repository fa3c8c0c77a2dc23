"""The official Python client, in a virtual environment of its own.

It needs releases of its dependencies that raise warnings, and would hold back ours.
"""

from __future__ import annotations

import fcntl
import sys
from pathlib import Path

from . import virtual_environments

ROOT = Path(__file__).resolve().parents[2]


def official_python() -> Path:
    """Return a Python that has the official client, which is installed only once.

    Several test processes may ask at a time; it is made anew when the project's
    requirements have changed.

    Raises:
        CommandError: it cannot be installed.
    """
    folder = ROOT / ".venv-official-{}.{}".format(*sys.version_info)
    requirements = ROOT / "pyproject.toml"
    with (ROOT / ".venv-official.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "installed"
        if not done.exists() or done.stat().st_mtime < requirements.stat().st_mtime:
            virtual_environments.make(folder, "--group", "official")
            done.touch()
    return folder / "bin" / "python"
