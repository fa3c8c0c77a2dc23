"""Bad input on the command line: one clear paragraph, exit code 2, nothing written."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from ftrack_typed.commands import main
from ftrack_typed_server import RunningServer
from support.raw_server import RawServer, http_reply, json_reply

ID = {"type": "string", "default": "{uid}"}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FTRACK_SERVER", "FTRACK_API_USER", "FTRACK_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def entity(name: str, **properties: object) -> dict[str, Any]:
    return {
        "id": name,
        "type": "object",
        "primary_key": ["id"],
        "properties": {"id": ID, **properties},
    }


def generate(folder: Path, *arguments: str) -> int:
    return main(
        ["generate", "--output", str(folder), "--package", "studio", *arguments]
    )


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    """Return what is said of *arguments*, after checking how it is said."""
    code = generate(folder, *arguments)
    said = capsys.readouterr()

    assert code == 2
    assert said.out == ""
    message = said.err[said.err.index("ftrack-typed: error:") :]
    assert "Traceback" not in message
    assert "\n\n" not in message.strip()
    assert not (folder / "studio").exists()
    return message


def from_server(url: str) -> list[str]:
    return ["--server", url, "--api-user", "amy", "--api-key", "the-secret"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("company.ftrackapp.com", "https://company.ftrackapp.com"),
        ("htp://company.ftrackapp.com", "https://"),
        ("http://no-such-host.invalid", "no-such-host.invalid"),
    ],
)
def test_a_wrong_url_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, url: str, said: str
) -> None:
    assert said in refused(capsys, tmp_path, *from_server(url))


def test_a_refused_connection_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}"

        assert url in refused(capsys, tmp_path, *from_server(url))


def test_missing_settings_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    message = refused(capsys, tmp_path)

    assert "FTRACK_SERVER" in message
    assert "FTRACK_API_KEY" in message


def test_a_wrong_key_is_said_and_not_shown(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: RunningServer
) -> None:
    message = refused(capsys, tmp_path, *from_server(site.url))

    assert "The supplied API key is not valid" in message
    assert "the-secret" not in message


def test_a_web_page_is_told_from_the_api(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = http_reply(
        b"<html><title>Log in</title></html>", headers={"content-type": "text/html"}
    )
    with RawServer([page]) as server:
        assert "Log in" in refused(capsys, tmp_path, *from_server(server.url))


def test_half_a_document_is_told_from_a_whole_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with RawServer([http_reply(b'[[{"id": "Task", "proper')]) as server:
        assert "half or broken JSON" in refused(
            capsys, tmp_path, *from_server(server.url)
        )


def test_an_answer_that_is_no_schema_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with RawServer([json_reply([{"action": "query", "data": []}])]) as server:
        assert server.url in refused(capsys, tmp_path, *from_server(server.url))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("{not json", ["line 1"]),
        (json.dumps({"a": 1}), []),
        (
            json.dumps([entity("Task", status={"$ref": "Status"})]),
            ["Task", "status", "Status"],
        ),
        (
            json.dumps([entity("Task", **{"from": {"type": "string"}, "from_": ID})]),
            ["Task", "'from'", "'from_'"],
        ),
        (
            json.dumps([entity("Task", **{'x"); import os': {"type": "string"}})]),
            ["Task", "import os"],
        ),
        (
            json.dumps([entity('Task"); import os #')]),
            ["import os"],
        ),
    ],
)
def test_a_bad_schema_file_is_named_with_the_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, document: str, said: list[str]
) -> None:
    path = tmp_path / "schema.json"
    path.write_text(document, encoding="utf-8")

    message = refused(capsys, tmp_path / "out", "--schema", str(path))

    for words in ["schema.json", *said]:
        assert words in message


def test_a_missing_schema_file_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = str(tmp_path / "missing.json")

    assert "missing.json" in refused(capsys, tmp_path / "out", "--schema", missing)


def test_a_folder_with_files_of_others_is_left_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps([entity("Task")]), encoding="utf-8")
    folder = tmp_path / "out" / "studio"
    folder.mkdir(parents=True)
    (folder / "mine.py").write_text("x = 1\n", encoding="utf-8")

    code = generate(tmp_path / "out", "--schema", str(schema))

    assert code == 2
    assert "mine.py" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["mine.py"]


@pytest.mark.parametrize("name", ["my package", "class", "json", 'x"; import os'])
def test_a_name_that_no_package_can_have_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    code = main(["generate", "--output", str(tmp_path / "out"), "--package", name])

    assert code == 2
    assert name in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
