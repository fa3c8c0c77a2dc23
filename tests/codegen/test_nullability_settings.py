"""What the project says of attributes: which may be none, and which are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftrack_typed_codegen.build import build_package
from ftrack_typed_codegen.errors import SettingsError
from ftrack_typed_codegen.pipeline import generate
from ftrack_typed_codegen.settings import read_settings
from support.checkers import mypy_report, pyright_report
from support.schema_documents import (
    NUMBER,
    TEXT,
    collection,
    document,
    entity_type,
    foreign_key,
    imported,
    reference,
)

CONTEXT = {
    "name": TEXT,
    "bid": NUMBER,
    "parent_id": foreign_key("Context"),
    "parent": reference("Context"),
}
SCHEMA = document(
    entity_type(
        "Context",
        {**CONTEXT, "children": collection("Context")},
        required=("name",),
    ),
    entity_type(
        "Task",
        {**CONTEXT, "children": collection("Context"), "made": TEXT, "note": TEXT},
        base="Context",
        required=("name",),
        computed=("made",),
    ),
)
SETTINGS = """\
[tool.ftrack-typed.nullable]
"Context.name" = true
Context.bid = false
"Task.parent" = false

[tool.ftrack-typed.required]
Task.parent = true
"Task.bid" = true
"""
REFUSED = "# type: ignore[call-overload]  # pyright: ignore[reportCallIssue]"
SCRIPT = f"""\
from typing_extensions import assert_type

from studio import Context, Session, Task


def use(session: Session, context: Context, task: Task) -> None:
    assert_type(context.name, str | None)
    assert_type(task["name"], str | None)
    assert_type(context.bid, float)
    assert_type(context.parent, Context | None)
    assert_type(task.parent, Context)
    session.create(Context)
    session.create(Task, parent=context, bid=3.0)
    session.create(Task, parent=context)  {REFUSED}
    session.create(Task, bid=3.0)  {REFUSED}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "pyproject.toml"
    file.write_text(text)
    return file


def test_checkers_see_what_the_project_says(tmp_path: Path) -> None:
    settings = read_settings(write(tmp_path, SETTINGS))
    generate(SCHEMA, package="studio", output=tmp_path, settings=settings)
    (tmp_path / "script.py").write_text(SCRIPT)

    assert mypy_report(tmp_path, cache=tmp_path / "cache") == ""
    assert pyright_report(tmp_path) == ""


def test_the_runtime_knows_what_the_project_says(tmp_path: Path) -> None:
    settings = read_settings(write(tmp_path, SETTINGS))
    generate(SCHEMA, package="studio_said", output=tmp_path, settings=settings)

    with imported(tmp_path, "studio_said") as package:
        context, task = package.Context.__attributes__, package.Task.__attributes__
        assert [context["name"].nullable, context["bid"].nullable] == [True, False]
        assert [context["parent"].nullable, task["parent"].nullable] == [True, False]
        assert {name for name in task if task[name].required} == {"parent", "bid"}
        assert not any(each.required for each in context.values())
        session = package.Session("http://localhost:1", "amy", "key")
        session.create(package.Task, name="anim")
        problems = session.plan().problems
        session.rollback()
        session.close()

    assert {each.attribute for each in problems} == {"parent_id", "bid"}


def test_the_schema_stands_where_nothing_is_said() -> None:
    model = build_package(SCHEMA, name="studio")
    fields = {
        f"{cls.name}.{field.name}": field.annotation
        for cls in model.classes
        for field in cls.fields
    }

    assert fields["Context.name"] == "Attr[str]"
    assert fields["Context.bid"] == "Attr[float | None]"
    assert "Task.parent" not in fields


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("nullable", '"Tusk.bid" = true', "no type Tusk; did you mean Task"),
        ("nullable", '"Task.bdi" = true', "no attribute bdi; did you mean bid"),
        ("nullable", '"Task.bid" = true', 'Context declares it.*"Context.bid"'),
        ("nullable", '"Task.parent" = true', "Context declares it"),
        ("nullable", '"Context.id" = true', "of the key"),
        ("nullable", '"Context.children" = false', "a collection"),
        ("nullable", '"Context.bid" = "no"', "it is 'no'; an attribute that is true"),
        ("nullable", "bid = true", 'as in "Task.bid" = true'),
        ("required", '"Task.bdi" = true', "no attribute bdi"),
        ("required", '"Task.made" = true', "the server computes it"),
        ("required", '"Task.children" = true', "a collection"),
        ("required", '"Task.note" = false', "leave it out"),
    ],
)
def test_what_cannot_be_is_refused_naming_file_and_key(
    tmp_path: Path, table: str, line: str, message: str
) -> None:
    file = write(tmp_path, f"[tool.ftrack-typed.{table}]\n{line}\n")

    with pytest.raises(SettingsError, match=message) as caught:
        build_package(SCHEMA, name="studio", settings=read_settings(file))

    assert str(file) in str(caught.value)
    assert line.split(" = ")[0].strip('"') in str(caught.value)
    assert table in str(caught.value)
