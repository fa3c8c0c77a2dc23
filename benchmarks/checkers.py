"""Running mypy, its daemon and pyright on a package, and on a project that uses it."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import attrs

from .environment import Usage, run_here

_DAEMON_SECONDS = 900
"""After so long without work a daemon that was forgotten ends by itself."""


@attrs.frozen(kw_only=True)
class Site:
    """A folder with a generated package and a project that uses it.

    Attributes:
        folder: has both of them.
        package: the import name of the package.
        project: the import name of the project.
        python: the interpreter that has the libraries of the package.
        libraries: further folders that the package imports from.
    """

    folder: Path
    package: str
    project: str
    python: Path
    libraries: tuple[Path, ...] = ()

    def __attrs_post_init__(self) -> None:
        paths = [self.folder, *self.libraries]
        (self.folder / "package.ini").write_text(
            f"[mypy]\nmypy_path = {os.pathsep.join(map(str, paths))}\n"
            f"python_executable = {self.python}\n"
        )
        # The project is held to it, the package is a library as any other.
        (self.folder / "project.ini").write_text(
            (self.folder / "package.ini").read_text()
            + f"strict = True\n[mypy-{self.package}.*]\nignore_errors = True\n"
        )
        for name, mode in ((self.package, "standard"), (self.project, "strict")):
            settings = {
                "include": [name],
                "extraPaths": [str(path) for path in paths],
                "typeCheckingMode": mode,
            }
            (self.folder / f"{name}.json").write_text(json.dumps(settings))

    def mypy_package(self) -> float:
        """Return the seconds that mypy takes for the package, without a cache."""
        arguments = self._mypy("package.ini", self.package)
        return _seconds("mypy", "--cache-dir", os.devnull, *arguments)

    def mypy_project(self) -> float:
        """Return the seconds that mypy --strict takes for the project.

        It begins with a cache when it has run before.
        """
        arguments = self._mypy("project.ini", self.project)
        return _seconds("mypy", "--cache-dir", str(self.folder / "cache"), *arguments)

    @contextmanager
    def daemon(self) -> Generator[MypyDaemon]:
        """Run mypy's daemon, which has checked the project once."""
        daemon = MypyDaemon(
            str(self.folder / "dmypy.json"),
            tuple(self._mypy("project.ini", self.project)),
        )
        try:
            daemon.check()
            yield daemon
        finally:
            daemon.stop()

    def pyright(self, name: str) -> float:
        """Return the seconds that pyright takes for *name*, package or project."""
        return _seconds(
            *("pyright", "--project", str(self.folder / f"{name}.json")),
            *("--pythonpath", str(self.python)),
        )

    def edit(self) -> None:
        """Add a function to one of the project's modules."""
        module = self.folder / self.project / "part_12.py"
        text = module.read_text()
        number = text.count("def added_")
        module.write_text(
            f"{text}\n\ndef added_{number}() -> int:\n    return {number}\n"
        )

    def _mypy(self, settings: str, name: str) -> list[str]:
        config = str(self.folder / settings)
        return ["--config-file", config, str(self.folder / name)]


@attrs.frozen
class MypyDaemon:
    """mypy's daemon for one project."""

    _status: str
    _arguments: tuple[str, ...]

    def check(self) -> float:
        """Return the seconds until the daemon, started if need be, has checked."""
        return self._run(
            *("run", "--timeout", str(_DAEMON_SECONDS), "--"),
            *("--cache-dir", os.devnull, *self._arguments),
        ).wall

    def stop(self) -> None:
        """End it."""
        self._run("stop")

    def _run(self, *arguments: str) -> Usage:
        return run_here("-m", "mypy.dmypy", "--status-file", self._status, *arguments)


def _seconds(checker: str, *arguments: str) -> float:
    """Return the seconds by the clock; a checker that finds a mistake raises."""
    return run_here("-m", checker, *arguments, PYRIGHT_PYTHON_IGNORE_WARNINGS="1").wall
