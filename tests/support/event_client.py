"""A raw client of the event server."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import attrs
import orjson
from websockets.sync.client import ClientConnection, connect

import ftrack_typed_server
from ftrack_typed_server.events import Hub
from support.site import SiteClient

_PATIENCE = 20.0


@attrs.define
class EventClient:
    """Sends and receives frames; every frame is waited for, for a while.

    Heartbeats are passed over where another frame is awaited.
    """

    socket: ClientConnection
    acknowledged: int = 0

    def any_frame(self) -> str:
        text = self.socket.recv(_PATIENCE)
        assert isinstance(text, str)
        return text

    def frame(self) -> str:
        while (text := self.any_frame()) == "2::":
            pass
        return text

    def event(self) -> dict[str, Any]:
        frame = self.frame()
        assert frame.startswith("5:::"), frame
        packet = orjson.loads(frame.removeprefix("5:::"))
        assert packet["name"] == "ftrack.event"
        (event,) = packet["args"]
        assert isinstance(event, dict)
        return event

    def send(self, frame: str) -> None:
        self.socket.send(frame)

    def publish(self, topic: str, data: object = None, **more: object) -> None:
        """Send an event that is not acknowledged."""
        self.send(f"5:::{packet(topic, data, **more)}")

    def ask(self, topic: str, data: object = None, **more: object) -> dict[str, Any]:
        """Send an event; return how it was acknowledged, nothing else coming before."""
        self.acknowledged += 1
        self.send(f"5:{self.acknowledged}+::{packet(topic, data, **more)}")
        frame = self.frame()
        beginning = f"6:::{self.acknowledged}+"
        assert frame.startswith(beginning), frame
        (answer,) = orjson.loads(frame.removeprefix(beginning))
        assert isinstance(answer, dict)
        return answer

    def subscribe(self, subscription: str, **subscriber: object) -> dict[str, Any]:
        subscriber.setdefault("id", uuid4().hex)
        data = {"subscriber": subscriber, "subscription": subscription}
        return self.ask("ftrack.meta.subscribe", data)


def packet(topic: str, data: object = None, **more: object) -> str:
    event = {"topic": topic, "data": data, "id": uuid4().hex, **more}
    return orjson.dumps({"name": "ftrack.event", "args": [event]}).decode()


def shake_hands(site: SiteClient) -> str:
    """Return a new session id."""
    response = site.pool.request(
        "GET",
        f"{site.url}/socket.io/1/",
        headers={"ftrack-user": site.user, "ftrack-api-key": site.key},
    )
    assert response.status == 200, response.data
    return response.data.decode().split(":")[0]


@contextmanager
def connected(site: SiteClient) -> Generator[EventClient]:
    """Yield a client that the server has welcomed."""
    with connect(web_socket(site, shake_hands(site)), proxy=None) as opened:
        client = EventClient(opened)
        assert client.frame() == "1::"
        yield client


def web_socket(site: SiteClient, session: str) -> str:
    return f"{site.url.replace('http', 'ws', 1)}/socket.io/1/websocket/{session}"


@contextmanager
def running_with(hub: Hub) -> Generator[SiteClient]:
    """Run an empty site with a hub of one's own."""
    with ftrack_typed_server.running(seed="empty") as server:
        server._service.hub = hub
        site = SiteClient.of(server)
        yield site
        site.close()
