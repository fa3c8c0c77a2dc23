"""A site with custom attributes of every kind, and the package that knows them."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import ftrack_typed_server
from ftrack_typed.configuration import Configuration
from ftrack_typed_codegen.loading import load_from_server
from ftrack_typed_codegen.pipeline import generate
from ftrack_typed_codegen.settings import Settings
from ftrack_typed_schema import (
    CustomAttributeConfiguration,
    CustomAttributeLinkConfiguration,
    CustomAttributeType,
    ObjectType,
    Project,
    ProjectSchema,
    Session,
)
from ftrack_typed_server import RunningServer
from support.schema_documents import imported

HOSTILE = 'x"]; import os  # \\ \n'


def session_of(server: RunningServer) -> Session:
    """Return a session with the stock package."""
    return Session(server.url, server.api_user, server.api_key)


def configure(session: Session, kind: str, **values: Any) -> str:
    """Create a custom attribute, and return its configuration's key."""
    types = session.query(CustomAttributeType)
    created = session.create(
        CustomAttributeConfiguration,
        type=types.where(CustomAttributeType.name == kind).one(),
        **{"label": "", "config": "{}", **values},
    )
    return created.id


@contextmanager
def configured_site(
    folder: Path, package: str, settings: Settings | None = None
) -> Generator[tuple[RunningServer, ModuleType], None, None]:
    """Give a server with attributes of every kind on shots, and its package.

    Two projects are there: ``film`` has the attribute ``budget`` as a number,
    ``series`` as a text.
    """
    with ftrack_typed_server.running(seed="fresh") as server:
        with session_of(server) as session:
            _configure_all(session)
            session.commit()
        document = load_from_server(
            Configuration.resolve(server.url, server.api_user, server.api_key)
        )
        generate(document, package=package, output=folder, settings=settings)
        with imported(folder, package) as module:
            yield server, module


def _configure_all(session: Session) -> None:
    shot = session.query(ObjectType).where(ObjectType.name == "Shot").one()
    shots = {"entity_type": "task", "object_type_id": shot.id}
    for key, kind, more in _ATTRIBUTES:
        configure(session, kind, key=key, **{**shots, **more})
    for key, to in (("lead", "user"), ("previous", "task"), ("from", "show")):
        session.create(
            CustomAttributeLinkConfiguration,
            key=key,
            label=key,
            config="{}",
            entity_type="task",
            object_type_id=shot.id,
            entity_type_to=to,
            object_type_id_to=shot.id if to == "task" else None,
        )
    schema = session.query(ProjectSchema).first()
    assert schema is not None
    for name, kind, default in (("film", "number", 0), ("series", "text", "")):
        project = session.create(
            Project, name=name, full_name=name, project_schema=schema
        )
        scoped = {"project_id": project.id, "default": default}
        configure(session, kind, key="budget", **{**shots, **scoped})


def _options(*values: str, multiple: bool = False) -> str:
    rows = [{"menu": value, "value": value} for value in values]
    return json.dumps({"multiSelect": multiple, "data": json.dumps(rows)})


_ATTRIBUTES: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("take", "number", {"config": '{"isdecimal": false}', "default": 1}),
    (
        "look",
        "enumerator",
        {"config": _options("a", 'b"', multiple=True), "default": ["a"]},
    ),
    ("grade", "enumerator", {"config": _options("day", "night"), "default": None}),
    ("tags", "dynamic enumerator", {"default": []}),
    ("due", "date", {"default": None}),
    ("approved", "boolean", {"default": False}),
    ("brief", "text", {"default": ""}),
    ("page", "url", {"default": None}),
    ("from", "text", {"default": ""}),
    ("keys", "text", {"default": ""}),
    ("value", "text", {"default": ""}),
    ("2d", "text", {"default": ""}),
    (HOSTILE, "text", {"default": ""}),
    (
        "house",
        "text",
        {
            "entity_type": "show",
            "object_type_id": None,
            "is_hierarchical": True,
            "default": "ours",
        },
    ),
)
