"""Subscribing, publishing, and whom events go to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed

import ftrack_typed_server
from ftrack_typed_server.events import connection as connections
from support.event_client import EventClient, connected, packet
from support.site import SiteClient


@pytest.fixture
def amy(site: SiteClient) -> Iterator[EventClient]:
    with connected(site) as client:
        yield client


@pytest.fixture
def ben(site: SiteClient) -> Iterator[EventClient]:
    with connected(site) as client:
        yield client


def test_event_reaches_who_subscribed(
    site: SiteClient, amy: EventClient, ben: EventClient
) -> None:
    assert amy.subscribe("topic=greeting and data.to=amy") == {"success": True}
    ben.publish("farewell", {"to": "amy"})
    ben.publish("greeting", {"to": "ben"})
    ben.publish(
        "greeting",
        {"to": "amy"},
        id="e1",
        sent="now",
        source={"id": "ben", "host": "ws", "user": {"username": "mallory", "a": 1}},
        more="not an event's",
    )
    user = site.rows(f'select id from User where username is "{site.user}"')[0]["id"]
    assert amy.event() == {
        "id": "e1",
        "topic": "greeting",
        "data": {"to": "amy"},
        "sent": "now",
        "source": {
            "id": "ben",
            "host": "ws",
            "user": {"username": site.user, "id": user, "a": 1},
        },
        "target": "",
        "inReplyToEvent": None,
    }


def test_sender_hears_itself_and_each_connection_once(amy: EventClient) -> None:
    amy.subscribe("topic=a*")
    amy.subscribe("topic=ab")
    amy.publish("ab", 1)
    amy.publish("ac", 2)
    assert [amy.event()["data"] for _ in range(2)] == [1, 2]


def test_target_picks_subscribers_by_what_they_tell(
    amy: EventClient, ben: EventClient
) -> None:
    amy.subscribe("topic=job", id="amy", role="artist")
    ben.subscribe("topic=job", id="ben", role="lead")
    amy.publish("job", 1, target="role=lead")
    amy.publish("job", 2, target="id=amy or id=ben")
    amy.publish("job", 3, target="id=amy")
    assert [ben.event()["data"] for _ in range(2)] == [1, 2]
    assert [amy.event()["data"] for _ in range(2)] == [2, 3]


def test_reply_goes_to_the_hub_that_asked(amy: EventClient, ben: EventClient) -> None:
    amy.subscribe("topic=ftrack.meta.reply", id="amy")
    ben.subscribe("topic=ftrack.meta.reply", id="ben")
    ben.subscribe("topic=question")
    amy.publish("question", source={"id": "amy"})
    asked = ben.event()
    ben.publish(
        "ftrack.meta.reply",
        42,
        target=f"id={asked['source']['id']}",
        inReplyToEvent=asked["id"],
    )
    reply = amy.event()
    assert (reply["data"], reply["inReplyToEvent"]) == (42, asked["id"])
    assert ben.ask("end") == {"success": True}


def test_unsubscribed_hears_no_more(amy: EventClient) -> None:
    amy.subscribe("topic=a", id="s")
    leaving = {"subscriber": {"id": "s"}}
    assert amy.ask("ftrack.meta.unsubscribe", leaving) == {"success": True}
    assert amy.ask("a") == {"success": True}
    refused = amy.ask("ftrack.meta.unsubscribe", leaving)
    assert refused == {"success": False, "message": "There is no subscriber 's'."}


def test_a_subscriber_id_stands_for_what_it_subscribed_to_last(
    amy: EventClient, ben: EventClient
) -> None:
    assert amy.subscribe("topic=a", id="s")["success"]
    assert ben.subscribe("topic=a", id="s")["success"]
    assert amy.subscribe("topic=b", id="s")["success"]
    amy.publish("a", 1)
    amy.publish("b", 2)
    assert ben.event()["data"] == 1
    assert amy.event()["data"] == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"subscription": "topic=a"}, "needs an id"),
        ({"subscriber": {"id": 1}, "subscription": "topic=a"}, "needs an id"),
        ({"subscriber": {"id": "s"}}, "is an expression"),
        ({"subscriber": {"id": "s"}, "subscription": "topic"}, "Expected one of"),
        ({"subscriber": {"id": "s"}, "subscription": ""}, "Expected a field"),
        (None, "needs an id"),
    ],
)
def test_subscriptions_that_are_refused(
    amy: EventClient, data: object, message: str
) -> None:
    answer = amy.ask("ftrack.meta.subscribe", data)
    assert answer["success"] is False
    assert message in answer["message"]
    amy.publish("a")
    assert amy.ask("end")["success"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "Expected a packet named ftrack.event"),
        ('{"name": "other", "args": [{"topic": "a"}]}', "Expected a packet"),
        ('{"name": "ftrack.event", "args": []}', "Expected a packet"),
        ('{"name": "ftrack.event", "args": [{}]}', "needs a topic"),
        (packet("a", source=[]), "source of an event is an object"),
        (packet("a", target=1), "target of an event is an expression"),
        (packet("a", target="id"), "Expected one of"),
        (packet("a", target="(" * 1000), "levels deep"),
        (packet("a").replace("null", "[" * 500 + "]" * 500), "cannot be sent"),
    ],
)
def test_events_that_are_refused(
    amy: EventClient, data: str, message: str, caplog: pytest.LogCaptureFixture
) -> None:
    amy.subscribe("topic=a")
    amy.send(f"5:9+::{data}")
    frame = amy.frame()
    assert frame.startswith('6:::9+[{"success":false')
    assert message in frame
    # Who wants no acknowledgement is told nothing: an error would end its connection.
    amy.send(f"5:::{data}")
    assert amy.ask("end") == {"success": True}
    assert [item for item in caplog.messages if message in item]


@pytest.mark.parametrize("frame", ["", "hello", "9::", "5:x::{}", "5::/p:{}"])
def test_bad_frames_are_answered(amy: EventClient, frame: str) -> None:
    amy.send(frame)
    assert amy.frame().startswith("7:::")
    assert amy.ask("end") == {"success": True}


def test_other_frames_are_taken_in(amy: EventClient) -> None:
    for frame in ("1::", "2::", "2:::", "3:::text", "4:::{}", "6:::1", "7:::x", "8::"):
        amy.send(frame)
    amy.socket.send(b"2::")
    amy.send(f"5:7::{packet('a')}")
    assert amy.frame() == "6:::7"


def test_disconnect_closes_the_connection(amy: EventClient) -> None:
    amy.send("0::")
    with pytest.raises(ConnectionClosed):
        amy.frame()


def test_who_does_not_read_is_dropped(
    monkeypatch: pytest.MonkeyPatch, amy: EventClient, ben: EventClient
) -> None:
    monkeypatch.setattr(connections, "LARGEST_BACKLOG", 1000)
    amy.subscribe("topic=a")
    ben.publish("a", "x" * 2000)
    with pytest.raises(ConnectionClosed):
        amy.frame()
    assert ben.ask("a", "x" * 2000) == {"success": True}


def test_server_stops_with_open_connections() -> None:
    before = set(threading.enumerate())
    with ExitStack() as clients:
        with ftrack_typed_server.running(seed="empty") as server:
            site = SiteClient.of(server)
            opened = [clients.enter_context(connected(site)) for _ in range(3)]
            opened[0].subscribe("topic=*")
            site.close()
        left = {item.name for item in threading.enumerate() if item not in before}
        assert [name for name in left if name.startswith("ftrack")] == []
        with pytest.raises(ConnectionClosed):
            opened[0].frame()
