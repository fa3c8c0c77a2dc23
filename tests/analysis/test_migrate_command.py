"""``ftrack-typed migrate``: what it shows, writes and answers."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from ftrack_typed.commands import main
from support.shared import SHARED, needs_shared

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "generated" / "ftrack_typed_schema" / "schema.json"
OPTIONS = ("--package", "studio_schema", "--schema", str(SCHEMA))

BEFORE = "import ftrack_api\n\nsession = ftrack_api.Session()\nsession.get('Task', k)\n"
AFTER = (
    "from studio_schema import Session, Task\n\nsession = Session()\n"
    "session.get(Task, k)\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, empty and without settings above it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_diff_is_shown_and_nothing_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "script.py").write_text(BEFORE)

    assert main(["migrate", ".", *OPTIONS]) == 1
    assert (folder / "script.py").read_text() == BEFORE
    shown = capsys.readouterr()
    assert shown.out.startswith("--- a/script.py\n+++ b/script.py\n@@ -1,4 +1,4 @@\n")
    assert "-import ftrack_api\n+from studio_schema import Session, Task\n" in shown.out
    assert "\033" not in shown.out
    assert "1 files: 1 to change" in shown.err


def test_the_diff_can_be_applied_where_the_last_line_has_no_end(folder: Path) -> None:
    (folder / "script.py").write_bytes(BEFORE.rstrip("\n").encode())
    command = [sys.executable, "-m", "ftrack_typed", "migrate", ".", *OPTIONS]
    shown = subprocess.run(command, capture_output=True, check=False, timeout=60).stdout
    apply = ["git", "apply", "-p1", "-"]
    subprocess.run(apply, input=shown, check=True, timeout=60)

    assert (folder / "script.py").read_bytes() == AFTER.rstrip("\n").encode()


def test_written_files_keep_encoding_line_ends_and_mode(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = folder / "script.py"
    head = "# -*- coding: latin-1 -*-\r\n# gr\xfcn\r\n"
    script.write_bytes((head + BEFORE.replace("\n", "\r\n")).encode("latin-1"))
    script.chmod(0o750)

    assert main(["migrate", "script.py", *OPTIONS, "--write"]) == 0
    expected = (head + AFTER.replace("\n", "\r\n")).encode("latin-1")
    assert script.read_bytes() == expected
    assert script.stat().st_mode & 0o777 == 0o750
    assert "script.py: written" in capsys.readouterr().out
    assert [path.name for path in folder.iterdir()] == ["script.py"]
    assert main(["migrate", "script.py", *OPTIONS]) == 0


def test_what_is_left_is_listed_with_its_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "script.py").write_text(
        "import ftrack_api\n\ns = ftrack_api.Session()\ns.create(kind, {})\n"
        "s.event_hub.wait()\n"
    )

    assert main(["migrate", "script.py", *OPTIONS, "--write"]) == 1
    said = capsys.readouterr().err
    assert "script.py:4:1: unchecked: the entity type is only known when it " in said
    assert "script.py:5:1: by hand: session.event_hub: there is no event hub" in said
    assert main(["migrate", "script.py", *OPTIONS]) == 1


def test_what_is_only_unchecked_is_no_failure(folder: Path) -> None:
    (folder / "script.py").write_text("# ftrack\nsession.create(kind, {})\n")
    assert main(["migrate", "script.py", *OPTIONS]) == 0


def test_a_file_that_is_no_python_is_told_and_the_others_are_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "old.py").write_text("import ftrack_api\nprint ftrack_api\n")
    (folder / "new.py").write_text(BEFORE)
    (folder / "odd.py").write_bytes(b"# \xff\n")
    (folder / "deep.py").write_text(f"session = {'-' * 900}1\n")

    assert main(["migrate", ".", *OPTIONS, "--write"]) == 2
    said = capsys.readouterr().err
    assert "old.py: not migrated: it is no Python 3: Missing parentheses" in said
    assert "(line 2)" in said
    assert "odd.py: not migrated: it is no text of its encoding" in said
    assert "deep.py: not migrated: it is nested too deeply" in said
    assert (folder / "new.py").read_text() == AFTER


def test_what_is_not_the_studios_own_is_left_out(folder: Path) -> None:
    for place in (".hidden", "venv", "lib/site-packages", "studio_schema"):
        (folder / place).mkdir(parents=True)
        (folder / place / "script.py").write_text(BEFORE)
    (folder / "venv" / "pyvenv.cfg").touch()
    (folder / "studio_schema" / "_registry.py").touch()

    assert main(["migrate", ".", *OPTIONS]) == 0


def test_package_and_schema_come_from_the_settings(folder: Path) -> None:
    (folder / "script.py").write_text(BEFORE)
    (folder / "pyproject.toml").write_text(
        '[tool.ftrack-typed]\npackage = "studio_schema"\noutput = "src"\n'
    )
    (folder / "src" / "studio_schema").mkdir(parents=True)
    (folder / "src" / "studio_schema" / SCHEMA.name).write_bytes(SCHEMA.read_bytes())

    assert main(["migrate", "script.py", "--write"]) == 0
    assert (folder / "script.py").read_text() == AFTER


def test_a_package_that_is_not_named_or_not_found_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "."]) == 2
    assert "--package" in capsys.readouterr().err
    assert main(["migrate", ".", "--package", "nowhere_schema"]) == 2
    assert "--schema" in capsys.readouterr().err


def test_a_diff_on_a_terminal_is_coloured(folder: Path) -> None:
    (folder / "script.py").write_text(BEFORE)
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "ftrack_typed", "migrate", ".", *OPTIONS]
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    subprocess.run(
        command, stdout=slave, stderr=subprocess.DEVNULL, env=environment, timeout=60
    )
    os.close(slave)
    shown = os.read(master, 65536)
    os.close(master)

    assert b"\033[31m-import ftrack_api\033[0m" in shown
    assert b"\033[32m+from studio_schema import Session, Task\033[0m" in shown


@needs_shared
def test_the_examples_of_the_article_migrate(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = (SHARED / "article.txt").read_text(encoding="utf-8").replace("\xa0", " ")

    def between(start: str, end: str) -> str:
        return article[article.index(start) : article.index(end) + len(end)]

    (folder / "script.py").write_text(
        "\n".join(
            [
                between("import ftrack_api", "ftrack_api.Session()"),
                between("session.query('Project", ".one()"),
                between("tasks = session.query(", ").all()"),
                between("new_timelog =", ".append(new_timelog)").replace(
                    "{...}", '{"duration": 3600.0}'
                ),
            ]
        )
        + "\n"
    )

    assert main(["migrate", "script.py", *OPTIONS, "--write"]) == 0
    assert (folder / "script.py").read_text() == (
        "from studio_schema import Project, Session, Task, Timelog\n"
        "session = Session()\n"
        'session.query(Project).where(Project.name == "My Project").one()\n'
        "tasks = session.query(Task).select(Task.name, Task.parent.name).where(\n"
        '    Task.project.full_name == "My Project",\n'
        '    Task.status.type.name == "DONE",\n'
        "    ~Task.timelogs.any(),\n"
        ").all()\n"
        "new_timelog = session.create(Timelog, duration=3600.0)\n"
        "task['timelogs'].append(new_timelog)\n"
    )
    assert "0 places left by hand, 0 unchecked" in capsys.readouterr().err
