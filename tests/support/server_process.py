"""The embedded server as a process of its own, which can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from support.site import SiteClient

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = """
import sys
from ftrack_typed.commands import main
sys.exit(main(["serve", *sys.argv[1:]]))
"""


def start_command(*arguments: str) -> subprocess.Popen[str]:
    """Start ``ftrack-typed serve`` with *arguments*, warnings being errors."""
    path = os.pathsep.join([str(_ROOT / "runtime"), str(_ROOT / "server")])
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", _COMMAND, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class ServerProcess:
    """``ftrack-typed serve``, once it answers; ended when the block ends."""

    def __init__(self, *arguments: str) -> None:
        self.process = start_command(*arguments)
        assert self.process.stdout is not None
        self.lines = [self.process.stdout.readline().strip() for _ in range(4)]

    @property
    def exports(self) -> dict[str, str]:
        """The environment variables that it printed."""
        exports = (line.removeprefix("export ") for line in self.lines[1:])
        return dict(line.split("=", 1) for line in exports)

    def client(self) -> SiteClient:
        """Return a client with a connection of its own."""
        exports = self.exports
        return SiteClient(
            exports["FTRACK_SERVER"],
            exports["FTRACK_API_USER"],
            exports["FTRACK_API_KEY"],
        )

    def kill(self) -> None:
        """End it at once, as a power cut would; it cannot object."""
        self.process.kill()
        self.process.communicate(timeout=20)

    def interrupt(self) -> tuple[int, str]:
        """End it as Ctrl-C does; return its exit code and what it complained of."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors

    def __enter__(self) -> ServerProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.kill()
