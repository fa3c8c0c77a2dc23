"""Servers and sessions: the generated stock package on the embedded server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ftrack_typed_server
from ftrack_typed.cache import Cache
from ftrack_typed.transport import HttpTransport
from ftrack_typed_schema import Project, ProjectSchema, Session
from ftrack_typed_server import RunningServer


@pytest.fixture(scope="session")
def demo() -> Iterator[RunningServer]:
    """A server with the demo production, for tests that only read."""
    with ftrack_typed_server.running(seed="demo") as server:
        yield server


@pytest.fixture(scope="session")
def site() -> Iterator[RunningServer]:
    """A server with a new site's data, for tests that write what is their own."""
    with ftrack_typed_server.running(seed="fresh") as server:
        yield server


def open_session(server: RunningServer, cache: Cache | None = None) -> Session:
    return Session(server.url, server.api_user, server.api_key, cache=cache)


@pytest.fixture
def reader(demo: RunningServer) -> Iterator[Session]:
    """A session on the demo production."""
    with open_session(demo) as session:
        yield session


@pytest.fixture
def session(site: RunningServer) -> Iterator[Session]:
    """A session on a site without productions."""
    with open_session(site) as opened:
        yield opened


@pytest.fixture
def other(site: RunningServer) -> Iterator[Session]:
    """A second session on the same site, to see what really was written."""
    with open_session(site) as opened:
        yield opened


@pytest.fixture
def project(session: Session, request: pytest.FixtureRequest) -> Project:
    """A project of the test's own."""
    schema = session.query(ProjectSchema).first()
    assert schema is not None
    name = str(request.node.name)
    created = session.create(Project, name=name, full_name=name, project_schema=schema)
    session.commit()
    return created


def requests_of(session: Session) -> int:
    """Return how many requests *session* has sent."""
    assert isinstance(session.transport, HttpTransport)
    return session.transport.requests
