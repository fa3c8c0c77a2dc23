from __future__ import annotations

import socket

import pytest

from ftrack_typed.errors import ResponseError, TransportError
from ftrack_typed.transport import Operation
from support.http_client import (
    DELETE,
    DELETED,
    HTML,
    QUERY,
    ROWS,
    Connect,
    Serve,
    closed_port,
)
from support.raw_server import Reply, Silence, http_reply, json_reply


@pytest.mark.parametrize("operation", [QUERY, DELETE])
def test_a_refused_connection_is_tried_again_whatever_was_asked(
    connect: Connect, operation: Operation
) -> None:
    client = connect(f"http://127.0.0.1:{closed_port()}")

    with pytest.raises(TransportError, match="refused") as caught:
        client.call([operation])

    assert caught.value.fault == "unreachable"
    assert not caught.value.may_have_been_sent
    assert [record.fault for record in client.records] == ["unreachable"] * 3
    assert [record.attempt for record in client.records] == [1, 2, 3]


def test_an_unknown_host_is_told(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(TransportError, match="Name or service not known") as caught:
        connect("https://no-such-host.invalid").call([DELETE])

    assert "https://no-such-host.invalid/api" in str(caught.value)
    assert not caught.value.may_have_been_sent


@pytest.mark.parametrize("host", ["a" * 70 + ".com", "a..b"])
def test_an_impossible_host_is_told(connect: Connect, host: str) -> None:
    with pytest.raises(TransportError) as caught:
        connect(f"http://{host}").call([QUERY])

    assert not caught.value.may_have_been_sent


def test_a_server_that_speaks_no_tls_is_told(serve: Serve, connect: Connect) -> None:
    server = serve(greeting=b"220 mail.company.com ESMTP\r\n")
    client = connect(server.url.replace("http:", "https:"))

    with pytest.raises(TransportError, match="no trusted connection") as caught:
        client.call([QUERY])

    assert caught.value.fault == "tls"
    assert not caught.value.may_have_been_sent
    assert len(client.records) == 1


def test_silence_ends_with_the_timeout_and_is_not_asked_again(
    serve: Serve, connect: Connect
) -> None:
    server = serve(Silence())
    client = connect(server.url, timeout=0.05)

    with pytest.raises(TransportError, match="in time") as caught:
        client.call([QUERY])

    assert caught.value.fault == "timeout"
    assert caught.value.may_have_been_sent
    assert len(server.requests) == 1


HALF_ANSWER = Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n[{", close=True)
BROKEN_GZIP = http_reply(b"no gzip", headers={"content-encoding": "gzip"})
BROKEN = {
    "closed before the answer": Reply(close=True),
    "closed within the answer": HALF_ANSWER,
    "no HTTP": Reply(b"SSH-2.0-OpenSSH\r\n", close=True),
    "broken compression": BROKEN_GZIP,
}


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
def test_a_broken_read_is_asked_again(
    serve: Serve, connect: Connect, reply: Reply
) -> None:
    server = serve(reply, json_reply(ROWS))
    client = connect(server.url)

    assert client.call([QUERY]) == ROWS
    assert [record.status for record in client.records] == [None, 200]
    assert [record.fault for record in client.records] == ["interrupted", None]


@pytest.mark.parametrize("reply", BROKEN.values(), ids=BROKEN)
def test_a_broken_write_is_never_sent_twice(
    serve: Serve, connect: Connect, reply: Reply
) -> None:
    server = serve(reply, json_reply([DELETED[0], *ROWS]))

    with pytest.raises(TransportError) as caught:
        connect(server.url).call([DELETE, QUERY])

    assert caught.value.fault == "interrupted"
    assert caught.value.may_have_been_sent
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "status", ["502 Bad Gateway", "503 Unavailable", "504 Gateway Timeout"]
)
def test_a_gateway_without_its_server_is_asked_again_for_reads_only(
    serve: Serve, connect: Connect, status: str
) -> None:
    away = http_reply(HTML, status)
    server = serve(away, away, json_reply(ROWS), away)
    client = connect(server.url)

    assert client.call([QUERY]) == ROWS
    with pytest.raises(ResponseError, match=f"HTTP status {status[:3]}"):
        client.call([DELETE])

    assert len(server.requests) == 4


def test_tries_are_bounded(serve: Serve, connect: Connect) -> None:
    server = serve(*[http_reply(HTML, "503 Unavailable")] * 9)
    client = connect(server.url, tries=4)

    with pytest.raises(ResponseError):
        client.call([QUERY])

    assert len(server.requests) == 4


def test_a_connection_that_was_closed_meanwhile_is_opened_anew(
    serve: Serve, connect: Connect
) -> None:
    closing = Reply(json_reply(DELETED).data, close=True)
    server = serve(closing, json_reply(DELETED))
    client = connect(server.url)

    client.call([DELETE])
    server.wait_until_closed(1)
    client.call([DELETE])

    assert server.connections == 2


def test_what_was_sent_once_may_have_been_carried_out(
    serve: Serve, connect: Connect
) -> None:
    client = connect(serve(Reply(close=True, last=True)).url)

    with pytest.raises(TransportError, match="refused") as caught:
        client.call([QUERY])

    assert [record.fault for record in client.records] == [
        "interrupted",
        "unreachable",
        "unreachable",
    ]
    assert caught.value.may_have_been_sent
