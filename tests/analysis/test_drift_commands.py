"""``ftrack-typed check`` and ``diff``, against a server whose schema changes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ftrack_typed_schema
import ftrack_typed_server
from ftrack_typed.commands import main
from ftrack_typed_schema import CustomAttributeConfiguration, Session
from ftrack_typed_server import RunningServer

SCRIPT = """\
from studio import Session, Shot

with Session() as session:
    for shot in session.query(Shot):
        print(shot.name, shot.custom_attributes["fstart"])
"""


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with ftrack_typed_server.running(seed="demo") as running:
        yield running


@pytest.fixture(scope="module")
def generated(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package that was generated from the server."""
    folder = tmp_path_factory.mktemp("generated")
    options = ["--server", server.url, "--api-user", server.api_user]
    options += ["--api-key", server.api_key, "--output", str(folder / "src")]
    assert main(["generate", *options, "--package", "studio"]) == 0
    return folder


@pytest.fixture
def project(
    generated: Path,
    server: RunningServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A project that is at hand, with its package, and the server's variables."""
    shutil.copytree(generated / "src", tmp_path / "src")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.ftrack-typed]\noutput = "src"\npackage = "studio"\n'
    )
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "frames.py").write_text(SCRIPT)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def renamed(server: RunningServer) -> Iterator[None]:
    """The custom attribute fstart has another key on the server."""
    _rename(server, "fstart", "frame_start")
    yield
    _rename(server, "frame_start", "fstart")


def _rename(server: RunningServer, old: str, new: str) -> None:
    with Session(server.url, server.api_user, server.api_key) as session:
        configurations = session.query(CustomAttributeConfiguration)
        key = CustomAttributeConfiguration.key
        configurations.where(key == old).one().key = new
        session.commit()


def edit(snapshot: Path, old: str, new: str) -> Path:
    """Write a snapshot in which one text is another; return its path."""
    text = snapshot.read_text()
    assert old in text
    changed = snapshot.parents[2] / "changed.json"
    changed.write_text(text.replace(old, new))
    return changed


def snapshot_of(project: Path) -> Path:
    return project / "src" / "studio" / "schema.json"


def test_a_package_of_the_servers_schema_is_the_same(
    project: Path, server: RunningServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0

    assert capsys.readouterr().out == (
        f"No difference between src/studio and {server.url}.\n"
    )


def test_a_renamed_custom_attribute_names_the_lines_that_break(
    project: Path,
    renamed: None,
    server: RunningServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--scan", "scripts"]) == 2

    assert capsys.readouterr().out == (
        f"1 breaking change between src/studio and {server.url}.\n"
        "\n"
        "breaking:\n"
        "  Shot.custom_attributes['fstart']: is called 'frame_start' now\n"
        "\n"
        "used in:\n"
        "  scripts/frames.py:5:49: Shot.custom_attributes['fstart']: is called "
        "'frame_start' now; it is read here\n"
    )


def test_the_same_is_said_for_programs(
    project: Path, renamed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--scan", "scripts", "--format", "json"]) == 2

    told = json.loads(capsys.readouterr().out)
    (change,), (use,) = told["changes"], told["uses"]
    assert told["exit_code"] == 2
    assert told["files"] == []
    assert (change["part"], change["kind"]) == ("custom attribute", "renamed")
    assert (change["name"], change["after"]) == ("fstart", "frame_start")
    assert (use["file"], use["line"], use["column"]) == ("scripts/frames.py", 5, 49)
    assert (use["change"], use["certain"]) == (0, True)


def test_the_same_is_said_to_github(
    project: Path, renamed: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--scan", "scripts", "--format", "github"]) == 2

    error, warning, _ = capsys.readouterr().out.splitlines()
    assert error.startswith("::error file=scripts/frames.py,line=5,col=49::Shot.custom")
    assert warning.startswith("::warning title=breaking schema change::Shot.custom")


def test_a_change_that_breaks_nothing_is_told_apart(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot = snapshot_of(project)
    described = edit(snapshot, '"type": "object"', '"type": "object", "note": "x"')

    assert main(["check", "--schema", str(described), "--scan", "scripts"]) == 1

    assert "cosmetic:" in capsys.readouterr().out


def test_what_the_project_says_of_none_is_what_the_package_has(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = json.loads(snapshot_of(project).read_text())
    (status,) = (each for each in changed["schemas"] if each["id"] == "Status")
    assert "color" not in status["required"]
    status["required"].append("color")
    new = project / "changed.json"
    new.write_text(json.dumps(changed))
    settings = project / "pyproject.toml"

    assert main(["check", "--schema", str(new)]) == 2
    assert "Status.color: always has a value now" in capsys.readouterr().out
    with settings.open("a") as file:
        file.write('[tool.ftrack-typed.nullable]\n"Status.color" = true\n')
    assert main(["generate", "--schema", str(snapshot_of(project))]) == 0
    capsys.readouterr()
    assert main(["check", "--schema", str(new)]) == 1
    assert "Status: is declared otherwise" in capsys.readouterr().out


@pytest.mark.parametrize("how", ["edited", "missing", "foreign"])
def test_files_that_are_not_what_the_schema_gives_are_told(
    how: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "further.py" if how == "foreign" else "task.py"
    file = project / "src" / "studio" / name
    if how == "missing":
        file.unlink()
    else:
        file.write_text("# edited\n")

    assert main(["check"]) == 1

    said = capsys.readouterr().out
    assert "No difference" in said
    assert f"  src/studio/{name}\n" in said
    assert said.count("\n  ") == 1


def test_diff_compares_two_snapshots(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = snapshot_of(project)
    new = edit(old, '"key": "fstart"', '"key": "frame_start"')

    assert main(["diff", str(old), str(old)]) == 0
    assert main(["diff", str(old), str(new), "--scan", "scripts"]) == 2
    assert "scripts/frames.py:5:49: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "--package", "none"], "generate it first"),
        (["check", "--server", "http://127.0.0.1:1"], "http://127.0.0.1:1"),
        (["check", "--scan", "nothing"], "nothing is not there"),
        (["check", "--schema", "nothing.json"], "nothing.json"),
        (["diff", "nothing.json", "nothing.json"], "nothing.json"),
    ],
)
def test_what_could_not_be_told_has_an_exit_code_of_its_own(
    words: list[str],
    said: str,
    project: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(words) == 3

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("ftrack-typed: error:")
    assert said in captured.err
    assert "Traceback" not in captured.err


def test_so_have_wrong_options(project: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["check", "--format", "yaml"])

    assert caught.value.code == 3


@pytest.mark.parametrize("command", ["check", "diff"])
def test_help_says_what_exit_codes_mean(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])

    text = capsys.readouterr().out
    assert caught.value.code == 0
    assert re.findall(r"^  (\d)  ", text, re.MULTILINE) == ["0", "1", "2", "3"]
    assert "ftrack-typed " + command in text


def test_a_package_of_some_types_is_asked_about_these(
    server: RunningServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.ftrack-typed]\noutput = "."\npackage = "part"\ntypes = ["Timelog"]\n'
    )
    assert main(["generate"]) == 0
    whole = Path(ftrack_typed_schema.__file__).parent / "schema.json"
    text = whole.read_text().replace('"is_todo"', '"is_task"')
    (tmp_path / "other.json").write_text(text)
    capsys.readouterr()

    assert main(["check"]) == 0
    assert main(["diff", str(whole), "other.json"]) == 2
    assert "Note.is_todo: is gone" in capsys.readouterr().out
    assert main(["check", "--schema", "other.json"]) != 2
    assert "Note" not in capsys.readouterr().out
