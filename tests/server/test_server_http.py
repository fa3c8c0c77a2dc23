"""What the server answers besides data: errors, credentials, the schema."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson
import pytest

import ftrack_typed_server
from ftrack_typed.schema import digest
from ftrack_typed_server.stock import stock_document
from support.databases import Databases
from support.shared import SHARED, needs_shared
from support.site import RefusedError, SiteClient, create, query


def error(response: Any) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(response.data)
    assert body.keys() == {"exception", "content", "error_code"}
    return body


def test_empty_batch_answers_an_empty_list(production: SiteClient) -> None:
    assert production.call() == []


@pytest.mark.parametrize(
    ("user", "key"), [("admin", "wrong"), ("nobody", None), ("", ""), ("ädmin", None)]
)
def test_wrong_credentials_are_refused(
    production: SiteClient, user: str, key: str | None
) -> None:
    stranger = SiteClient(
        production.url, user, production.key if key is None else key, {}
    )
    headers = {"ftrack-user": user.encode().decode("latin-1")}
    lenient = stranger.post(b"[]", **headers)
    strict = stranger.post(b"[]", **headers, **{"ftrack-strict-api": "true"})
    stranger.close()
    assert (lenient.status, strict.status) == (200, 401)
    assert (
        error(lenient)
        == error(strict)
        == {
            "exception": "InvalidCredentialsError",
            "content": "The supplied API key is not valid.",
            "error_code": None,
        }
    )


def test_keys_are_reached_by_no_query(production: SiteClient) -> None:
    for name in ("__api_key__", "ApiKey where key is_not none"):
        with pytest.raises(RefusedError) as refused:
            production.call(query(name))
        assert production.key not in refused.value.content


@pytest.mark.parametrize(
    ("body", "status", "exception", "part"),
    [
        (b"", 422, "ValidationError", "not JSON"),
        (b"{", 422, "ValidationError", "not JSON"),
        (b"\xff", 422, "ValidationError", "not JSON"),
        (b"{}", 422, "ValidationError", "list of operations"),
        (b"[1]", 422, "ValidationError", "position 0 must be an object"),
        (b'[{"action":"fly"}]', 400, "InvalidActionError", "Invalid action u'fly'"),
        (b"[{}]", 400, "InvalidActionError", "Invalid action u'None'"),
        (b'[{"action":"query"}]', 422, "ValidationError", "'expression'"),
        (b'[{"action":"create"}]', 422, "ValidationError", "'entity_type'"),
        (
            b'[{"action":"create","entity_type":"Task","entity_data":[]}]',
            422,
            "ValidationError",
            "'entity_data'",
        ),
        (
            b'[{"action":"query","expression":"Task where"}]',
            400,
            "ParseError",
            "Failed to parse: Task where",
        ),
        (
            b'[{"action":"delete","entity_type":"Task","entity_key":{"a":1}}]',
            422,
            "ValidationError",
            "Task.id cannot be",
        ),
    ],
)
def test_request_that_is_wrong(
    production: SiteClient, body: bytes, status: int, exception: str, part: str
) -> None:
    lenient = production.post(body)
    strict = production.post(body, **{"ftrack-strict-api": "true"})
    assert (lenient.status, strict.status) == (200, status)
    assert error(lenient)["exception"] == exception
    assert part in error(strict)["content"]


def test_error_text_has_no_braces(production: SiteClient) -> None:
    with pytest.raises(RefusedError) as refused:
        production.call(query('Task where name is "{x}" and {'))
    assert "{" not in refused.value.content
    assert "}" not in refused.value.content


def test_server_information_names_the_schema(production: SiteClient) -> None:
    information, schemas = production.call(
        {"action": "query_server_information"}, {"action": "query_schemas"}
    )
    assert information["schema_hash"] == digest(stock_document())
    assert information["version"] == "4.13.8.100"
    assert information["is_timezone_support_enabled"] is True
    assert information["storage_scenario"]["scenario"] == "ftrack.automatic"
    assert {"Task", "User"} < {schema["id"] for schema in schemas}


def test_server_information_by_name(production: SiteClient) -> None:
    operation = {"action": "query_server_information", "values": ["version", "x"]}
    assert production.call(operation) == [{"version": "4.13.8.100"}]


def test_requests_are_counted() -> None:
    with ftrack_typed_server.running(seed="empty") as server:
        client = SiteClient.of(server)
        client.call()
        client.call()
        client.close()
        assert server.requests == 2


def test_many_clients_at_once(databases: Databases, tmp_path: Path) -> None:
    database = databases.lasting(tmp_path)
    with ftrack_typed_server.running(seed="fresh", database=database) as server:
        start = threading.Barrier(8)

        def work(number: int) -> int:
            client = SiteClient.of(server)
            start.wait()
            for step in range(10):
                client.call(create("Scope", id=f"{number}-{step}", name=str(number)))
                client.call(query(f"Scope where name is '{number}'"))
            found = len(client.keys(f"Scope where name is '{number}'"))
            client.close()
            return found

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(work, range(8))) == [10] * 8


@needs_shared
def test_real_schema_is_served_as_it_is(databases: Databases) -> None:
    path = SHARED / "schema/query_schemas.json"
    known = json.loads((SHARED / "schema/query_server_information.json").read_text())
    database = databases.passing()
    with ftrack_typed_server.running(schema=path, database=database) as server:
        client = SiteClient.of(server)
        information, schemas = client.call(
            {"action": "query_server_information"}, {"action": "query_schemas"}
        )
        assert information["schema_hash"] == known["schema_hash"]
        assert schemas == json.loads(path.read_text())
        for schema in schemas:
            shown = [
                name
                for name, item in schema["properties"].items()
                if not item.get("restricted_projection")
            ]
            client.rows(f"select {', '.join(shown)} from {schema['id']} limit 2")
        client.close()
