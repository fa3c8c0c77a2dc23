"""The engines that a server's data can be in; tests of the server run on each.

``--database`` names the one to run them on. Where PostgreSQL is not installed its tests
are skipped, unless it is required (:mod:`support.required_peers`). No test may show an
API key in a log, and how long an example takes decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from support.databases import ENGINES, SQLITE, Databases
from support.leak_guard import LeakGuard
from support.required_peers import skip_without

if TYPE_CHECKING:
    from support.postgresql import Cluster


settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=ENGINES,
        help="the database engine to run the server's tests on; all by default",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LeakGuard(), "leak-guard")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        chosen: str | None = metafunc.config.getoption("database")
        engines = ENGINES if chosen is None else (chosen,)
        metafunc.parametrize("engine", engines, scope="module", indirect=True)


@pytest.fixture(scope="session")
def cluster_of_tests() -> Iterator[Callable[[], Cluster]]:
    """A function that returns this process's PostgreSQL server, started when needed."""
    with ExitStack() as stack:

        @cache
        def started() -> Cluster:
            try:
                from support.postgresql import OLDEST, find_programs, running_cluster
            except ImportError as error:
                skip_without("postgresql", f"psycopg cannot be imported: {error}")
            programs = find_programs()
            if programs is None:
                skip_without(
                    "postgresql", f"PostgreSQL {OLDEST} or newer is not installed"
                )
            return stack.enter_context(running_cluster(programs))

        yield started


@pytest.fixture(scope="session")
def databases_of(
    cluster_of_tests: Callable[[], Cluster],
) -> Callable[[str], Databases]:
    """A function that returns what makes new databases of an engine."""

    def make(engine: str) -> Databases:
        return Databases(engine, None if engine == SQLITE else cluster_of_tests())

    return make


@pytest.fixture(scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    """The database engine that the test runs on: each in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def databases(
    engine: str, databases_of: Callable[[str], Databases]
) -> Iterator[Databases]:
    """What makes new databases of the engine."""
    made = databases_of(engine)
    yield made
    made.close()
