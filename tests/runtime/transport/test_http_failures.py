from __future__ import annotations

import inspect
import socket
import ssl

import pytest
import urllib3.exceptions

from ftrack_typed.errors import ResponseError, TransportError
from ftrack_typed.transport import Operation
from ftrack_typed.transport.connections import FAULTS, translate
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
    assert client.pauses == [0.2, 0.4]
    assert [record.status for record in client.records] == [None] * 3


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
    assert client.pauses == []


def test_an_untrusted_certificate_means_that_nothing_was_sent() -> None:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error = translate(urllib3.exceptions.SSLError(cause), "https://x/api")

    assert error.fault == "tls"
    assert not error.may_have_been_sent


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
    assert client.pauses == [0.2]
    assert [record.status for record in client.records] == [None, 200]


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

    assert client.pauses == [0.2, 0.4]
    assert len(server.requests) == 4


def test_tries_are_bounded(serve: Serve, connect: Connect) -> None:
    server = serve(*[http_reply(HTML, "503 Unavailable")] * 9)
    client = connect(server.url, tries=4)

    with pytest.raises(ResponseError):
        client.call([QUERY])

    assert len(server.requests) == 4
    assert client.pauses == pytest.approx([0.2, 0.4, 0.8])


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


def test_the_proxy_of_the_environment_is_used_with_its_credentials(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(json_reply(ROWS))
    monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//me:secret@"))
    monkeypatch.setenv("no_proxy", "direct.invalid")

    assert connect("http://company.invalid").call([QUERY]) == ROWS

    (request,) = proxy.requests
    assert request.line == "POST http://company.invalid/api HTTP/1.1"
    assert request.headers["proxy-authorization"].startswith("Basic ")


def test_this_machine_is_asked_without_proxy(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{closed_port()}")
    server = serve(json_reply(ROWS))

    assert connect(server.url).call([QUERY]) == ROWS


@pytest.mark.parametrize("proxy", ["gopher://proxy:1", "http://proxy:port"])
def test_an_unusable_proxy_is_told(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)

    with pytest.raises(TransportError, match="proxy settings") as caught:
        connect("http://company.invalid").call([QUERY])

    assert caught.value.fault == "invalid"


def urllib3_errors() -> list[type[Exception]]:
    return [
        cls
        for _, cls in inspect.getmembers(urllib3.exceptions, inspect.isclass)
        if issubclass(cls, Exception) and not issubclass(cls, Warning)
        if cls.__module__ == urllib3.exceptions.__name__
    ]


def test_every_error_of_urllib3_has_a_meaning() -> None:
    unmapped = {cls.__name__ for cls in urllib3_errors()} - set(FAULTS)

    assert not unmapped


def test_an_unknown_error_may_have_been_sent() -> None:
    class BrandNewError(urllib3.exceptions.HTTPError):
        pass

    error = translate(BrandNewError("oh"), "http://x/api")

    assert error.fault == "interrupted"
    assert error.may_have_been_sent
