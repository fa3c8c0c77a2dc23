"""What the examples of the official client work with.

They run in that client's environment, against the server that the environment names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture(scope="session")
def ftrack_api() -> Any:
    """The official client; it is not installed where these files are checked."""
    return import_module("ftrack_api")


@pytest.fixture(scope="session")
def connect(ftrack_api: Any) -> Iterator[Callable[..., Any]]:
    """Open sessions that remember nothing of each other."""
    opened: list[Any] = []

    def open_session(**options: Any) -> Any:
        options.setdefault("auto_connect_event_hub", False)
        options.setdefault("schema_cache_path", False)
        session = ftrack_api.Session(**options)
        opened.append(session)
        return session

    yield open_session
    for session in opened:
        session.close()


@pytest.fixture(scope="session")
def shared_session(connect: Callable[..., Any]) -> Any:
    return connect()


@pytest.fixture
def session(shared_session: Any) -> Iterator[Any]:
    """The session of all examples; what one leaves behind is forgotten."""
    yield shared_session
    shared_session.rollback()
    shared_session.reset()


@pytest.fixture
def other(connect: Callable[..., Any]) -> Any:
    """A session that has only what the server has."""
    return connect()


@pytest.fixture
def strict(connect: Callable[..., Any]) -> Any:
    return connect(strict_api=True)


@pytest.fixture
def me(session: Any) -> Any:
    return session.query(f'User where username is "{session.api_user}"').one()


@pytest.fixture
def schema(session: Any) -> Any:
    return session.query('ProjectSchema where name is "VFX"').one()


@pytest.fixture
def project(session: Any, schema: Any) -> Any:
    name = f"project-{uuid4().hex}"
    made = session.create(
        "Project", {"name": name, "full_name": name, "project_schema": schema}
    )
    session.commit()
    return made


@pytest.fixture
def sequence(session: Any, project: Any) -> Any:
    made = session.create("Sequence", {"name": "sq010", "parent": project})
    session.commit()
    return made


@pytest.fixture
def shot(session: Any, sequence: Any) -> Any:
    made = session.create("Shot", {"name": "sh010", "parent": sequence})
    session.commit()
    return made


@pytest.fixture
def task(session: Any, shot: Any) -> Any:
    made = session.create("Task", {"name": "animation", "parent": shot})
    session.commit()
    return made


@pytest.fixture
def asset(session: Any, shot: Any) -> Any:
    kind = session.query('AssetType where name is "Geometry"').one()
    made = session.create("Asset", {"name": "hero", "parent": shot, "type": kind})
    session.commit()
    return made


@pytest.fixture
def version(session: Any, asset: Any, task: Any) -> Any:
    made = session.create("AssetVersion", {"asset": asset, "task": task})
    session.commit()
    return made
