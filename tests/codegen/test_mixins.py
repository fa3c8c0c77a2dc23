"""Classes of the studio's that generated ones derive from."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import attrs
import pytest

from ftrack_typed.model.clashes import NameClashError
from ftrack_typed_codegen.errors import SettingsError
from ftrack_typed_codegen.pipeline import generate
from ftrack_typed_codegen.settings import find_settings, read_settings
from support.checkers import mypy_report, pyright_report
from support.language_server import CURSOR, LanguageServer
from support.schema_documents import (
    NUMBER,
    TEXT,
    document,
    entity_type,
    imported,
    reference,
)

SCHEMA = document(
    entity_type("Context", {"name": TEXT, "parent": reference("Context")}),
    entity_type("Shot", {"name": TEXT, "parent": reference("Context")}, base="Context"),
    entity_type(
        "Task",
        {"name": TEXT, "parent": reference("Context"), "bid": NUMBER},
        base="Context",
        required=("bid",),
    ),
    entity_type("User", {"username": TEXT}),
)
SETTINGS = """\
[tool.ftrack-typed.mixins]
Task = "pipeline.tasks:TaskMixin"
Context = "pipeline.contexts:ContextMixin"
User = "pipeline.users:UserMixin"
"""
TASKS = """\
from __future__ import annotations

from studio import TaskBase


class TaskMixin(TaskBase):
    def hours(self) -> float:
        return self.bid / 3600

    @property
    def days(self) -> float:
        return self.bid / 86400

    @days.setter
    def days(self, value: float) -> None:
        self.bid = value * 86400
"""
CONTEXTS = """\
from __future__ import annotations

from studio import ContextBase


class ContextMixin(ContextBase):
    def label(self) -> str:
        above = "" if self.parent is None else self.parent.label()
        return f"{above}/{self.name}"
"""
USERS = """\
class UserMixin:
    def greeting(self) -> str:
        return "hello"
"""
SCRIPT = """\
from studio import Session, Shot, Task, User
from typing_extensions import assert_type

with Session() as session:
    task = session.create(Task, bid=1.0)
    assert_type(task, Task)
    assert_type(task.hours(), float)
    assert_type(task.label(), str)
    assert_type(session.create(Shot).label(), str)
    assert_type(session.create(User).greeting(), str)
    assert_type(session.query(Task).where(Task.bid > 3, Task.parent.name == "x").all(),
        list[Task])
    task.days = 2.0
    task.hours().foo  # type: ignore[attr-defined]  # pyright: ignore
    task.days = "2"  # type: ignore[assignment]  # pyright: ignore
    task.label(1)  # type: ignore[call-arg]  # pyright: ignore
"""


def write_pipeline(folder: Path, **modules: str) -> None:
    (folder / "pipeline").mkdir(exist_ok=True)
    texts = {"__init__": "", "tasks": TASKS, "contexts": CONTEXTS, "users": USERS}
    for name, text in {**texts, **modules}.items():
        (folder / "pipeline" / f"{name}.py").write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the package and the classes that it derives from."""
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    write_pipeline(tmp_path)
    settings = find_settings(tmp_path)
    generate(SCHEMA, package="studio", output=tmp_path, settings=settings)
    yield tmp_path
    for name in [name for name in sys.modules if name.split(".")[0] == "pipeline"]:
        del sys.modules[name]


def refused(folder: Path, settings: str) -> str:
    file = folder / "pyproject.toml"
    file.write_text(settings)
    with pytest.raises(SettingsError) as caught:
        generate(SCHEMA, package="studio", output=folder, settings=read_settings(file))
    assert not (folder / "studio").exists()
    return str(caught.value)


def test_class_has_what_its_mixin_and_those_of_its_bases_have(folder: Path) -> None:
    with imported(folder, "studio") as studio:
        assert studio.Task.hours.__qualname__ == "TaskMixin.hours"
        assert studio.Task.label is studio.Shot.label
        assert not hasattr(studio.Shot, "hours")
        assert [field.name for field in attrs.fields(studio.Task)] == [
            field.name for field in attrs.fields(studio.TaskBase)
        ]
        assert "parent" in {field.name for field in attrs.fields(studio.Shot)}


def test_mixin_survives_generating_again(folder: Path) -> None:
    settings = find_settings(folder)
    _, written = generate(SCHEMA, package="studio", output=folder, settings=settings)

    assert (written.written, written.removed) == (0, 0)
    assert (folder / "pipeline" / "tasks.py").read_text() == TASKS


def test_importing_a_class_imports_its_own_mixins_alone(folder: Path) -> None:
    code = (
        "import sys, studio; studio.Task\n"
        "print(sorted(n for n in sys.modules if n.startswith('pipeline.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "['pipeline.contexts', 'pipeline.tasks']"


def test_checkers_see_the_mixin_and_the_mixin_sees_attributes(folder: Path) -> None:
    (folder / "script.py").write_text(SCRIPT)

    assert mypy_report(folder, cache=folder / "cache") == ""
    assert pyright_report(folder) == ""


COMPLETED = """\
from studio import Session, Task

task = Session().query(Task).one()
task.|"""


def test_editors_complete_what_a_mixin_adds_and_what_it_sees(folder: Path) -> None:
    of_entity = {"hours", "days", "label", "bid", "parent"}
    with LanguageServer(folder) as server:
        assert of_entity <= set(server.complete(COMPLETED))
        inside = TASKS + "\n    def more(self) -> None:\n        self.|"
        assert {"hours", "bid", "parent"} <= set(server.complete(inside))
    jedi: Any = import_module("jedi")
    project = jedi.Project(folder)
    text = COMPLETED.replace(CURSOR, "")
    script = jedi.Script(
        text, project=project, environment=jedi.InterpreterEnvironment()
    )
    assert of_entity <= {item.name for item in script.complete()}


@pytest.mark.parametrize(
    ("member", "of"), [("bid = 3", "bid"), ("def name(self): ...", "name")]
)
def test_member_named_as_an_attribute_is_refused(
    member: str, of: str, folder: Path
) -> None:
    write_pipeline(folder, tasks=f"class TaskMixin:\n    {member}\n")

    with (
        imported(folder, "studio"),
        pytest.raises(NameClashError, match=rf"TaskMixin defines {of}, which Task"),
    ):
        import_module("studio.task")


def test_member_of_a_bases_mixin_named_as_a_subtypes_attribute_is_refused(
    folder: Path,
) -> None:
    write_pipeline(folder, contexts="class ContextMixin:\n    bid = 3\n")

    with (
        imported(folder, "studio"),
        pytest.raises(NameClashError, match="ContextMixin defines bid, which Task"),
    ):
        import_module("studio.task")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('mixins = { Tsk = "a:B" }', "the schema does not have; did you mean Task"),
        ('mixins = { Task = "a.B" }', 'a module and a class are needed, as in "studio'),
        ('mixins = { Task = "a:B as C" }', "a module and a class are needed"),
        ('mixins = { Task = "a;b:C" }', "a module and a class are needed"),
        ('mixins = { Task = "a.class:C" }', "a module and a class are needed"),
        ("mixins = { Task = 3 }", "a module and a class are needed"),
        ('mixins = { Task = "a:Shot" }', "is called Shot, as something in the package"),
        ('mixins = { Task = "a:Attr" }', "is called Attr, as something in the package"),
        ("mixins = 3", "tool.ftrack-typed.mixins is no table"),
        ("mixin = {}", "has no 'mixin'"),
        ("mixins =", "cannot be read"),
    ],
)
def test_wrong_setting_is_refused_and_named(
    settings: str, said: str, tmp_path: Path
) -> None:
    message = refused(tmp_path, f"[tool.ftrack-typed]\n{settings}\n")

    assert said in message
    assert str(tmp_path / "pyproject.toml") in message


def test_settings_are_those_of_the_nearest_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    (tmp_path / "a" / "b").mkdir(parents=True)

    assert set(find_settings(tmp_path / "a" / "b").mixins) == {
        *("Task", "Context", "User"),
    }
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    assert find_settings(tmp_path / "a" / "b").mixins == {}
