"""Where the benchmarks run: a virtual environment, a scratch folder, processes.

Both clients are installed for the interpreter that the benchmarks are started with,
and see the same versions of the libraries that they share.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs

ROOT = Path(__file__).resolve().parents[1]
"""The project's folder."""

OFFICIAL_CLIENT = "ftrack-python-api==3.1.0"

_OUR_LIBRARIES = (
    *("attrs", "cattrs", "orjson", "typing_extensions", "urllib3"),
    "redis",
)
_OTHER_PARSERS = ("lark",)
_SETTINGS_OF_PYTHON = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONOPTIMIZE")


@attrs.frozen(kw_only=True)
class Usage:
    """What one process took.

    Attributes:
        cpu: seconds of CPU time, of user and system together.
        first_line: seconds until its first line of output was there.
        wall: seconds until it ended.
        output: what it printed.
    """

    cpu: float
    first_line: float
    wall: float
    output: str


@attrs.frozen
class Environment:
    """The benchmarks' own virtual environment and scratch folder.

    Attributes:
        scratch: a folder for the generated package and prepared answers.
        python: the interpreter of the virtual environment.
    """

    scratch: Path
    python: Path

    @classmethod
    def prepare(cls, scratch: Path) -> Environment:
        """Return the environment, making ``.venv-bench`` when it is not there."""
        wanted = [
            OFFICIAL_CLIENT,
            *(
                f"{library}=={version(library)}"
                for library in (*_OUR_LIBRARIES, *_OTHER_PARSERS)
            ),
        ]
        return cls(scratch, virtual_environment(".venv-bench", wanted))

    @property
    def package_folder(self) -> Path:
        """Where the measured package is generated."""
        return self.scratch / "package"

    def run(self, *arguments: str) -> Usage:
        """Run the environment's Python with *arguments* in a fresh process."""
        variables = variables_for(self.package_folder, ROOT / "runtime")
        return run([str(self.python), *arguments], variables)

    def worker(self, name: str, *arguments: str) -> dict[str, Any]:
        """Run ``benchmarks.workers.<name>`` and return the figures that it prints."""
        usage = self.run("-m", f"benchmarks.workers.{name}", *arguments)
        figures: dict[str, Any] = json.loads(usage.output)
        return figures


def virtual_environment(name: str, wanted: list[str]) -> Path:
    """Return the Python of the environment *name*, made if it has not what is *wanted*.

    Args:
        name: its folder in the project's, which the version of Python is added to.
        wanted: requirements as pip takes them, each of one version.
    """
    folder = ROOT / "{}-{}.{}".format(name, *sys.version_info)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    installed = folder / "installed.txt"
    if not installed.exists() or installed.read_text().split() != wanted:
        print(f"Installing {wanted[0]} into {folder.name} ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = ["-m", "pip", "install", "--quiet", *wanted]
        subprocess.run([str(python), *install], check=True)
        installed.write_text("\n".join(wanted))
    return python


def run_here(*arguments: str, **variables: str) -> Usage:
    """Run this interpreter with *arguments*, the sources and further *variables*."""
    return run([sys.executable, *arguments], {**source_variables(), **variables})


def source_variables() -> dict[str, str]:
    """Return the environment in which this interpreter finds the sources."""
    return variables_for(*(ROOT / name for name in ("runtime", "codegen", "server")))


def run(command: list[str], variables: dict[str, str], folder: Path = ROOT) -> Usage:
    """Run *command* in *folder* and wait for it.

    Raises:
        RuntimeError: it failed; its own message is on the terminal.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        first_line = time.perf_counter() - start
        output = line + process.stdout.read()
        # Instead of wait(), which does not tell what the process took.
        _, status, taken = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}\nfailed:\n{output}")
    return Usage(
        cpu=taken.ru_utime + taken.ru_stime,
        first_line=first_line,
        wall=wall,
        output=output,
    )


def variables_for(*folders: Path) -> dict[str, str]:
    """Return the environment in which Python imports from *folders* first."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if name not in _SETTINGS_OF_PYTHON and not name.startswith("FTRACK_")
    }
    return {**variables, "PYTHONPATH": os.pathsep.join(map(str, folders))}
