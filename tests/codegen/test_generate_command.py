from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ftrack_typed.commands import main
from ftrack_typed_codegen.progress import announced
from support.schema_documents import TEXT, entity_type


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps([entity_type("Task", {"name": TEXT})]))
    return path


@pytest.fixture(autouse=True)
def no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FTRACK_SERVER", "FTRACK_API_USER", "FTRACK_API_KEY", "FTRACK_APIKEY"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str | Path, output: Path, package: str = "studio") -> int:
    words = [str(argument) for argument in arguments]
    return main(["generate", *words, "--output", str(output), "--package", package])


def test_package_from_a_file_is_reported_in_a_line(
    schema: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--schema", schema, output=tmp_path / "out") == 0

    captured = capsys.readouterr()
    assert re.fullmatch(
        re.escape(str(tmp_path / "out" / "studio"))
        + r": 1 entity types, 2 attributes; 6 files written, 0 unchanged, 0 removed; "
        r"\d+\.\d s\n",
        captured.out,
    )
    assert captured.err == ""


def test_second_run_changes_nothing(
    schema: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("--schema", schema, output=tmp_path)
    run("--schema", schema, output=tmp_path)

    assert "0 files written, 6 unchanged, 0 removed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "no entity types"),
        ('{"a": 1}', "not a list of entity types"),
        (
            '[{"id": "A", "properties": {"b": {"$ref": "C"}}}]',
            "'C', which is not there",
        ),
    ],
)
def test_unusable_file_is_explained_and_nothing_is_written(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)

    assert run("--schema", file, output=tmp_path / "out") == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("ftrack-typed: error:")
    assert str(file) in captured.err
    assert said in captured.err
    assert "Traceback" not in captured.err
    assert not (tmp_path / "out").exists()


def test_missing_server_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(output=tmp_path / "out") == 2

    assert "FTRACK_SERVER" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_unreachable_server_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = [
        "--server",
        "http://127.0.0.1:1",
        "--api-user",
        "me",
        "--api-key",
        "sesame",
    ]

    assert run(*server, output=tmp_path / "out") == 2

    report = capsys.readouterr().err
    assert "http://127.0.0.1:1" in report
    assert "sesame" not in report
    assert not (tmp_path / "out").exists()


def test_file_and_server_exclude_each_other(
    schema: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run("--schema", schema, "--server", "http://127.0.0.1:1", output=tmp_path)

    assert caught.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


def test_quick_step_is_not_announced(capsys: pytest.CaptureFixture[str]) -> None:
    with announced("Thinking"):
        pass

    assert capsys.readouterr().err == ""


def project(folder: Path, **settings: str) -> None:
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    text = "\n".join(["[tool.ftrack-typed]", *lines, ""])
    (folder / "pyproject.toml").write_text(text)


def test_the_projects_table_stands_in_for_every_option(
    schema: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, schema="schema.json", output="src", package="studio")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")

    assert main(["generate"]) == 0

    assert (tmp_path / "src" / "studio" / "task.py").is_file()


def test_options_go_before_the_projects_table(
    schema: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, schema="none.json", output="none", package="none")
    monkeypatch.chdir(tmp_path)

    assert run("--schema", schema, output=tmp_path / "out") == 0

    assert (tmp_path / "out" / "studio" / "task.py").is_file()
    assert not (tmp_path / "none").exists()


def test_a_server_that_is_named_goes_before_the_projects_schema(
    schema: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project(tmp_path, schema="schema.json", output="src", package="studio")
    monkeypatch.chdir(tmp_path)

    assert main(["generate", "--server", "http://127.0.0.1:1", "--api-key", "k"]) == 2

    assert "http://127.0.0.1:1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variable", "asked"), [("", "http://127.0.0.1:2"), ("http://127.0.0.1:3",) * 2]
)
def test_the_environments_server_goes_before_the_projects(
    variable: str,
    asked: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project(tmp_path, server="http://127.0.0.1:2", output="src", package="studio")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FTRACK_API_KEY", "k")
    if variable:
        monkeypatch.setenv("FTRACK_SERVER", variable)

    assert main(["generate"]) == 2

    assert asked in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["output", "package"])
def test_what_neither_an_option_nor_the_project_says_is_told(
    missing: str,
    schema: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--schema", str(schema), "--output", "out", "--package", "studio"]
    place = words.index(f"--{missing}")
    del words[place : place + 2]
    monkeypatch.chdir(tmp_path)

    assert main(["generate", *words]) == 2

    assert f"give --{missing}, or set {missing} in" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["schema.json"]
