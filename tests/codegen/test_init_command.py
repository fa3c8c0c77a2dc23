"""``ftrack-typed init``: the project's table, by asking."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from ftrack_typed.commands import main
from ftrack_typed_codegen.settings import Settings, read_settings
from ftrack_typed_codegen.workflows import WORKFLOWS

SERVER = "https://company.ftrackapp.com"
EXISTING = """\
# The studio's pipeline.
[project]
name = "pipeline"   # not to be touched
dependencies = [
    "attrs",
]

[tool.ftrack-typed]
# Our own mixins.
package = "old"
types = ["Task"]

[tool.ftrack-typed.mixins]
Task = "pipeline.tasks:TaskMixin"

[tool.other]
x = 1
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("FTRACK_SERVER", "FTRACK_API_KEY", "FTRACK_APIKEY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{x}\n" for x in lines)))


def test_what_is_answered_is_written(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, SERVER, "studio", "src", "Task, Shot", "statuses", "3.12")

    assert main(["init"]) == 0

    assert read_settings(project / "pyproject.toml") == Settings(
        source=project / "pyproject.toml",
        server=SERVER,
        package="studio",
        output=project / "src",
        types=("Task", "Shot"),
        names=("statuses",),
        python="3.12",
    )


def test_an_empty_answer_is_what_is_proposed(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FTRACK_SERVER", SERVER)
    (project / "src").mkdir()
    answer(monkeypatch, "", "", "", "", "", "")

    assert main(["init"]) == 0

    assert f"Server [{SERVER}]: " in capsys.readouterr().out
    assert (project / "pyproject.toml").read_text() == (
        f'[tool.ftrack-typed]\nserver = "{SERVER}"\npackage = "studio_schema"\n'
        'output = "src"\n'
    )


def test_a_wrong_answer_is_explained_and_asked_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(
        monkeypatch, "", "company", SERVER, "a-b", "studio", "", "", "x", "", "3.9", ""
    )

    assert main(["init"]) == 0

    said = capsys.readouterr().out
    assert "a server is needed" in said
    assert "does not begin with 'https://'" in said
    assert "'a-b' cannot be the name" in said
    assert "some of statuses, types," in said
    assert "one of 3.10, 3.11, 3.12, 3.13 is needed" in said
    assert read_settings(project / "pyproject.toml").package == "studio"


def test_the_rest_of_the_file_stays_as_it_is(project: Path) -> None:
    file = project / "pyproject.toml"
    file.write_text(EXISTING)

    assert main(["init", "--yes", "--server", SERVER, "--package", "new"]) == 0

    expected = EXISTING.replace('"old"', '"new"').replace(
        'types = ["Task"]\n', f'types = ["Task"]\nserver = "{SERVER}"\noutput = "."\n'
    )
    assert file.read_text() == expected


def test_a_second_run_changes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", "--yes", "--server", SERVER, "--types", "Task", "--python", "3.13"])
    before = (project / "pyproject.toml").read_text()

    assert main(["init", "--yes"]) == 0

    assert (project / "pyproject.toml").read_text() == before
    assert "pyproject.toml: unchanged" in capsys.readouterr().out


def test_all_types_are_what_no_list_says(project: Path) -> None:
    main(["init", "--yes", "--server", SERVER, "--types", "Task"])
    main(["init", "--yes", "--types", "all"])

    assert "types" not in (project / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "a server is needed"),
        (["--server", "company"], "--server: The server URL 'company'"),
        (["--server", SERVER, "--package", "json"], "--package: 'json' cannot be"),
        (["--server", SERVER, "--python", "2.7"], "--python: one of 3.10"),
        (["--server", SERVER, "--types", "a;b"], "--types: names with commas"),
        (["--server", SERVER, "--names", "states"], "--names: some of statuses"),
    ],
)
def test_a_wrong_option_is_explained_and_nothing_is_written(
    words: list[str], said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--yes", *words]) == 2

    assert said in capsys.readouterr().err
    assert list(project.iterdir()) == []


def test_a_file_that_is_no_toml_stays_as_it_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "pyproject.toml"
    file.write_text("[tool\n")

    assert main(["init", "--yes", "--server", SERVER]) == 2

    assert str(file) in capsys.readouterr().err
    assert file.read_text() == "[tool\n"


def test_an_end_of_the_input_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, SERVER, "studio")

    assert main(["init"]) == 2

    assert "--yes" in capsys.readouterr().err
    assert list(project.iterdir()) == []


def test_an_interrupt_changes_nothing_and_says_nothing(project: Path) -> None:
    command = [sys.executable, "-m", "ftrack_typed", "init"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked = process.stdout.read(len("Server"))
        for _ in range(5):
            # The first one may come just before it waits for the answer. Another one
            # while it ends already would be taken for the system's own.
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2)
                break
        assert process.stderr is not None
        complaint = process.stderr.read()

    assert asked == "Server"
    assert process.returncode == 130
    assert complaint == ""
    assert list(project.iterdir()) == []


@pytest.mark.parametrize("ci", WORKFLOWS)
def test_a_workflow_is_written_once_and_never_over_another(
    ci: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["init", "--yes", "--server", SERVER, "--ci", ci]
    assert main(words) == main(words) == 0
    file = project / WORKFLOWS[ci].path
    assert file.read_text() == WORKFLOWS[ci].text

    file.write_text("ours: true\n")
    (project / "pyproject.toml").unlink()
    assert main(words) == 2

    assert str(file) in capsys.readouterr().err
    assert file.read_text() == "ours: true\n"
    assert not (project / "pyproject.toml").exists()
