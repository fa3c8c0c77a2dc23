"""Importing, opening a session, and getting at the first entity."""

from __future__ import annotations

from .environment import Environment
from .figures import Figure, duration, median, ratio
from .package import PACKAGE
from .replaying import ReplayServer

_IMPORTS = {
    "bare": "pass",
    "ours": f"import {PACKAGE}; {PACKAGE}.Task",
    "with session": f"import {PACKAGE}; {PACKAGE}.Task; {PACKAGE}.Session",
    "official": "import ftrack_api",
}


def measure_imports(environment: Environment, *, rounds: int) -> list[Figure]:
    """Measure what an import takes beyond the bare interpreter, as CPU time."""
    taken: dict[str, list[float]] = {name: [] for name in _IMPORTS}
    for number in range(rounds + 1):
        spent = {
            name: environment.run("-c", line).cpu for name, line in _IMPORTS.items()
        }
        if number:
            for name, cpu in spent.items():
                taken[name].append(cpu - spent["bare"])
    official = taken["official"]

    def against() -> str:
        return f"import ftrack_api {duration(median(official))}"

    return [
        Figure(
            what="import the package, use one class",
            ours=duration(median(taken["ours"])),
            against=against(),
            value=ratio(taken["ours"], official),
            limit=1 / 3,
        ),
        Figure(
            what="the same with its Session",
            ours=duration(median(taken["with session"])),
            against=against(),
            value=ratio(taken["with session"], official),
        ),
    ]


def measure_opening(environment: Environment, server: ReplayServer) -> list[Figure]:
    """Count the requests that opening a session costs."""

    def requests(script: str) -> int:
        server.requests()
        environment.run("-c", script)
        return server.requests()

    official = _official_session(environment, server, cache="opening")
    cold = requests(official)
    warm = requests(official)
    ours = requests(_our_session(server))
    return [
        Figure(
            what="requests to open a session",
            ours=f"{ours}",
            against=f"official {cold}, or {warm} with its cache",
            value=ours,
            limit=0,
            unit="requests",
        )
    ]


def measure_first_entity(
    environment: Environment, server: ReplayServer, *, rounds: int
) -> list[Figure]:
    """Measure the time from starting Python to having read one task.

    The official client finds its schema cache filled.
    """
    our_script = f"""{_our_session(server)}
print(session.query(Task).first().name, flush=True)
"""
    official_script = f"""{_official_session(environment, server, cache="starting")}
print(session.query("Task").first()["name"], flush=True)
"""
    ours: list[float] = []
    official: list[float] = []
    for number in range(rounds + 1):
        mine = environment.run("-c", our_script).first_line
        other = environment.run("-c", official_script).first_line
        if number:
            ours.append(mine)
            official.append(other)
    return [
        Figure(
            what="start of Python to first entity read",
            ours=duration(median(ours)),
            against=f"official {duration(median(official))}",
            value=ratio(ours, official),
            limit=2 / 3,
        )
    ]


def _our_session(server: ReplayServer) -> str:
    return f"""
from {PACKAGE} import Session, Task
session = Session({server.url!r}, "bench", "key")
"""


def _official_session(
    environment: Environment, server: ReplayServer, *, cache: str
) -> str:
    folder = environment.scratch / cache
    folder.mkdir(exist_ok=True)
    return f"""
import ftrack_api
session = ftrack_api.Session(
    {server.url!r}, api_key="key", api_user="bench", plugin_paths=[],
    schema_cache_path={str(folder)!r},
)
"""
