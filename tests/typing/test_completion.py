"""What editors offer: asked of jedi and of pyright's language server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jedi
import pytest
from support.language_server import CURSOR, LanguageServer

from ftrack_typed.model import Entity
from ftrack_typed_schema import Project, State, Status, Task, Timelog

BEGINNING = """\
from ftrack_typed_schema import Project, Session, Task

session = Session()
task = session.query(Task).one()
"""

ENTITY = {"get", "items", "keys", "values"}
"""What an entity can do besides its attributes: it is a mapping."""

PATH = {"any", "as_", "has", "in_", "not_in"}
"""What a path through a relation can do besides."""

SESSION = {
    *("call", "changes", "close", "commit", "create", "delete", "get", "populate"),
    *("query", "registry", "rollback", "transport"),
}
QUERY = {
    *("all", "first", "limit", "offset", "one", "one_or_none", "order_by", "paged"),
    *("select", "where"),
}

INSTANCES = [
    ("task.|", Task),
    ("found = session.query(Task).first()\nif found:\n    found.|", Task),
    ("for item in session.query(Task):\n    item.|", Task),
    ('session.create(Task, name="anim").|', Task),
    ("task.project.|", Project),
    ('task["project"].|', Project),
    ("task.status.|", Status),
    ("task.timelogs[0].|", Timelog),
    ("for log in task.timelogs:\n    log.|", Timelog),
]
CLASSES = [
    ("Task.|", Task),
    ("session.query(Task).where(Task.project.|)", Project),
    ("session.query(Task).where(Task.status.state.|)", State),
    ("session.query(Project).where(Project.children.|)", None),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    with LanguageServer(tmp_path_factory.mktemp("workspace")) as running:
        yield running


def ask_jedi(text: str) -> list[str]:
    before, after = (BEGINNING + text).split(CURSOR)
    lines = before.split("\n")
    script = jedi.Script(before + after, environment=jedi.InterpreterEnvironment())
    return [item.name for item in script.complete(len(lines), len(lines[-1]))]


def public(names: list[str]) -> list[str]:
    """Return the names to choose from; an attribute such as ``_link`` is not one."""
    return [name for name in names if not name.startswith("_")]


def attributes(cls: type[Entity]) -> set[str]:
    return set(public(list(cls.__attributes__)))


def private_comes_last(names: list[str]) -> bool:
    shown = public(names)
    return names[: len(shown)] == shown
