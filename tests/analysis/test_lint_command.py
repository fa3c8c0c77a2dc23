"""The command ``ftrack-typed lint``, from its arguments to its exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ftrack_typed.commands import main
from support.schema_documents import TEXT, entity_type

WRONG = "session.query('select name from Task where nme is 3')\n"
RIGHT = "session.query('select name from Task where name is 3')\n"
SAID = 'Task has no attribute "nme": did you mean "name"?'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a schema of one type and two scripts."""
    document = [entity_type("Task", {"name": TEXT})]
    (tmp_path / "schema.json").write_text(json.dumps(document))
    source = tmp_path / "src"
    source.mkdir()
    (source / "right.py").write_text(RIGHT)
    (source / "wrong.py").write_text(WRONG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(*arguments: str) -> int:
    return main(["lint", *arguments])


def test_a_mistake_is_a_line_with_its_place(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint("--schema", "schema.json", "src") == 1
    captured = capsys.readouterr()
    assert captured.out == f"src/wrong.py:1:44: {SAID} [attribute]\n"
    assert captured.err == "2 files checked, 1 mistake in 1 of them\n"


def test_no_mistake_is_no_output(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint("--schema", "schema.json", "src/right.py") == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "1 file checked, nothing found\n"


def test_json_has_all_that_is_known(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint("--schema", "schema.json", "--format", "json", "src") == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "path": "src/wrong.py",
            "line": 1,
            "column": 44,
            "end_line": 1,
            "end_column": 47,
            "code": "attribute",
            "message": SAID,
            "position": 28,
            "entity_type": "Task",
            "nearest": "name",
        }
    ]


def test_json_of_nothing_is_an_empty_list(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint("--schema", "schema.json", "--format", "json", "src/right.py") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_github_is_told_with_a_command(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "src" / "100%,a:b.py").write_text(WRONG)
    assert lint("--schema", "schema.json", "--format", "github", "src") == 1
    assert capsys.readouterr().out == (
        "::error file=src/100%25%2Ca%3Ab.py,line=1,col=44,endLine=1,"
        f"title=ftrack-typed%3A attribute,endColumn=46::{SAID}\n"
        "::error file=src/wrong.py,line=1,col=44,endLine=1,"
        f"title=ftrack-typed%3A attribute,endColumn=46::{SAID}\n"
    )


@pytest.mark.parametrize(
    "table",
    ['schema = "schema.json"', 'package = "studio"\noutput = "made"'],
    ids=["schema", "package"],
)
def test_the_projects_table_says_where_the_schema_is(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    table: str,
) -> None:
    made = project / "made"
    generated = ("generate", "--schema", "schema.json", "--package", "studio")
    assert main([*generated, "--output", str(made)]) == 0
    (project / "pyproject.toml").write_text(f"[tool.ftrack-typed]\n{table}\n")
    monkeypatch.chdir(project / "src")
    capsys.readouterr()

    assert lint(".") == 1
    assert capsys.readouterr().out.startswith("wrong.py:1:44: ")


def test_without_a_schema_it_says_how_to_name_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint("src") == 2
    said = capsys.readouterr().err
    assert "--schema" in said
    assert "[tool.ftrack-typed]" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"print 'old'\n", "no Python 3: "),
        (b"\xff\xfe\n", "no Python 3: "),
        (b"x = 1\n\x00\n", "no Python 3: "),
        (None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_checked(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes | None,
    reason: str,
) -> None:
    odd = project / "odd.py"
    if content is not None:
        odd.write_bytes(content)
    assert lint("--schema", "schema.json", "odd.py", "src") == 2
    captured = capsys.readouterr()
    assert captured.out.startswith("src/wrong.py:1:44: ")
    assert captured.err.startswith(f"odd.py: it cannot be read: {reason}")


def test_a_schema_that_cannot_be_read_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint("--schema", "none.json", "src") == 2
    assert "none.json" in capsys.readouterr().err


def test_folders_that_are_not_the_studios_own_are_left_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder, mark in [
        (".hidden", "x"),
        ("venv", "pyvenv.cfg"),
        ("studio", "_registry.py"),
        ("node_modules", "x"),
    ]:
        (project / folder).mkdir()
        (project / folder / mark).write_text("")
        (project / folder / "module.py").write_text(WRONG)
    (project / "notes.txt").write_text(WRONG)

    assert lint("--schema", "schema.json", ".") == 1
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert lint("--schema", "schema.json", "studio/module.py") == 1


def test_help_tells_what_is_checked_and_what_the_exit_codes_mean() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ftrack_typed", "lint", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "exit codes:" in done.stdout
    assert "# ftrack-typed: ignore" in done.stdout
