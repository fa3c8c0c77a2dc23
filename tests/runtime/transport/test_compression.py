from __future__ import annotations

import gzip
import json

import pytest

import ftrack_typed_server
from ftrack_typed.configuration import Configuration
from ftrack_typed.transport import HttpTransport, Operation
from support.http_client import DELETED, Connect, Serve
from support.raw_server import http_reply, json_reply

LARGE: Operation = {
    "action": "update",
    "entity_type": "Task",
    "entity_key": ["t1"],
    "entity_data": {"description": "again and " * 1000},
}


def test_requests_are_sent_as_they_are_by_default(
    serve: Serve, connect: Connect
) -> None:
    server = serve(json_reply(DELETED))

    connect(server.url).call([LARGE])

    assert "content-encoding" not in server.requests[0].headers
    assert server.requests[0].operations == [LARGE]


def test_large_ones_are_compressed_on_request(serve: Serve, connect: Connect) -> None:
    server = serve(json_reply(DELETED))
    client = connect(server.url, compress_above=1000)

    client.call([LARGE])

    (request,) = server.requests
    assert request.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(request.body)) == [LARGE]
    assert client.records[0].bytes_sent == len(request.body) < 1000


@pytest.mark.parametrize(
    ("above", "operation"), [(10**6, LARGE), (0, {"action": "query_schemas"})]
)
def test_where_that_is_not_wanted_or_gains_nothing_it_is_left(
    serve: Serve, connect: Connect, above: int, operation: Operation
) -> None:
    server = serve(json_reply(DELETED))

    connect(server.url, compress_above=above).call([operation])

    assert "content-encoding" not in server.requests[0].headers


def test_a_server_that_reads_none_gets_them_as_they_are(
    serve: Serve, connect: Connect
) -> None:
    refused = http_reply(b"no", "415 Unsupported Media Type")
    server = serve(refused, json_reply(DELETED), json_reply(DELETED))
    client = connect(server.url, compress_above=1000)

    assert client.call([LARGE]) == DELETED
    assert client.call([LARGE]) == DELETED

    encodings = [each.headers.get("content-encoding") for each in server.requests]
    assert encodings == ["gzip", None, None]
    assert [each.attempt for each in client.records] == [1, 1, 1]


def test_the_embedded_server_takes_compressed_requests() -> None:
    with ftrack_typed_server.running(seed="fresh") as server:
        configuration = Configuration(server.url, server.api_user, server.api_key)
        with HttpTransport(configuration, compress_above=100) as transport:
            filler = " or ".join(['username is "x"'] * 50)
            operation: Operation = {
                "action": "query",
                "expression": f"select id from User where {filler}",
            }

            (result,) = transport.call([operation])

            assert isinstance(result, dict)
            assert result["data"] == []
            assert transport.requests == 1
