"""Fixtures for pytest: an ftrack server, fresh for each test.

Pytest finds this module by its entry point. It imports nothing of the server, which is
started by the first test that asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, get_args

import pytest

if TYPE_CHECKING:
    from ftrack_typed.schema import SchemaDocument
    from ftrack_typed_server import RunningServer, Snapshot

Setup: TypeAlias = "Callable[[RunningServer], object]"
"""What fills a server once, before the first test that uses it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, on the command line and in the configuration file."""
    group = parser.getgroup("ftrack", "ftrack server")
    group.addoption(
        "--ftrack-schema",
        metavar="FILE",
        help="serve the schema in this file, which ftrack-typed schema has saved",
    )
    group.addoption(
        "--ftrack-seed",
        metavar="NAME",
        help="what the server begins with: fresh (the default), demo or empty",
    )
    parser.addini("ftrack_schema", "as --ftrack-schema, from the root folder")
    parser.addini("ftrack_seed", "as --ftrack-seed")


@pytest.fixture(scope="session")
def ftrack_schema(pytestconfig: pytest.Config) -> SchemaDocument | Path | None:
    """The schema to serve: a file, a document, or none for the stock one.

    The server has the custom attributes and the names that a snapshot says.
    """
    given: str | None = pytestconfig.getoption("--ftrack-schema")
    if given:
        return pytestconfig.invocation_params.dir / given
    configured: str = pytestconfig.getini("ftrack_schema")
    return pytestconfig.rootpath / configured if configured else None


@pytest.fixture(scope="session")
def ftrack_seed(pytestconfig: pytest.Config) -> str:
    """What the server begins with: ``fresh``, ``demo`` or ``empty``."""
    given: str | None = pytestconfig.getoption("--ftrack-seed")
    configured: str = pytestconfig.getini("ftrack_seed")
    return given or configured or "fresh"


@pytest.fixture(scope="session")
def ftrack_setup() -> Setup | None:
    """A function that fills the server, called once; none by default."""
    return None


@pytest.fixture(scope="session")
def _ftrack_sites() -> Generator[_Sites]:
    sites = _Sites()
    with sites.stack:
        yield sites


@pytest.fixture
def ftrack_server(
    _ftrack_sites: _Sites,
    ftrack_schema: SchemaDocument | Path | None,
    ftrack_seed: str,
    ftrack_setup: Setup | None,
    monkeypatch: pytest.MonkeyPatch,
) -> RunningServer:
    """A server that no test has changed, and the environment names.

    It is started once for each schema, seed and set-up, and brought back to what it was
    before each test. Sessions without arguments find it.
    """
    server, snapshot = _ftrack_sites.site(ftrack_schema, ftrack_seed, ftrack_setup)
    snapshot.restore()
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server


class _Sites:
    """The servers that were started."""

    def __init__(self) -> None:
        self.stack = ExitStack()
        self._sites: dict[object, tuple[RunningServer, Snapshot]] = {}

    def site(
        self, schema: SchemaDocument | Path | None, seed: str, setup: Setup | None
    ) -> tuple[RunningServer, Snapshot]:
        """Return the server for these, and what it is brought back to."""
        place = schema if schema is None or isinstance(schema, Path) else id(schema)
        key = (place, seed, setup)
        if key not in self._sites:
            self._sites[key] = self._start(schema, seed, setup)
        return self._sites[key]

    def _start(
        self, schema: SchemaDocument | Path | None, seed: str, setup: Setup | None
    ) -> tuple[RunningServer, Snapshot]:
        try:
            from ftrack_typed_server import running
            from ftrack_typed_server.seeds import SeedName
        except ModuleNotFoundError as error:
            pytest.fail(
                f"The fixture needs {error.name!r} and has it from the extra: "
                "pip install 'ftrack-typed[server]'",
                pytrace=False,
            )
        names: dict[str, SeedName] = {name: name for name in get_args(SeedName)}
        if seed not in names:
            pytest.fail(
                f"{seed!r} is no seed: ftrack_seed is {', '.join(names)}.",
                pytrace=False,
            )
        with ExitStack() as starting:
            server = starting.enter_context(running(schema, seed=names[seed]))
            if setup is not None:
                setup(server)
            snapshot = starting.enter_context(server.snapshot())
            self.stack.push(starting.pop_all())
        return server, snapshot
