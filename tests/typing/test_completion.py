"""What editors offer: asked of jedi and of pyright's language server."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from ftrack_typed.model import Entity
from ftrack_typed_schema import Context, Project, State, Status, Task, Timelog, User
from support.language_server import CURSOR, LanguageServer

# It has no types.
jedi: Any = import_module("jedi")

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
    ("task.status.|", Status),
    ("task.timelogs[0].|", Timelog),
    ("for log in task.timelogs:\n    log.|", Timelog),
]
BY_KEY = [
    ('task["project"].|', Project),
    ('task["timelogs"][0].|', Timelog),
]
CLASSES = [
    ("Task.|", Task),
    ("session.query(Task).where(Task.project.|)", Project),
    ("session.query(Task).where(Task.status.state.|)", State),
    ("session.query(Project).where(Project.children.|)", Context),
    ("session.query(Task).where(Task.timelogs.user.|)", User),
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
    return [name for name in names if not name.startswith("_")]


def attributes(cls: type[Entity]) -> set[str]:
    return set(public(list(cls.__attributes__))) | cls.__members__


def private_comes_last(names: list[str]) -> bool:
    shown = public(names)
    # An attribute of that name, wherever the class that declares it puts it.
    return [name for name in names if name != "_link"][: len(shown)] == shown


@pytest.mark.parametrize(("text", "cls"), [*INSTANCES, *BY_KEY])
def test_pyright_offers_the_attributes_of_an_entity_and_little_else(
    server: LanguageServer, text: str, cls: type[Entity]
) -> None:
    names = server.complete(BEGINNING + text)

    assert set(public(names)) == attributes(cls) | ENTITY
    assert private_comes_last(names)


@pytest.mark.parametrize(("text", "cls"), INSTANCES)
def test_jedi_offers_the_attributes_of_an_entity_and_little_else(
    text: str, cls: type[Entity]
) -> None:
    names = ask_jedi(text)

    assert set(public(names)) - {"mro"} == attributes(cls) | ENTITY
    assert private_comes_last(names)


@pytest.mark.parametrize(("text", "cls"), CLASSES)
def test_pyright_offers_the_attributes_behind_a_path(
    server: LanguageServer, text: str, cls: type[Entity]
) -> None:
    names = server.complete(BEGINNING + text)

    assert set(public(names)) - {"mro"} == attributes(cls) | ENTITY | PATH
    assert private_comes_last(names)


@pytest.mark.parametrize(("text", "cls"), CLASSES)
def test_jedi_offers_the_attributes_behind_a_path(text: str, cls: type[Entity]) -> None:
    names = ask_jedi(text)

    # It does not look at what the metaclass has, and shows a collection's elements
    # together with what a collection can do.
    assert set(names) >= attributes(cls)
    assert private_comes_last(names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("session.|", SESSION), ("session.query(Task).|", QUERY)],
)
def test_both_offer_what_a_session_and_a_query_can_do(
    server: LanguageServer, text: str, expected: set[str]
) -> None:
    for names in (server.complete(BEGINNING + text), ask_jedi(text)):
        assert set(names) >= expected
        assert private_comes_last(names)


@pytest.mark.parametrize(
    ("text", "cls"),
    [
        ('task["|', Task),
        ('task["|"]', Task),
        ('task["|"] = 3', Task),
        ('task["status"]["|"]', Status),
        ('task["timelogs"][0]["|"]', Timelog),
    ],
)
def test_pyright_offers_the_keys_of_an_entity(
    server: LanguageServer, text: str, cls: type[Entity]
) -> None:
    readable = {
        f'"{name}"'
        for name, attribute in cls.__by_wire__.items()
        if attribute.selectable
    }

    assert set(server.complete(BEGINNING + text)) == readable


def test_pyright_offers_what_may_be_given_on_creation(server: LanguageServer) -> None:
    names = server.complete(BEGINNING + "session.create(Task, na|)")
    offered = {name.rstrip("=") for name in names if name.endswith("=")}

    assert "name" in offered
    assert names.index("name=") < names.index("NameError")


def test_pyright_offers_no_argument_for_what_the_server_computes(
    server: LanguageServer,
) -> None:
    names = server.complete(BEGINNING + "session.create(Task, |)")
    offered = {name.rstrip("=") for name in names if name.endswith("=")}
    given = {
        name
        for name, attribute in Task.__attributes__.items()
        if not attribute.read_only
    }

    assert offered >= set(public(list(given)))
    assert not offered & (attributes(Task) - given)
