from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from ftrack_typed.errors import ConfigurationError, TransportError
from ftrack_typed.transport import Tls
from support.authority import Authority
from support.http_client import DELETE, KEY, QUERY, ROWS, Connect, Serve
from support.raw_server import Reply, json_reply


def test_a_server_of_a_named_authority_is_trusted(
    serve: Serve, connect: Connect, authority: Authority
) -> None:
    server = serve(*[json_reply(ROWS)] * 2, tls=authority.server())
    client = connect(server.url, tls=Tls(authorities=authority.file))

    assert client.call([QUERY]) == ROWS
    assert client.call([QUERY]) == ROWS
    assert server.connections == 1
    assert server.requests[0].headers["ftrack-api-key"] == KEY


def test_the_authorities_of_the_system_may_be_named_in_the_environment(
    serve: Serve,
    connect: Connect,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    server = serve(json_reply(ROWS), tls=authority.server())

    assert connect(server.url).call([QUERY]) == ROWS


@pytest.mark.parametrize(
    ("name", "trusted"),
    [("127.0.0.1", False), ("elsewhere.invalid", False), ("elsewhere.invalid", True)],
)
def test_who_is_not_trusted_gets_nothing(
    serve: Serve, connect: Connect, authority: Authority, name: str, trusted: bool
) -> None:
    server = serve(tls=authority.server(name))
    tls = Tls(authorities=authority.file) if trusted else None
    client = connect(server.url, tls=tls)

    with pytest.raises(TransportError, match="no trusted connection") as caught:
        client.call([DELETE])

    assert caught.value.fault == "tls"
    assert not caught.value.may_have_been_sent
    assert server.requests == []
    assert len(client.records) == 1


def test_checking_is_switched_off_by_its_name_and_warned_of_once(
    serve: Serve,
    connect: Connect,
    authority: Authority,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = serve(*[json_reply(ROWS)] * 2, tls=authority.server("elsewhere.invalid"))
    client = connect(server.url, tls=Tls(danger_accept_invalid_certificates=True))

    assert client.call([QUERY]) == ROWS
    assert client.call([QUERY]) == ROWS

    warned = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert len(warned) == 1
    assert server.url in warned[0].getMessage()
    assert "not checked" in warned[0].getMessage()


@pytest.mark.parametrize("value", [1, "yes", "false"])
def test_only_true_switches_checking_off(
    serve: Serve, connect: Connect, authority: Authority, value: Any
) -> None:
    server = serve(tls=authority.server())
    client = connect(server.url, tls=Tls(danger_accept_invalid_certificates=value))

    with pytest.raises(TransportError, match="no trusted connection"):
        client.call([QUERY])


def test_there_is_no_other_name_for_it() -> None:
    options: dict[str, Any] = {"verify": False}

    with pytest.raises(TypeError, match="verify"):
        Tls(**options)


def test_a_certificate_is_shown_to_a_server_that_asks(
    serve: Serve, connect: Connect, authority: Authority
) -> None:
    server = serve(json_reply(ROWS), tls=authority.server(clients=authority))
    certificate, key = authority.client("amy")
    tls = Tls(authorities=authority.file, certificate=certificate, key=key)

    assert connect(server.url, tls=tls).call([QUERY]) == ROWS


def test_a_server_that_misses_a_certificate_is_told(
    serve: Serve, connect: Connect, authority: Authority
) -> None:
    server = serve(tls=authority.server(clients=authority))
    client = connect(server.url, tls=Tls(authorities=authority.file))

    with pytest.raises(TransportError) as caught:
        client.call([DELETE])

    # TLS 1.3 tells after the request left: whether it was read, only the server knows.
    assert caught.value.fault in {"tls", "interrupted"}
    assert server.requests == []


def test_a_connection_that_breaks_within_tls_is_no_matter_of_trust(
    serve: Serve, connect: Connect, authority: Authority
) -> None:
    server = serve(Reply(close=True), json_reply(ROWS), tls=authority.server())
    client = connect(server.url, tls=Tls(authorities=authority.file))

    assert client.call([QUERY]) == ROWS
    assert [record.fault for record in client.records] == ["interrupted", None]


@pytest.mark.parametrize("setting", ["authorities", "certificate"])
@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_file_that_cannot_be_used_is_named(
    serve: Serve,
    connect: Connect,
    authority: Authority,
    tmp_path: Path,
    setting: str,
    text: str | None,
) -> None:
    path = tmp_path / "some.pem"
    if text is not None:
        path.write_text(text)
    options: dict[str, Any] = {setting: path}
    server = serve(tls=authority.server())

    with pytest.raises(ConfigurationError, match=r"some\.pem") as caught:
        connect(server.url, tls=Tls(**options)).call([QUERY])

    assert caught.value.settings == (setting,)
    assert server.connections == 0


def test_the_password_of_a_key_is_not_shown() -> None:
    assert "hush" not in repr(Tls(password="hush-hush"))
