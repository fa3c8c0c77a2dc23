from __future__ import annotations

from collections.abc import Iterator

import pytest

from ftrack_typed.errors import ResponseError, TransportError
from ftrack_typed.transport import Tls
from ftrack_typed.transport.proxies import Proxy
from support.authority import Authority
from support.http_client import QUERY, ROWS, Connect, Serve, closed_port
from support.proxy_server import ProxyServer
from support.raw_server import json_reply
from support.shown import shown

PASSWORD = "p@ss/word-nobody-may-see"
WRONG = "not-the-password"
CREDENTIALS = "me:p%40ss%2Fword-nobody-may-see"


@pytest.fixture
def proxy() -> Iterator[ProxyServer]:
    with ProxyServer() as running:
        yield running


@pytest.fixture
def guarded() -> Iterator[ProxyServer]:
    """A proxy that asks for credentials."""
    with ProxyServer(f"me:{PASSWORD}") as running:
        yield running


def test_a_given_proxy_is_used_even_for_this_machine(
    serve: Serve, connect: Connect, proxy: ProxyServer
) -> None:
    server = serve(json_reply(ROWS))
    client = connect(server.url, proxy=f"http://{proxy.address}")

    assert client.call([QUERY]) == ROWS

    (passed,) = proxy.passed
    assert passed.line == f"POST {server.url}/api HTTP/1.1"
    assert server.requests[0].operations == [QUERY]


def test_tls_goes_through_a_tunnel_that_sees_no_header(
    serve: Serve, connect: Connect, proxy: ProxyServer, authority: Authority
) -> None:
    server = serve(*[json_reply(ROWS)] * 2, tls=authority.server())
    tls = Tls(authorities=authority.file)
    client = connect(server.url, proxy=proxy.address, tls=tls)

    assert client.call([QUERY]) == ROWS
    assert client.call([QUERY]) == ROWS

    (passed,) = proxy.passed
    assert passed.line.startswith("CONNECT 127.0.0.1:")
    assert "ftrack-api-key" not in passed.headers
    assert server.connections == 1


@pytest.mark.parametrize("encrypted", [False, True])
def test_credentials_are_shown_to_the_proxy_alone(
    serve: Serve,
    connect: Connect,
    guarded: ProxyServer,
    authority: Authority,
    encrypted: bool,
) -> None:
    server = serve(json_reply(ROWS), tls=authority.server() if encrypted else None)
    client = connect(
        server.url,
        proxy=f"http://{CREDENTIALS}@{guarded.address}",
        tls=Tls(authorities=authority.file),
    )

    assert client.call([QUERY]) == ROWS
    assert guarded.passed[0].headers["proxy-authorization"].startswith("Basic ")


def test_a_tunnel_that_is_refused_means_that_nothing_was_sent(
    serve: Serve, connect: Connect, guarded: ProxyServer, authority: Authority
) -> None:
    server = serve(tls=authority.server())
    client = connect(server.url, proxy=f"http://me:{WRONG}@{guarded.address}")

    with pytest.raises(TransportError, match="407 Proxy Authentication") as caught:
        client.call([QUERY])

    assert f"the proxy http://{guarded.address}" in str(caught.value)
    assert not caught.value.may_have_been_sent
    assert WRONG not in shown(caught.value)
    assert server.connections == 0


def test_a_proxy_that_wants_credentials_is_told(
    serve: Serve, connect: Connect, guarded: ProxyServer
) -> None:
    client = connect(serve().url, proxy=guarded.address)

    with pytest.raises(ResponseError, match="HTTP status 407"):
        client.call([QUERY])


def test_a_proxy_that_is_away_is_named_without_its_credentials(
    serve: Serve, connect: Connect
) -> None:
    port = closed_port()
    client = connect(serve().url, proxy=f"http://{CREDENTIALS}@127.0.0.1:{port}")

    with pytest.raises(TransportError, match="refused") as caught:
        client.call([QUERY])

    assert f"http://127.0.0.1:{port}" in str(caught.value)
    assert caught.value.fault == "unreachable"
    assert "nobody-may-see" not in shown(caught.value)


def test_the_proxy_of_the_environment_is_used_with_its_credentials(
    connect: Connect,
    guarded: ProxyServer,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = serve(json_reply(ROWS))
    monkeypatch.setenv("http_proxy", f"http://{CREDENTIALS}@{guarded.address}")
    monkeypatch.setenv("no_proxy", "direct.invalid")
    port = server.url.rpartition(":")[2]

    # A name of this machine that is not taken for it: the proxy resolves it.
    assert connect(f"http://0.0.0.0:{port}").call([QUERY]) == ROWS

    assert guarded.passed[0].line == f"POST http://0.0.0.0:{port}/api HTTP/1.1"


@pytest.mark.parametrize("given", [None, ""])
def test_this_machine_and_whoever_says_so_need_no_proxy(
    serve: Serve,
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    given: str | None,
) -> None:
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{closed_port()}")
    server = serve(json_reply(ROWS))

    assert connect(server.url, proxy=given).call([QUERY]) == ROWS


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(
    "proxy", ["gopher://proxy:1", f"http://me:{PASSWORD}@proxy:port"]
)
def test_an_unusable_proxy_is_told(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, proxy: str, given: bool
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    client = connect("http://company.invalid", proxy=proxy if given else None)

    with pytest.raises(TransportError, match="proxy settings") as caught:
        client.call([QUERY])

    assert caught.value.fault == "invalid"
    assert not caught.value.may_have_been_sent
    assert "nobody-may-see" not in shown(caught.value)


def test_the_credentials_of_a_proxy_are_not_shown() -> None:
    parsed = Proxy.parse(f"{CREDENTIALS}@proxy:3128")

    assert parsed is not None
    assert parsed.url == "http://proxy:3128"
    assert parsed.credentials == f"me:{PASSWORD}"
    assert PASSWORD not in repr(parsed)
