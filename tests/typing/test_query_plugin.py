"""The mypy plugin, as mypy runs it on users' scripts: alone, again, and as a daemon."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ftrack_typed_schema
from ftrack_typed.checking import Checker
from ftrack_typed.schema import load_document, read_document
from ftrack_typed_analysis.lint import check_file
from ftrack_typed_analysis.python_files import PythonFile
from ftrack_typed_codegen.pipeline import generate
from support.schema_documents import TEXT, entity_type

# "E" names the column of a mistake, its position in the text, and the word at fault.
WRONG = '''\
from typing import Final

from ftrack_typed.session import Query
from ftrack_typed_schema import Session, Shot, Task

NAMED: Final = "select name from Task where nam is 'x'"


class StudioSession(Session):
    """A studio's own."""


def wrong(session: Session, name: str, tasks: list[Task], shots: Query[Shot]) -> None:
    session.query("select name, parent.name from Task where project.full_nam is 'x'")  # E 69 49 full_nam
    session.query(NAMED)  # E 19 28 nam
    session.query(
        "select name from Task "
        "where projec.name is 'x'"  # E 16 28 projec
    ).one()
    session.query(f"Task where nam is '{name}' and bid > {3}")  # E 32 11 nam
    session.query("Task where nam is '%s'" % name)  # E 31 11 nam
    session.query("Tsk")  # E 20 0 Tsk
    session.query("Task wher x")  # E 25 5 wher
    session.query(Task, "where bidd > 3").all()  # E 32 6 bidd
    session.query(Task).select("name, paren.name")  # E 39 6 paren
    session.query(Task).where(f"nam is '{name}'")  # E 33 0 nam
    session.query(Task).order_by("name", "en_date desc")  # E 43 0 en_date
    shots.where("bid > much")  # E 24 6 much
    session.query(Task).where(Task.timelogs.any("duratio > 3"))  # E 50 0 duratio
    session.populate(tasks, "nme")  # E 30 0 nme
    session.populate(tasks[0], "nme")  # E 33 0 nme
    print("é", session.query("Shot where nam is 'é'"))  # E 42 11 nam
    session.fetch_all(session.query("Shot where nam is 3"), shots)  # E 49 11 nam
    StudioSession().query("Task where nam is 3")  # E 39 11 nam
    session.query(
        """
        Task where bidd > 3
        """
    )  # type: ignore[ftrack-query]
'''  # noqa: E501

TYPED = """\
from ftrack_typed_schema import Session
session = Session()
session.query("select name, parent.id from Task where project.full_nam is 'x'")
session.query("Task where name is 'x'").one().nam
"""

RIGHT = """\
from typing import Any, Final

from ftrack_typed.model import UntypedEntity
from ftrack_typed.session import Query
from ftrack_typed_schema import Session, Shot, Task
from typing_extensions import assert_type

NAMED: Final = "select name from Task where name is 'x'"


def right(session: Session, name: str, clauses: str, unknown: Any) -> None:
    assert_type(session.query("Task where parent[Shot].bid > 3"), Query[Task])
    assert_type(session.query(NAMED), Query[Task])
    assert_type(session.query("Shot " "where " f"name is '{name}'").first(), Shot | None)
    assert_type(session.query("Task where name is '{}'".format(name)).all(), list[Task])
    assert_type(session.query(f"Task where bid > {len(name)} limit {3}").one(), Task)
    assert_type(session.query(f"Task where {clauses}"), Query[UntypedEntity])
    assert_type(session.query(f"select {name} from Task"), Query[UntypedEntity])
    assert_type(session.query(f"{name} where nam is 3"), Query[UntypedEntity])
    assert_type(session.query(clauses), Query[UntypedEntity])
    assert_type(session.query(Task, f"where name is '{name}' and {clauses}"), Query[Task])
    assert_type(session.query(Task).where(f"{name} is 'x'", "bid > 3"), Query[Task])
    session.query(Task).select(name, "parent.name").order_by(name, "bid desc")
    session.query(Task).where(Task.parent.has("name is 'x'"), Task.timelogs.any())
    session.populate([unknown], "whatever.it.has")
    unknown.query("Tsk where nam is 3")


class Database:
    def query(self, text: str) -> int:
        return len(text)


Database().query("select name from Tsk")
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose configuration names the plugin, and has nothing else."""
    (tmp_path / "mypy.ini").write_text("[mypy]\nplugins = ftrack_typed.mypy\n")
    return tmp_path


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where mypy keeps what it knows of the packages between runs.

    Not longer: mypy cannot know that the plugin is another one since yesterday.
    """
    return tmp_path_factory.mktemp("mypy")


def run(folder: Path, program: str, *arguments: str | Path) -> str:
    """Return what mypy or its daemon says of a script in *folder*."""
    done = subprocess.run(
        [sys.executable, "-m", program, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


def mypy(folder: Path, cache: Path, *arguments: str | Path) -> list[str]:
    kept = f"--cache-dir={cache}"
    said = run(folder, "mypy", "--strict", "--show-column-numbers", kept, *arguments)
    return [line for line in said.splitlines() if not line.startswith("Found ")]


def mistakes() -> list[tuple[int, int, int, str]]:
    """Return the line, column, position and word of what is wrong with a script."""
    found = [
        (number, re.search(r"  # E (\d+) (\d+) (\w+)$", line))
        for number, line in enumerate(WRONG.splitlines(), start=1)
    ]
    return [
        (number, int(mark[1]), int(mark[2]), mark[3]) for number, mark in found if mark
    ]


def test_mistakes_are_told_where_they_are(folder: Path, cache: Path) -> None:
    (folder / "wrong.py").write_text(WRONG)
    expected = mistakes()
    found = mypy(folder, cache, "wrong.py")

    assert len(found) == len(expected) == 18
    for said, (line, column, position, word) in zip(found, expected, strict=True):
        assert said.startswith(f"wrong.py:{line}:{column}: error: ")
        assert said.endswith(f" (position {position} of the text)  [ftrack-query]")
        assert f'"{word}"' in said


def test_what_is_said_names_what_may_be_meant_and_the_place_in_the_text(
    folder: Path, cache: Path
) -> None:
    (folder / "wrong.py").write_text(TYPED)
    said = mypy(folder, cache, "wrong.py")

    assert said == [
        'wrong.py:3:63: error: Project has no attribute "full_nam": did you mean '
        '"full_name"? (position 47 of the text)  [ftrack-query]',
        'wrong.py:4:1: error: "Task" has no attribute "nam"  [attr-defined]',
    ]


@pytest.mark.parametrize("parser", ["--native-parser", "--no-native-parser"])
def test_right_texts_are_typed_by_what_they_query(
    folder: Path, cache: Path, parser: str
) -> None:
    (folder / "right.py").write_text(RIGHT)

    own = cache / parser.strip("-")
    assert mypy(folder, own, parser, "right.py") == [
        "Success: no issues found in 1 source file"
    ]


def with_package(folder: Path, *attributes: str) -> None:
    """Generate a package of one type with *attributes* into *folder*."""
    properties = dict.fromkeys(attributes, TEXT)
    document = load_document([entity_type("Task", properties)], source="test")
    generate(document, package="studio", output=folder)


SCRIPT = """\
from studio import Session

Session().query("Task where bid is 'x'")
"""
NO_BID = 'script.py:3:29: error: Task has no attribute "bid"'


@pytest.fixture
def script(folder: Path) -> Path:
    """A folder with a package and a script that uses it."""
    with_package(folder, "bid")
    (folder / "script.py").write_text(SCRIPT)
    return folder


def change_schema(folder: Path, before: str, after: str) -> None:
    """Change the schema in the package, and nothing else."""
    schema = folder / "studio" / "schema.json"
    text = schema.read_text()
    assert f'"{before}"' in text
    schema.write_text(text.replace(f'"{before}"', f'"{after}"'))


def test_a_changed_schema_is_heeded_with_a_warm_cache(
    script: Path, cache: Path
) -> None:
    assert mypy(script, cache, "script.py") == [
        "Success: no issues found in 1 source file"
    ]
    change_schema(script, "bid", "bit")
    (wrong,) = mypy(script, cache, "script.py")
    assert wrong.startswith(NO_BID)
    assert mypy(script, cache, "script.py") == [wrong]
    change_schema(script, "bit", "bid")

    assert mypy(script, cache, "script.py") == [
        "Success: no issues found in 1 source file"
    ]


def test_a_module_that_does_not_name_the_package_is_checked_again(
    script: Path, cache: Path
) -> None:
    (script / "script.py").write_text(
        "\nimport lib\nlib.session().query(\"Task where bid is 'x'\")\n"
    )
    (script / "lib.py").write_text(
        "from studio import Session\n\ndef session() -> Session: ...\n"
    )
    found = [mypy(script, cache, "--allow-empty-bodies", "script.py")]
    change_schema(script, "bid", "bit")
    found.append(mypy(script, cache, "--allow-empty-bodies", "script.py"))

    assert found[0] == ["Success: no issues found in 1 source file"]
    assert found[1][0].startswith('script.py:3:33: error: Task has no attribute "bid"')


def test_a_project_that_moved_with_its_cache_is_checked(
    script: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (script / "script.py").write_text(SCRIPT.replace("bid", "bit"))
    kept = Path(".mypy_cache")
    first = mypy(script, kept, "script.py")
    moved = tmp_path_factory.mktemp("moved") / "project"
    script.rename(moved)
    (moved / "script.py").write_text("\n" + SCRIPT.replace("bid", "bit"))
    second = mypy(moved, kept, "script.py")

    assert first[0].startswith('script.py:3:29: error: Task has no attribute "bit"')
    assert second[0].startswith('script.py:4:29: error: Task has no attribute "bit"')


def test_the_daemon_heeds_the_script_and_the_schema(script: Path) -> None:
    def check() -> str:
        return run(script, "mypy.dmypy", "run", "--", "script.py")

    try:
        assert check().endswith("Success: no issues found in 1 source file\n")
        (script / "script.py").write_text(SCRIPT.replace("bid", "bit"))
        assert 'script.py:3: error: Task has no attribute "bit"' in check()
        change_schema(script, "bid", "bit")
        assert check().endswith("Success: no issues found in 1 source file\n")
    finally:
        run(script, "mypy.dmypy", "stop")


def test_a_package_without_its_schema_is_told(script: Path, cache: Path) -> None:
    (script / "studio" / "schema.json").unlink()
    (said,) = mypy(script, cache, "script.py")

    assert said.startswith("script.py:3:1: error: This query cannot be checked: ")
    assert "schema.json" in said
    assert "generate the package again" in said


def test_a_text_in_a_string_is_checked_too(script: Path, cache: Path) -> None:
    code = "from studio import Session; Session().query('Task where bit is 3')"
    (said,) = mypy(script, cache, "-c", code)

    assert said.startswith(
        '<string>:1:45: error: Task has no attribute "bit": did you mean "bid"?'
    )


def test_lint_finds_the_same_in_the_same_places(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(WRONG)
    schema = Path(ftrack_typed_schema.__file__).with_name("schema.json")
    problems = check_file(PythonFile.read(path), Checker(read_document(schema)))
    by_lint = {(one.start.line, one.start.column, one.position) for one in problems}
    by_mypy = {(line, column, position) for line, column, position, _ in mistakes()}

    # A constant is told where it is spelled; what mypy is told to ignore is told, too.
    assert by_mypy - by_lint == {(15, 19, 28)}
    assert {line for line, _, _ in by_lint - by_mypy} == {6, 37}
