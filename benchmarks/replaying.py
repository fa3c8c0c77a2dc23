"""The replay server's process, as the benchmarks use it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import attrs


@attrs.frozen
class ReplayServer:
    """A server that answers prepared bytes.

    Attributes:
        url: its address.
    """

    url: str

    def requests(self) -> int:
        """Return how many API requests came in since this was asked last."""
        opener = build_opener(ProxyHandler({}))
        with opener.open(f"{self.url}/requests") as answer:
            return int(answer.read())


@contextmanager
def replaying(folder: Path, *, delay: float = 0) -> Generator[ReplayServer, None, None]:
    """Serve the answers in *folder* inside the block, each after *delay* seconds."""
    script = Path(__file__).with_name("replay.py")
    command = [sys.executable, str(script), str(folder), str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield ReplayServer(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
