from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

import pytest

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.databases import Databases
from support.production import fill
from support.site import SiteClient


@contextmanager
def filled(database: str) -> Generator[RunningServer]:
    """Run a server with the small production."""
    with ftrack_typed_server.running(database=database) as server:
        client = SiteClient.of(server)
        fill(client)
        client.close()
        yield server


@pytest.fixture(scope="session")
def filled_servers(
    databases_of: Callable[[str], Databases],
) -> Iterator[Callable[[str], RunningServer]]:
    """A function that returns the server on an engine that no test changes."""
    with ExitStack() as stack:

        @cache
        def server_on(engine: str) -> RunningServer:
            databases = databases_of(engine)
            stack.callback(databases.close)
            return stack.enter_context(filled(databases.passing()))

        yield server_on


@pytest.fixture(scope="module")
def filled_server(
    engine: str, filled_servers: Callable[[str], RunningServer]
) -> RunningServer:
    """A server with the small production, which no test changes."""
    return filled_servers(engine)


@pytest.fixture(scope="module")
def production(filled_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(filled_server)
    yield client
    client.close()


@pytest.fixture(scope="module")
def strict_production(filled_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(filled_server, ftrack_strict_api="true")
    yield client
    client.close()


@pytest.fixture(scope="module")
def changing_server(databases: Databases) -> Iterator[RunningServer]:
    """A server with the small production, which the tests of a module change."""
    with filled(databases.passing()) as server:
        yield server


@pytest.fixture
def site(changing_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(changing_server)
    yield client
    client.close()
