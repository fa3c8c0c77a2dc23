"""What editors offer: asked of jedi and of pyright's language server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ftrack_typed.model import CustomAttr, Entity
from ftrack_typed_schema import Context, Project, State, Status, Task, Timelog, User
from support.checked_scripts import GOLDEN
from support.language_server import CURSOR, LanguageServer
from support.schema_documents import imported

# It has no types.
jedi: Any = import_module("jedi")

BEGINNING = """\
from ftrack_typed_schema import Project, Session, Task

session = Session()
task = session.query(Task).one()
"""

CUSTOM = """\
from custom_attributes import Session, Shot, Task

session = Session()
shot = session.query(Shot).one()
task = session.query(Task).one()
"""
NAMED = """\
from workflow_names import Session, Status, Task
from workflow_names.names import Statuses

session = Session()
task = session.query(Task).one()
status = session.query(Status).one()
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
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with packages of sites that have custom attributes and names."""
    folder = tmp_path_factory.mktemp("workspace")
    for case in ("custom_attributes", "workflow_names"):
        shutil.copytree(GOLDEN / case / "expected", folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[LanguageServer]:
    with LanguageServer(workspace) as running:
        yield running


def ask_jedi(
    text: str, beginning: str = BEGINNING, folder: Path | None = None
) -> list[str]:
    before, after = (beginning + text).split(CURSOR)
    lines = before.split("\n")
    script = jedi.Script(
        before + after,
        environment=jedi.InterpreterEnvironment(),
        project=None if folder is None else jedi.Project(folder),
    )
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


@pytest.fixture(scope="module")
def custom_names() -> dict[str, set[str]]:
    """The custom attributes of shots and of tasks, by their Python names."""
    with imported(GOLDEN / "custom_attributes" / "expected", "custom_attributes"):
        module = import_module("custom_attributes.custom_attributes")
        classes: dict[str, type] = {
            entity_type: getattr(module, f"{entity_type}CustomAttributes")
            for entity_type in ("Shot", "Task")
        }
        return {
            entity_type: {
                name
                for each in cls.__mro__
                for name, value in vars(each).items()
                if isinstance(value, CustomAttr)
            }
            for entity_type, cls in classes.items()
        }


@pytest.mark.parametrize(
    ("text", "entity_type"),
    [
        ("shot.custom_attributes.|", "Shot"),
        ('shot["custom_attributes"].|', "Shot"),
        ("Shot.custom_attributes.|", "Shot"),
        ("session.query(Shot).where(Shot.custom_attributes.|)", "Shot"),
        ("task.custom_attributes.|", "Task"),
        ("Task.custom_attributes.|", "Task"),
    ],
)
def test_both_offer_the_custom_attributes_that_the_type_has_and_no_other(
    server: LanguageServer,
    workspace: Path,
    custom_names: dict[str, set[str]],
    text: str,
    entity_type: str,
) -> None:
    every = custom_names["Shot"] | custom_names["Task"]
    here = set(public(list(custom_names[entity_type])))
    assert len(here) > 2
    assert here != every

    names = server.complete(CUSTOM + text)
    assert set(public(names)) & every == here
    assert set(ask_jedi(text, CUSTOM, workspace)) >= here


@pytest.mark.parametrize(
    "text",
    [
        'shot.custom_attributes["|"]',
        'shot.custom_attributes["|',
        'shot.custom_attributes["|"] = 3',
        'shot["custom_attributes"]["|"]',
        'session.create(Shot, custom_attributes={"|"})',
    ],
)
def test_pyright_offers_the_keys_of_custom_attributes(
    server: LanguageServer, text: str
) -> None:
    offered = set(server.complete(CUSTOM + text))

    assert {'"fstart"', '"from"', '"2d"', '"a-b"', '"resolution"'} <= offered
    assert '"lead"' not in offered
    assert '"from_"' not in offered


def test_pyright_offers_the_options_of_an_enumerator(server: LanguageServer) -> None:
    offered = server.complete(CUSTOM + 'shot.custom_attributes.look = ["|"]')

    assert '"warm"' in offered
    assert '"day"' not in offered


def test_both_offer_links_that_the_package_knows(
    server: LanguageServer, workspace: Path
) -> None:
    text = "Shot.custom_attribute_links.|"

    assert set(server.complete(CUSTOM + text)) >= {"lead", "previous", "from_"}
    assert set(ask_jedi(text, CUSTOM, workspace)) >= {"lead", "previous", "from_"}


ROWS = "rows = session.select(Task.name, Task.start_date)\n"
SHAPE = """\
from ftrack_typed import Shape, column


class Summary(Shape):
    name: str = column(Task.name)
    state: str = column(Task.status.state.name)


"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("session.select(Task.name, Task.|)", set(public(list(Task.__attributes__)))),
        ("session.select(Task.status.state.|)", {"name", "short"}),
        (ROWS + "rows.|", {"all", "first", "limit", "one", "order_by", "where"}),
        (ROWS + "rows.one()[0].|", {"casefold", "startswith"}),
        (ROWS + "for name, start in rows:\n    name.|", {"casefold", "startswith"}),
        (ROWS + "for name, start in rows:\n    start.|", {"isoformat", "tzinfo"}),
        (SHAPE + "session.select(Summary).one().|", {"name", "state"}),
        (SHAPE + "for row in session.select(Summary):\n    row.|", {"name", "state"}),
        (SHAPE + "session.select(Summary).one().state.|", {"casefold"}),
    ],
)
def test_both_offer_columns_and_what_the_values_of_a_row_can_do(
    server: LanguageServer, text: str, expected: set[str]
) -> None:
    for names in (server.complete(BEGINNING + text), ask_jedi(text)):
        assert set(names) >= expected


@pytest.mark.parametrize(
    "text",
    [
        'status.name == "|"',
        'task.status.name == "|"',
        'status["name"] == "|"',
        'status.name = "|"',
        'status["name"] = "|"',
        'session.create(Status, name="|")',
        'session.query(Task).where(Task.status.name.in_(["|"]))',
    ],
)
def test_pyright_offers_the_names_of_a_workflow(
    server: LanguageServer, text: str
) -> None:
    offered = set(server.complete(NAMED + text))

    assert {'"Done"', '"On Hold"', '"2D"'} <= offered
    assert '"Animation"' not in offered


def test_both_offer_the_constants_for_the_names_of_a_workflow(
    server: LanguageServer, workspace: Path
) -> None:
    for text, expected in [
        ("Statuses.|", {"DONE", "NONE", "STATUS_2D"}),
        ("Statuses.DONE.|", {"id", "name"}),
    ]:
        assert set(server.complete(NAMED + text)) >= expected
        assert set(ask_jedi(text, NAMED, workspace)) >= expected
