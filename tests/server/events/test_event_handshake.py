"""Who gets a session id, and what it is good for."""

from __future__ import annotations

import logging

import pytest
import urllib3
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from ftrack_typed_server.events import Handshakes, Hub
from ftrack_typed_server.events.handshake import LIFETIME
from ftrack_typed_server.users import Caller
from support.event_client import (
    EventClient,
    connected,
    running_with,
    shake_hands,
    web_socket,
)
from support.site import SiteClient

AMY = Caller("1", "amy")


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_session_id_is_good_once() -> None:
    handshakes = Handshakes()
    session, other = handshakes.issue(AMY), handshakes.issue(AMY)
    assert session != other
    assert ":" not in session
    assert len(session) > 30
    assert handshakes.redeem(session) == AMY
    assert handshakes.redeem(session) is None
    assert handshakes.redeem("made up") is None
    assert other not in repr(handshakes)


def test_session_id_does_not_last() -> None:
    clock = Clock()
    handshakes = Handshakes(clock)
    early, late = handshakes.issue(AMY), handshakes.issue(AMY)
    clock.now += LIFETIME - 1
    assert handshakes.redeem(early) == AMY
    clock.now += 1
    assert handshakes.redeem(late) is None


def get(site: SiteClient, query: str = "", **headers: str) -> urllib3.BaseHTTPResponse:
    url = f"{site.url}/socket.io/1/{query}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.pool.request("GET", url, headers=named)


def test_handshake_has_four_parts(site: SiteClient) -> None:
    for response in (
        get(site, ftrack_user=site.user, ftrack_api_key=site.key),
        get(site, f"?api_user={site.user}&api_key={site.key}"),
    ):
        assert response.status == 200
        session, heartbeat, close, transports = response.data.decode().split(":")
        assert session
        assert int(heartbeat) <= 15 < int(close)
        assert "websocket" in transports.split(",")


def test_handshake_needs_credentials(site: SiteClient) -> None:
    for response in (
        get(site),
        get(site, ftrack_user=site.user, ftrack_api_key="wrong"),
        get(site, f"?api_user=nobody&api_key={site.key}"),
    ):
        assert response.status == 401
        assert response.json()["exception"] == "InvalidCredentialsError"
        assert site.key not in response.data.decode()


def refuse(site: SiteClient, session: str) -> None:
    with (
        pytest.raises(InvalidStatus, match="HTTP 403"),
        connect(web_socket(site, session), proxy=None),
    ):
        pass


def test_web_socket_needs_an_unused_session_id(site: SiteClient) -> None:
    refuse(site, "made-up")
    session = shake_hands(site)
    with connect(web_socket(site, session), proxy=None) as opened:
        assert EventClient(opened).frame() == "1::"
        refuse(site, session)


def test_web_socket_needs_a_fresh_session_id() -> None:
    clock = Clock()
    with running_with(Hub(handshakes=Handshakes(clock))) as site:
        session = shake_hands(site)
        clock.now += LIFETIME
        refuse(site, session)


def test_keys_are_not_logged(
    site: SiteClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    session = shake_hands(site)
    query = f"?api_user={site.user}&api_key={site.key}"
    with connect(web_socket(site, session) + query, proxy=None) as opened:
        assert EventClient(opened).frame() == "1::"
    theirs = [
        record.getMessage()
        for record in caplog.records
        if record.name != "websockets.client"
    ]
    assert [message for message in theirs if site.key in message] == []


def test_heartbeats_come_by_themselves() -> None:
    with running_with(Hub(heartbeat=0.01)) as site, connected(site) as client:
        assert [client.any_frame() for _ in range(3)] == ["2::"] * 3
        client.send("2:::")
        client.send("2::")
        assert client.any_frame() == "2::"
