"""``ftrack-typed schema``: a server's schema as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import ftrack_typed_server
from ftrack_typed.commands import main
from ftrack_typed.schema import digest, read_document
from ftrack_typed_server import RunningServer
from ftrack_typed_server.stock import stock_document
from support.shared import SHARED, needs_shared

SCHEMA = json.dumps([{"id": "Task", "properties": {"id": {"type": "string"}}}])


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with ftrack_typed_server.running() as running:
        yield running


@pytest.fixture(autouse=True)
def environment(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)


def test_the_schema_is_saved_as_the_server_has_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: RunningServer
) -> None:
    file = tmp_path / "new folder" / "schema.json"

    assert main(["schema", "--output", str(file)]) == 0

    count, hashed = len(stock_document().entities), digest(stock_document())
    assert capsys.readouterr().out == (
        f"{file}: {count} entity types of {server.url}, schema hash {hashed}; written\n"
    )
    assert digest(read_document(file)) == hashed
    assert [path.name for path in file.parent.iterdir()] == ["schema.json"]


def test_the_schema_is_printed_where_no_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "schema.json"
    main(["schema", "--output", str(file)])
    capsys.readouterr()

    assert main(["schema"]) == 0

    captured = capsys.readouterr()
    assert captured.out == file.read_text()
    assert captured.err == ""


def test_a_file_that_is_as_it_should_be_is_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "schema.json"
    main(["schema", "--output", str(file)])
    before = file.stat()

    assert main(["schema", "--output", str(file)]) == 0

    assert capsys.readouterr().out.endswith("unchanged\n")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (
        before.st_mtime_ns,
        before.st_ino,
    )


def test_a_saved_schema_is_generated_from_and_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "schema.json"
    main(["schema", "--output", str(file)])
    words = ["--output", str(tmp_path / "out"), "--package", "studio"]

    assert main(["generate", "--schema", str(file), *words]) == 0
    assert (tmp_path / "out" / "studio" / "task.py").exists()

    again = tmp_path / "again.json"
    with ftrack_typed_server.running(schema=file) as offline:
        options = ["--server", offline.url, "--api-user", offline.api_user]
        key = ["--api-key", offline.api_key]
        assert main(["schema", *options, *key, "--output", str(again)]) == 0
    assert again.read_bytes() == file.read_bytes()


@needs_shared
def test_a_real_schema_stays_what_it_is(tmp_path: Path) -> None:
    real = SHARED / "schema/query_schemas.json"
    file = tmp_path / "schema.json"
    with ftrack_typed_server.running(schema=real) as server:
        options = ["--server", server.url, "--api-user", server.api_user]
        key = ["--api-key", server.api_key]
        assert main(["schema", *options, *key, "--output", str(file)]) == 0
    assert json.loads(file.read_text())["schemas"] == json.loads(real.read_text())


def test_a_failure_is_explained_and_leaves_the_file_that_was_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "schema.json"
    file.write_text(SCHEMA)

    wrong = ["--server", "http://127.0.0.1:1", "--api-key", "sesame"]
    assert main(["schema", *wrong, "--output", str(file)]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("ftrack-typed: error:")
    assert "http://127.0.0.1:1" in captured.err
    assert "sesame" not in captured.err
    assert file.read_text() == SCHEMA


def test_a_wrong_key_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "schema.json"

    assert main(["schema", "--api-key", "sesame", "--output", str(file)]) == 2

    report = capsys.readouterr().err
    assert "API key" in report
    assert "sesame" not in report
    assert not file.exists()


def test_what_cannot_be_written_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    assert main(["schema", "--output", str(folder)]) == 2

    assert str(folder) in capsys.readouterr().err
    assert list(tmp_path.rglob("*")) == [folder]


def test_a_missing_server_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("FTRACK_SERVER")

    assert main(["schema"]) == 2

    assert "FTRACK_SERVER" in capsys.readouterr().err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["schema", "--help"])

    text = capsys.readouterr().out
    assert "ftrack-typed serve --schema schema.json" in text
    assert "holds nothing else of the server's data" in text


def test_the_projects_file_is_written_from_the_projects_server(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.ftrack-typed]\nserver = "{server.url}"\nschema = "site.json"\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FTRACK_SERVER")

    assert main(["schema"]) == 0

    assert digest(read_document(tmp_path / "site.json")) == digest(stock_document())
