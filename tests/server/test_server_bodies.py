"""Bodies that are large, compressed, slow, cut off, or no HTTP at all."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import orjson
import pytest
import urllib3

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.http_bytes import address_of, answer_to, http_request
from support.site import SiteClient, query

LIMIT = 2000
ROWS = orjson.dumps([query("select username from User order by username")])
PACKED = gzip.compress(ROWS, mtime=0)
STRICT = {"ftrack-strict-api": "true"}


@pytest.fixture(scope="module")
def narrow_server() -> Iterator[RunningServer]:
    """A server that takes small requests alone."""
    with ftrack_typed_server.running(seed="empty", largest_request=LIMIT) as server:
        yield server


@pytest.fixture
def narrow(narrow_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(narrow_server, ftrack_strict_api="true")
    yield client
    client.close()


def packed(client: SiteClient, body: bytes, encoding: str = "gzip") -> Any:
    return client.post(body, **{"content-encoding": encoding})


def refusal(response: urllib3.BaseHTTPResponse) -> tuple[int, str, str]:
    body = orjson.loads(response.data)
    assert body.keys() == {"exception", "content", "error_code"}
    return response.status, body["exception"], body["content"]


@pytest.mark.parametrize("size", [LIMIT + 1, 20 * 2**20])
def test_body_over_the_limit_is_refused(narrow: SiteClient, size: int) -> None:
    status, exception, content = refusal(narrow.post(b" " * size))
    assert (status, exception) == (413, "RequestTooLargeError")
    assert f"larger than {LIMIT} bytes" in content


def test_body_as_large_as_the_limit_is_answered(narrow: SiteClient) -> None:
    body = ROWS.ljust(LIMIT)
    assert orjson.loads(narrow.post(body).data)[0]["data"]
    assert orjson.loads(packed(narrow, gzip.compress(body)).data)[0]["data"]


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZip "])
def test_compressed_body_is_answered_as_the_plain_one(
    production: SiteClient, encoding: str
) -> None:
    plain = production.post(ROWS)
    assert packed(production, PACKED, encoding).data == plain.data


def test_small_body_that_becomes_large_is_refused(production: SiteClient) -> None:
    bomb = gzip.compress(b"[" + b" " * 100 * 2**20 + b"]")
    assert len(bomb) < 2**20
    response = production.post(bomb, **{"content-encoding": "gzip"}, **STRICT)
    assert refusal(response)[:2] == (413, "RequestTooLargeError")


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (ROWS, "cannot be decompressed"),
        (b"", "not whole"),
        (PACKED[:-4], "not whole"),
        (PACKED[:20], "not whole"),
        (PACKED + b"more", "something follows"),
        (PACKED * 2, "something follows"),
        (PACKED[:-8] + b"\0" * 8, "cannot be decompressed"),
    ],
)
def test_body_that_is_compressed_wrongly(
    narrow: SiteClient, body: bytes, part: str
) -> None:
    status, exception, content = refusal(packed(narrow, body))
    assert (status, exception) == (422, "ValidationError")
    assert part in content


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "\x7f", "a" * 99])
def test_body_in_another_encoding(narrow: SiteClient, encoding: str) -> None:
    status, exception, content = refusal(packed(narrow, ROWS, encoding))
    assert (status, exception) == (415, "UnsupportedEncodingError")
    assert "gzip" in content


def test_body_that_does_not_come_is_refused(
    production: SiteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ftrack_typed_server.bodies.PATIENCE", 0.1)
    half = http_request(production, b"[]", **{"content-length": "9"}, **STRICT)
    answer = answer_to(address_of(production), half)
    assert answer.status == 408
    assert answer.json["exception"] == "RequestTimeoutError"


def test_half_requests_keep_no_one_waiting(narrow_server: RunningServer) -> None:
    client = SiteClient.of(narrow_server)
    whole = http_request(client, ROWS)
    with ExitStack() as stack:
        for number in range(100):
            connection = socket.create_connection(address_of(client), timeout=10)
            stack.enter_context(connection)
            connection.sendall(whole[: len(whole) * number // 100])
        assert client.rows("User")
    assert client.rows("User")
    client.close()


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\nwhat\r\n\r\n",
        b"POST /api HTTP/x\r\n\r\n",
        b"POST /api\r\n\r\n",
        b"POST /a\xffpi HTTP/1.1\r\nhost: x\r\n\r\n",
        b"POST /api HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /api HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n"
        b"content-length: 2\r\n\r\n[]",
        b"POST /api HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /api HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: " + b"x" * 20_000,
    ],
)
def test_what_is_no_http_is_refused_as_json(narrow: SiteClient, data: bytes) -> None:
    answer = answer_to(address_of(narrow), data)
    assert answer.status == 400
    assert answer.json.keys() == {"exception", "content", "error_code"}
    assert narrow.rows("User")
