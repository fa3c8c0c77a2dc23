from __future__ import annotations

from collections.abc import Iterator

import pytest

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.production import fill
from support.site import SiteClient


@pytest.fixture(scope="session")
def filled_server() -> Iterator[RunningServer]:
    """A server with the small production, which no test changes."""
    with ftrack_typed_server.running() as server:
        client = SiteClient.of(server)
        fill(client)
        client.close()
        yield server


@pytest.fixture(scope="session")
def production(filled_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(filled_server)
    yield client
    client.close()


@pytest.fixture(scope="session")
def strict_production(filled_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(filled_server, ftrack_strict_api="true")
    yield client
    client.close()


@pytest.fixture(scope="module")
def changing_server() -> Iterator[RunningServer]:
    """A server with the small production, which the tests of a module change."""
    with ftrack_typed_server.running() as server:
        client = SiteClient.of(server)
        fill(client)
        client.close()
        yield server


@pytest.fixture
def site(changing_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(changing_server)
    yield client
    client.close()
