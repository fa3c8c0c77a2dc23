"""Two official Python clients hear of each other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.databases import Databases
from support.official_client import official_python
from support.shared import SHARED, needs_shared

SCRIPT = Path(__file__).parent / "official_events.py"


def begin(role: str, server: RunningServer) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            *(str(official_python()), "-W", "ignore", str(SCRIPT), role),
            *(server.url, server.api_user, server.api_key),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> dict[str, Any]:
    output, errors = process.communicate(timeout=100)
    # The client logs what the server did not accept.
    assert (process.returncode, errors) == (0, "")
    told = json.loads(output)
    assert isinstance(told, dict)
    return told


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(None, id="stock"),
        pytest.param(
            SHARED / "schema/query_schemas.json", id="real", marks=needs_shared
        ),
    ],
)
def test_official_clients_hear_of_each_other(
    schema: Path | None, databases: Databases
) -> None:
    with (
        ftrack_typed_server.running(
            schema=schema, database=databases.passing()
        ) as server,
        begin("answering", server) as answering,
    ):
        assert answering.stdout is not None
        assert answering.stdout.readline() == "ready\n"
        with begin("asking", server) as asking:
            asked = end(asking)
        answered = end(answering)
    assert answered["asked_by"]["username"] == server.api_user
    assert asked["answer"] == {"answer": 42}
    assert asked["in_reply_to_question"]
    changes = [
        (entity["action"], entity["entity_type"], entity["changes"])
        for update in answered["updates"]
        for entity in update["entities"]
        if entity["entityId"] in (asked["task"], asked["project"])
    ]
    assert [change[:2] for change in changes] == [
        ("add", "Project"),
        ("add", "Task"),
        ("update", "Task"),
        ("update", "Task"),
        ("remove", "Task"),
    ]
    assert changes[1][2]["name"] == {"old": None, "new": "one"}
    assert changes[2][2]["description"]["new"].startswith("described by")
    assert changes[3][2] == {"name": {"old": "one", "new": "two"}}
    assert changes[4][2]["name"] == {"old": "two", "new": None}
    # The other heard the same, up to the point to which it listened.
    heard = asked["updates"]
    assert heard == answered["updates"][: len(heard)]
    assert heard
