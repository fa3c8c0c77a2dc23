"""Starting, stopping, and keeping data."""

from __future__ import annotations

import socket
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

import pytest
from sqlalchemy import text

import ftrack_typed_server
from ftrack_typed.schema import SchemaError, load_document
from ftrack_typed_server import DatabaseError
from ftrack_typed_server.seeds import SeedName, rows
from ftrack_typed_server.storage import open_storage
from support.databases import Databases
from support.server_process import ServerProcess, start_command
from support.site import SiteClient, create, update


def test_nothing_is_left_when_the_block_ends() -> None:
    threads = set(threading.enumerate())
    with ftrack_typed_server.running(seed="empty") as server:
        client = SiteClient.of(server)
        client.call()
        host, port = server.url.removeprefix("http://").split(":")
        client.close()
    alive = [item for item in threading.enumerate() if item not in threads]
    assert [item for item in alive if item.name.startswith("ftrack")] == []
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, int(port)), timeout=5)


def test_key_is_shown_nowhere() -> None:
    with ftrack_typed_server.running(seed="empty") as server:
        assert server.api_key not in repr(server)
        assert len(server.api_key) > 20


def test_database_keeps_data_and_key(databases: Databases, tmp_path: Path) -> None:
    database = databases.lasting(tmp_path)
    with ftrack_typed_server.running(seed="fresh", database=database) as server:
        key = server.api_key
        client = SiteClient.of(server)
        client.call(create("Scope", id="kept", name="kept"))
        client.close()
    with ftrack_typed_server.running(seed="demo", database=database) as server:
        assert server.api_key == key
        client = SiteClient.of(server)
        assert client.keys("Scope") == ["kept"]
        assert client.keys("Project") == []
        client.close()


def test_schema_of_ones_own(databases: Databases) -> None:
    document = load_document(
        [
            {
                "id": "Thing",
                "primary_key": ["id"],
                "required": ["id"],
                "immutable": ["id"],
                "default_projections": ["id"],
                "properties": {
                    "id": {"type": "string", "default": "{uid}"},
                    "size": {"type": "number"},
                },
            }
        ],
        source="the test",
    )
    database = databases.passing()
    with ftrack_typed_server.running(schema=document, database=database) as server:
        assert server.api_user == "admin"
        client = SiteClient.of(server)
        client.call(create("Thing", id="a", size=2))
        assert client.keys("Thing where size > 1") == ["a"]
        client.close()


def test_names_of_any_length(databases: Databases, tmp_path: Path) -> None:
    same = "long" * 20
    label, name, reference = f"{same}_label", f"{same}_name", f"{same}_ref_id"
    thing: dict[str, Any] = {
        "id": f"Thing{same}",
        "primary_key": ["id"],
        "default_projections": ["id", label],
        "properties": {
            "id": {"type": "string", "default": "{uid}"},
            label: {"type": "string"},
            name: {"type": "string"},
            reference: {"type": "string"},
            f"{same}_ref": {"$ref": f"Thing{same}"},
        },
    }
    other = {**thing, "id": f"Thing{same}2"}
    document = load_document([thing, other], source="the test")
    database = databases.lasting(tmp_path)
    for key in ("a", "b"):
        with ftrack_typed_server.running(schema=document, database=database) as server:
            client = SiteClient.of(server)
            values = {label: "x", name: "y", reference: "a"}
            client.call(create(thing["id"], id=key, **values))
            client.call(update(thing["id"], key, **{label: key}))
            found = client.rows(
                f"select {label}, {name} from {thing['id']} where {label} is {key} and "
                f"{same}_ref.{name} is Y order by {name}"
            )
            assert [(row[label], row[name]) for row in found] == [(key, "y")]
            assert client.keys(other["id"]) == []
            client.close()


@pytest.mark.parametrize("seed", get_args(SeedName))
def test_database_begins_with_what_was_asked_for(
    databases: Databases, seed: SeedName
) -> None:
    expected = Counter(row.entity_type for row in rows(seed))
    database = databases.passing()
    with ftrack_typed_server.running(database=database, seed=seed) as server:
        client = SiteClient.of(server)
        for name in ("Task", "Timelog", "User", "Status", "FileComponent"):
            found = len(client.rows(f"select id from {name}"))
            assert found == max(expected[name], name == "User"), name
        client.close()


def test_servers_share_a_database(databases: Databases, tmp_path: Path) -> None:
    database = databases.lasting(tmp_path)
    with (
        ftrack_typed_server.running(database=database) as one,
        ftrack_typed_server.running(database=database) as other,
    ):
        clients = [SiteClient.of(server) for server in (one, other) * 3]
        clients[0].call(create("Asset", id="shared", name="shared"))

        def work(client: SiteClient) -> None:
            for _ in range(5):
                client.call(create("AssetVersion", asset_id="shared"))

        with ThreadPoolExecutor(len(clients)) as pool:
            list(pool.map(work, clients))
        found = clients[0].rows(
            "select version from AssetVersion where asset_id is shared order by version"
        )
        assert [row["version"] for row in found] == list(range(1, 31))
        for client in clients:
            client.close()


def test_readers_see_one_state(databases: Databases, tmp_path: Path) -> None:
    database = databases.lasting(tmp_path)
    with ftrack_typed_server.running(database=database, seed="empty") as server:
        client = SiteClient.of(server)
        storage = open_storage(database)
        with storage.transaction(writes=False) as connection:
            count = text('SELECT count(*) FROM "Scope"')
            before = connection.scalar(count)
            client.call(create("Scope", name="new"))
            assert connection.scalar(count) == before
        with storage.transaction(writes=False) as connection:
            assert connection.scalar(count) == before + 1
        storage.close()
        client.close()


def test_database_grows_with_its_schema(databases: Databases, tmp_path: Path) -> None:
    database = databases.lasting(tmp_path)
    for properties in (["name"], ["name", "colour"]):
        schema = {
            "id": "Thing",
            "primary_key": ["id"],
            "default_projections": ["id"],
            "properties": {name: {"type": "string"} for name in ["id", *properties]},
        }
        document = load_document([schema], source="the test")
        with ftrack_typed_server.running(schema=document, database=database) as server:
            client = SiteClient.of(server)
            client.call(create("Thing", **dict.fromkeys(properties, "x")))
            assert len(client.rows(f"Thing where {properties[-1]} is x")) == 1
            client.close()


@pytest.mark.parametrize(
    ("url", "part"),
    [
        ("nonsense", "is no database URL"),
        ("oracle8://x", "is no database URL"),
        ("mysql://u:s3cret@localhost/x", "there are SQLite and PostgreSQL"),
        ("sqlite:////nowhere/at/all.db", "cannot be opened"),
        ("postgresql:/u:s3cret@localhost/x", "is no database URL"),
        ("postgresql+asyncpg://u:s3cret@localhost/x", "is psycopg"),
        ("postgresql://u:s3cret@localhost:port/x", "port is no number"),
        ("postgresql://u:s3cret@more@localhost/x", "is written %40"),
        ("postgresql://u:s3cret@127.0.0.1:1/x", "cannot be opened"),
        ("postgresql+psycopg://u@127.0.0.1:1/x?password=s3cret", "cannot be opened"),
        ("postgresql://u:s3cret@127.0.0.1:1/x?colour=red", "colour"),
    ],
)
def test_database_that_can_not_be_used(url: str, part: str) -> None:
    with (
        pytest.raises(DatabaseError, match=part) as raised,
        ftrack_typed_server.running(database=url),
    ):
        pass
    assert "s3cret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_driver_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with (
        pytest.raises(DatabaseError, match=r"pip install 'ftrack-typed\[postgresql\]'"),
        ftrack_typed_server.running(database="postgresql://localhost/x"),
    ):
        pass


def test_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, but long enough to be read as one" * 20)
    with (
        pytest.raises(DatabaseError, match="not a database"),
        ftrack_typed_server.running(database=f"sqlite:///{path}"),
    ):
        pass


def test_file_that_is_no_schema(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_text("[]")
    with (
        pytest.raises(SchemaError, match="no entity types"),
        ftrack_typed_server.running(schema=path),
    ):
        pass


def test_command_serves_until_interrupted(databases: Databases) -> None:
    studio = "https://tools.studio.example"
    arguments = ("--database", databases.passing(), "--allow-origin", studio)
    with ServerProcess("--seed", "empty", *arguments) as server:
        address = server.exports["FTRACK_SERVER"]
        assert server.lines[0].startswith(f"Serving at {address}")
        client = server.client()
        assert client.rows("User")
        answer = client.post(b"[]", Origin=studio)
        assert answer.headers["access-control-allow-origin"] == studio
        client.close()
        assert server.interrupt() == (0, "")


def test_command_says_why_it_can_not_start(tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text("{")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        processes = {
            f"Cannot listen at 127.0.0.1:{port}": start_command("--port", port),
            "is no database URL": start_command("--database", "x"),
            "cannot be opened": start_command(
                "--database", "postgresql://u:p@[::1]:1/x"
            ),
            "not JSON": start_command("--schema", str(schema)),
            "is no port": start_command("--port", "70000"),
            "is no origin": start_command("--allow-origin", "*"),
        }
        for part, process in processes.items():
            output, errors = process.communicate(timeout=30)
            assert (process.returncode, output) == (2, "")
            assert part in errors
            assert "Traceback" not in errors
