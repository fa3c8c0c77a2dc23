"""The main job, start to end: schema, typed package, checked script, real data.

Starts an embedded server with a demo production, generates a typed package from its
schema, shows what mypy says of a wrong and of a right script, and runs the right one.
Nothing is left behind; nothing but this machine is talked to.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table

from ftrack_typed_server import RunningServer, running

if TYPE_CHECKING:
    from types import ModuleType

SCRIPTS = Path(__file__).parent / "scripts"
T = TypeVar("T")


class DemoError(Exception):
    """A step did not do what it promises."""


class Demo:
    """The demonstration's steps, in a scratch folder against one server."""

    def __init__(self, console: Console, server: RunningServer, scratch: Path) -> None:
        self.console = console
        self.server = server
        self.scratch = scratch
        self.steps: list[tuple[str, int, float]] = []

    def generate(self) -> None:
        """Generate the typed package from the server's schema."""
        self.title("1. Generate a typed package from the server's schema")
        command = ["generate", "--output", ".", "--package", "studio_schema"]
        self.console.print(f"[dim]$ ftrack-typed {' '.join(command)}[/dim]")
        done = self.run("-m", "ftrack_typed", *command)
        if done.returncode:
            raise DemoError(f"The package was not generated:\n{done.stderr}")
        self.console.print(done.stdout.strip())
        for script in SCRIPTS.glob("*.py"):
            shutil.copy(script, self.scratch)

    def check(self) -> None:
        """Show that mypy refuses the wrong script and accepts the right one."""
        self.title("2. Let mypy read two scripts")
        wrong = (self.scratch / "mistakes.py").read_text(encoding="utf-8")
        self.console.print(Syntax(wrong, "python", line_numbers=True))
        done = self.mypy("mistakes.py")
        errors = [line for line in done.stdout.splitlines() if ": error:" in line]
        for error in errors:
            self.console.print(error, style="red", markup=False)
        if len({error.split(":")[1] for error in errors}) != 3:
            raise DemoError(f"mypy should find three mistakes:\n{done.stdout}")
        done = self.mypy("production.py")
        if done.returncode:
            raise DemoError(f"mypy should accept production.py:\n{done.stdout}")
        self.console.print(f"production.py: {done.stdout.strip()}", style="green")

    def work(self) -> None:
        """Run the right script, a step at a time, and count its requests."""
        self.title("3. Run the right script")
        sys.path.insert(0, str(self.scratch))
        script = importlib.import_module("production")
        schema = importlib.import_module("studio_schema")
        with schema.Session() as session:
            self.run_steps(script, session)
        self.print_costs()

    def run_steps(self, script: ModuleType, session: Any) -> None:
        """Run each function of *script* and print what it gives."""
        old, new = self.step("Change a user's e-mail", script.change_email, session)
        self.console.print(f'user["email"]: {old} -> {new}')
        task, timelog = self.step("Log an hour on a task", script.log_time, session)
        self.console.print(f"{task!r} has {len(task.timelogs)} timelog: {timelog!r}")
        project = self.step("Find a project by text", script.find_project, session)
        self.console.print(f"{project!r}")
        typed = self.step("Done without time, typed", script.done_without_time, session)
        raw = self.step(
            "Done without time, as text", script.done_without_time_as_text, session
        )
        if typed != raw or not typed:
            raise DemoError(f"Both forms should give the same tasks: {typed}, {raw}")
        table = Table(title="Done in My Project, and no time logged")
        table.add_column("Parent")
        table.add_column("Task")
        for task in typed:
            table.add_row(task.parent.name, task.name)
        self.console.print(table)

    def step(self, name: str, function: Callable[[Any], T], session: Any) -> T:
        """Run one step and note what it cost."""
        before, start = self.server.requests, time.perf_counter()
        result = function(session)
        seconds = time.perf_counter() - start
        self.steps.append((name, self.server.requests - before, seconds))
        return result

    def print_costs(self) -> None:
        """Print the number of requests and the time of each step."""
        table = Table(title="What each step cost")
        table.add_column("Step")
        table.add_column("Requests", justify="right")
        table.add_column("Milliseconds", justify="right")
        for name, requests, seconds in self.steps:
            table.add_row(name, str(requests), f"{seconds * 1000:.0f}")
        self.console.print(table)

    def title(self, text: str) -> None:
        """Print a heading."""
        self.console.print()
        self.console.rule(text, align="left")

    def mypy(self, script: str) -> subprocess.CompletedProcess[str]:
        """Check *script* as a user would."""
        self.console.print(f"[dim]$ mypy --strict {script}[/dim]")
        return self.run("-m", "mypy", "--strict", "--no-color-output", script)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run this Python in the scratch folder, without the project's own settings."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.scratch,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


def main() -> int:
    """Run the demonstration; return the exit code."""
    console = Console()
    console.print("Starting an embedded ftrack server with a demo production ...")
    with running(seed="demo") as server, tempfile.TemporaryDirectory() as folder:
        os.environ.update(server.environment)
        console.print(f"It answers at {server.url} (user {server.api_user}).")
        demo = Demo(console, server, Path(folder))
        try:
            demo.generate()
            demo.check()
            demo.work()
        except DemoError as error:
            console.print(str(error), style="bold red", markup=False)
            return 1
    demo.title("Next: your own server")
    console.print(
        "  export FTRACK_SERVER=https://company.ftrackapp.com\n"
        "  export FTRACK_API_USER=you FTRACK_API_KEY=...\n"
        "  .venv/bin/ftrack-typed generate --output src --package studio_schema\n\n"
        "Then: from studio_schema import Session, Task",
        markup=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
