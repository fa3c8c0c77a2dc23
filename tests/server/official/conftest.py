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
def object_type(session: Any) -> Callable[[str], str]:
    """From an object type's name to its id."""

    def find(name: str) -> str:
        return str(session.query(f'ObjectType where name is "{name}"').one()["id"])

    return find


@pytest.fixture
def production(session: Any, schema: Any) -> dict[str, Any]:
    """A project of its own for each example, with a task in a shot of a sequence."""
    name = f"project-{uuid4().hex}"
    project = session.create(
        "Project", {"name": name, "full_name": name, "project_schema": schema}
    )
    sequence = session.create("Sequence", {"name": "sq010", "parent": project})
    shot = session.create("Shot", {"name": "sh010", "parent": sequence})
    task = session.create("Task", {"name": "animation", "parent": shot})
    session.commit()
    return {"project": project, "sequence": sequence, "shot": shot, "task": task}


@pytest.fixture
def project(production: dict[str, Any]) -> Any:
    return production["project"]


@pytest.fixture
def sequence(production: dict[str, Any]) -> Any:
    return production["sequence"]


@pytest.fixture
def shot(production: dict[str, Any]) -> Any:
    return production["shot"]


@pytest.fixture
def task(production: dict[str, Any]) -> Any:
    return production["task"]


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
