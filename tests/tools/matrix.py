"""Install the distribution in every way on every Python that is supported.

For each interpreter that this machine has: ``pip install .``, ``pip install '.[all]'``,
an editable install, and the wheel built from the sdist; each in a clean environment.
Then each is tried, warnings being errors: with every extra, a script starts a server,
generates a package from it and reads with that; without, it reads from a server that
this process runs, with the stock package. In the project's folder::

    PYTHONPATH=tests python -m tools.matrix
    PYTHONPATH=tests python -m tools.matrix 3.10 3.13
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import attrs

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support import virtual_environments
from support.virtual_environments import CommandError

VERSIONS = ("3.10", "3.11", "3.12", "3.13")

READ = """\
import sys
from importlib import import_module

package = import_module(sys.argv[1])
with package.Session() as session:
    done = package.Task.status.state.name == "Done"
    task = session.query(package.Task).where(done).first()
    assert task.project.full_name, task
"""

GENERATE_AND_READ = """\
import os, runpy, sys
import ftrack_typed_server
from ftrack_typed.commands import main

with ftrack_typed_server.running(seed="demo") as server:
    os.environ.update(server.environment)
    assert main(["generate", "--output", ".", "--package", "studio_schema"]) == 0
    sys.argv[1:] = ["studio_schema"]
    runpy.run_path("read.py")
"""


@attrs.frozen
class Install:
    """A way to install.

    Attributes:
        name: what the table calls it.
        arguments: those of ``pip install``; ``WHEEL`` stands for the wheel's path.
        full: whether every extra comes with it.
    """

    name: str
    arguments: tuple[str, ...]
    full: bool


INSTALLS = (
    Install(".", (".",), full=False),
    Install(".[all]", (".[all]",), full=True),
    Install("editable", ("--editable", ".[all]"), full=True),
    Install("wheel", ("WHEEL",), full=False),
    Install("wheel[all]", ("WHEEL[all]",), full=True),
)


def interpreter(version: str) -> str | None:
    """Return a Python of *version*: on the path, of pyenv, or this one; or none."""
    versions = Path.home() / ".pyenv" / "versions"
    candidates = [
        shutil.which(f"python{version}"),
        *map(str, sorted(versions.glob(f"{version}.*/bin/python"))),
    ]
    if version == "{}.{}".format(*sys.version_info):
        candidates.append(sys.executable)
    for candidate in filter(None, candidates):
        try:
            # What is on the path may be a shim of a version that is not there.
            virtual_environments.run(candidate, "-c", "import venv")
        except (CommandError, OSError):
            continue
        return candidate
    return None


def build_wheel(folder: Path) -> Path:
    """Build the sdist and the wheel from it; return the wheel."""
    virtual_environments.run(sys.executable, "-m", "build", "--outdir", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def attempt(
    install: Install, python: str, wheel: Path, server: RunningServer, scratch: Path
) -> str | None:
    """Install and try in *scratch*; return what went wrong, if anything did."""
    arguments = [word.replace("WHEEL", str(wheel)) for word in install.arguments]
    (scratch / "read.py").write_text(READ)
    (scratch / "generate_and_read.py").write_text(GENERATE_AND_READ)
    try:
        made = virtual_environments.make(
            scratch / "venv", *arguments, interpreter=python
        )
        strict = (made, "-W", "error")
        if install.full:
            virtual_environments.run(*strict, "generate_and_read.py", cwd=scratch)
        else:
            words = ("read.py", "ftrack_typed_schema")
            virtual_environments.run(*strict, *words, cwd=scratch, **server.environment)
    except CommandError as error:
        return str(error)
    return None


def main() -> int:
    """Try what was asked for, print a table; return the exit code."""
    parser = argparse.ArgumentParser(
        description="Install in every way on every Python, and try it."
    )
    parser.add_argument("versions", nargs="*", metavar="VERSION", help="such as 3.12")
    versions: list[str] = parser.parse_args().versions or list(VERSIONS)
    failures: list[str] = []
    print("Python   ", *(f"{install.name:<12}" for install in INSTALLS), sep="")
    with (
        tempfile.TemporaryDirectory() as dist,
        ftrack_typed_server.running(seed="demo") as server,
    ):
        wheel = build_wheel(Path(dist))
        for version in versions:
            print(f"{version:<9}", end="", flush=True)
            python = interpreter(version)
            if python is None:
                print("not on this machine")
                continue
            for install in INSTALLS:
                start = time.perf_counter()
                with tempfile.TemporaryDirectory() as scratch:
                    error = attempt(install, python, wheel, server, Path(scratch))
                seconds = time.perf_counter() - start
                cell = "FAILED" if error else f"ok {seconds:.0f} s"
                print(f"{cell:<12}", end="", flush=True)
                if error:
                    failures.append(f"{version}, {install.name}: {error}")
            print(flush=True)
    print(*failures, sep="\n\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
