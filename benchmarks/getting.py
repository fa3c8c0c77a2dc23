"""Getting an entity by its key: from the session, or from a cache behind it."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from .access import best
from .environment import Environment
from .figures import Figure, duration
from .replaying import ReplayServer

_PATIENCE = 20.0


def measure(
    environment: Environment, server: ReplayServer, *, rounds: int
) -> list[Figure]:
    """Measure each layer in the best of *rounds* processes; Redis where it is."""
    scratch = environment.scratch
    with _redis(scratch) as redis:
        places = {"known": "", "memory": "", "sqlite": str(scratch / "cache.sqlite")}
        if redis:
            places["redis"] = redis
        taken = {
            layer: best(
                [
                    environment.worker("get_ours", server.url, layer, place)
                    for _ in range(rounds)
                ],
                "get",
            )
            for layer, place in places.items()
        }
    official = best(
        [environment.worker("get_official", server.url) for _ in range(rounds)], "get"
    )
    return [
        Figure(
            what=_WHAT[layer],
            ours=duration(ours),
            against=f"official session.get, cached {duration(official)}",
            value=ours / official,
            limit=1 / 20 if layer == "known" else None,
        )
        for layer, ours in taken.items()
    ]


_WHAT = {
    "known": "get an entity that the session knows",
    "memory": "the same, from a cache in memory",
    "sqlite": "the same, from one in SQLite",
    "redis": "the same, from one in Redis on the machine",
}


@contextmanager
def _redis(folder: Path) -> Generator[str | None, None, None]:
    """Run a Redis server that keeps nothing on disk; give its URL, none without one."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    socket = folder / "redis.sock"
    command = [program, "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + _PATIENCE
            while not socket.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("redis-server does not start")
                time.sleep(0.01)
            yield f"unix://{socket}"
        finally:
            process.terminate()
