"""The connection to an event hub: handshake, heartbeats, breaks, and its end."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import (
    AuthenticationError,
    ClosedSessionError,
    FtrackTypedError,
    ResponseError,
    ServerError,
    TransportError,
)
from ftrack_typed.events import Event, EventHub, ExpressionError
from ftrack_typed.events.frames import event_frame
from ftrack_typed.events.subscription import MOST_WAITING, Subscription
from ftrack_typed.transport import HttpTransport, RetryPolicy, Tls
from support.authority import Authority
from support.http_client import HTML, KEY, closed_port
from support.proxy_server import ProxyServer
from support.raw_server import RawServer, Step, http_reply, json_reply
from support.scripted_hub import SESSION, WAIT, Behaviour, ScriptedHub, Talk
from support.shown import shown

AT_ONCE = RetryPolicy(delay=0.01, longest=0.05)
TOKEN = "t0ken-that-nobody-may-see"
PASSWORD = "p%40ssword-that-nobody-may-see"

Open = Callable[..., EventHub]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def hub_at(stack: ExitStack) -> Open:
    """A function that returns a hub that is not connected yet."""

    def make(url: str, **options: Any) -> EventHub:
        transport = HttpTransport(Configuration(url, "amy", KEY), **options)
        hub = EventHub(transport, retry=AT_ONCE)
        stack.callback(hub.close)
        return hub

    return make


@pytest.fixture
def scripted(stack: ExitStack) -> Callable[..., ScriptedHub]:
    def start(*behaviours: Behaviour, **options: Any) -> ScriptedHub:
        return stack.enter_context(ScriptedHub(*behaviours, **options))

    return start


def telling(topic: str, **more: object) -> str:
    content = {**Event(topic=topic).content, **more}
    return event_frame(content)


def readers() -> list[str]:
    return [each.name for each in threading.enumerate() if "events of" in each.name]


# Connecting


def test_credentials_go_with_the_handshake_alone_and_in_headers(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    server = scripted()
    hub = hub_at(server.url, headers={"x-token": TOKEN}, cookies={"gate": "open"})
    hub.connect()

    first, second = server.requests
    assert first.path == "/socket.io/1/"
    assert first.headers["ftrack-user"] == "amy"
    assert first.headers["ftrack-api-key"] == KEY
    assert second.path == f"/socket.io/1/websocket/{SESSION}"
    assert KEY not in str(second.headers)
    for request in (first, second):
        assert request.headers["x-token"] == TOKEN
        assert request.headers["cookie"] == "gate=open"
        assert request.headers["user-agent"].startswith("ftrack-typed/")


@pytest.mark.parametrize(
    ("step", "error", "message"),
    [
        (
            json_reply(
                {"exception": "InvalidCredentialsError", "content": f"No {KEY}."},
                "401 Unauthorized",
            ),
            AuthenticationError,
            "Check FTRACK_API_USER",
        ),
        (http_reply(HTML, "404 Not Found"), ResponseError, "404 and not as an event"),
        (http_reply(HTML), ResponseError, "not as an event hub"),
        (http_reply(b""), ResponseError, "not as an event hub"),
        (http_reply(b"1:15:25:xhr-polling"), ResponseError, "not as an event hub"),
        (json_reply({"said": KEY}, "500 No"), ResponseError, "status 500"),
        (
            http_reply(b"", "302 Found", {"location": f"http://me:{KEY}@x"}),
            ResponseError,
            "status 302",
        ),
    ],
)
def test_who_is_no_hub_or_refuses_is_told(
    hub_at: Open,
    caplog: pytest.LogCaptureFixture,
    step: Step,
    error: type[FtrackTypedError],
    message: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    with RawServer([step]) as server:
        hub = hub_at(server.url, headers={"x-token": TOKEN})
        with pytest.raises(error, match=message) as caught:
            hub.connect()

    assert not hub.connected
    for secret in (KEY, TOKEN):
        assert secret not in shown(caught.value) + caplog.text
    assert readers() == []


def test_a_server_that_is_not_there_is_told(hub_at: Open) -> None:
    hub = hub_at(f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(TransportError, match="cannot be reached"):
        hub.connect()


@pytest.mark.parametrize(
    "instead", [(403, ""), (302, "http://127.0.0.1:1/elsewhere"), (500, "")]
)
def test_who_opens_no_web_socket_is_told_and_not_followed_elsewhere(
    scripted: Callable[..., ScriptedHub],
    hub_at: Open,
    caplog: pytest.LogCaptureFixture,
    instead: tuple[int, str],
) -> None:
    caplog.set_level(logging.DEBUG)
    server = scripted(instead=instead)
    with pytest.raises(ResponseError, match=f"HTTP status {instead[0]}") as caught:
        hub_at(server.url, headers={"x-token": TOKEN}).connect()

    for secret in (KEY, TOKEN, SESSION):
        assert secret not in shown(caught.value) + caplog.text


def test_one_that_breaks_off_before_it_says_hello_is_told(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    server = scripted(lambda talk: talk.say("7:::no place\nfor you"))
    with pytest.raises(TransportError, match="ended the connection: no place"):
        hub_at(server.url).connect()


def test_certificates_are_checked_as_the_transport_says(
    scripted: Callable[..., ScriptedHub], hub_at: Open, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    server = scripted(tls=authority.server())
    hub_at(server.url, tls=Tls(authorities=authority.file)).connect()
    with pytest.raises(TransportError, match="no trusted connection"):
        hub_at(server.url).connect()


def test_both_requests_go_through_the_proxy(
    scripted: Callable[..., ScriptedHub],
    hub_at: Open,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server = scripted()
    with ProxyServer(f"me:{PASSWORD.replace('%40', '@')}") as proxy:
        url = f"http://me:{PASSWORD}@{proxy.address}"
        hub = hub_at(server.url, proxy=url)
        hub.connect()
        assert [each.line.split()[0] for each in proxy.passed] == ["GET", "CONNECT"]
        hub.close()
        with pytest.raises(FtrackTypedError) as caught:
            hub_at(server.url, proxy=f"http://me:wrong-one@{proxy.address}").connect()

    assert "wrong-one" not in shown(caught.value)
    assert PASSWORD not in caplog.text
    assert SESSION not in caplog.text


def test_a_missing_extra_is_named() -> None:
    code = (
        "import sys\n"
        "sys.modules['websockets'] = None\n"
        "from ftrack_typed import Configuration\n"
        "from ftrack_typed.events import EventHub\n"
        "from ftrack_typed.transport import HttpTransport\n"
        "made = HttpTransport(Configuration('http://127.0.0.1:1', 'amy', 'the-key'))\n"
        "EventHub(made).connect()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert "ImportError: The event hub needs websockets" in done.stderr
    assert "pip install 'ftrack-typed[events]'" in done.stderr


# Talking


def test_heartbeats_are_answered_and_what_is_no_frame_is_passed_over(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    def beat(talk: Talk) -> None:
        talk.subscribed()
        for frame in ("hello", "9::", "5:::{}", "5:::[", "6:::77", "8::", "2::"):
            talk.say(frame)
        server.heard.put(talk.hear())
        talk.say(telling("told"))
        talk.last()

    server = scripted(beat)
    hub = hub_at(server.url)
    hub.connect()
    subscription = hub.subscribe("topic=told")

    assert server.heard.get(timeout=WAIT) == "2::"
    assert subscription.wait(WAIT)
    assert [each.topic for each in subscription.take()] == ["told"]
    assert subscription.gaps == 0


def test_a_subscription_that_is_refused_is_told(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    def refuse(talk: Talk) -> None:
        talk.subscribed(problem="not for you")
        talk.last()

    hub = hub_at(scripted(refuse).url)
    hub.connect()
    with pytest.raises(ServerError, match="not for you"):
        hub.subscribe("topic=told")
    with pytest.raises(ExpressionError, match="Expected a value at position 6"):
        hub.subscribe("topic=")


def test_a_break_before_the_answer_is_told(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    def leave(talk: Talk) -> None:
        talk.say("1::")
        talk.hear()

    hub = hub_at(scripted(leave).url)
    hub.connect()
    with pytest.raises(TransportError, match="broke before it answered"):
        hub.subscribe("topic=told")


def test_no_answer_in_time_is_told(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    hub = hub_at(scripted().url, timeout=0.2)
    hub.connect()
    with pytest.raises(TransportError, match="gave no answer in time"):
        hub.publish("told")
    with pytest.raises(ValueError, match="cannot be sent"):
        hub.publish("told", object())


# Breaking


@pytest.mark.parametrize(
    "end",
    [lambda talk: None, lambda talk: talk.say("0::"), lambda talk: talk.say("7:::x")],
    ids=["closed", "ended", "error"],
)
def test_what_was_asked_for_is_asked_for_again_after_a_break(
    scripted: Callable[..., ScriptedHub],
    hub_at: Open,
    caplog: pytest.LogCaptureFixture,
    end: Behaviour,
) -> None:
    def once(talk: Talk) -> None:
        server.heard.put(talk.subscribed())
        end(talk)

    def again(talk: Talk) -> None:
        server.heard.put(talk.subscribed())
        talk.say(telling("told"))
        talk.last()

    server = scripted(once, again)
    hub = hub_at(server.url)
    hub.connect()
    subscription = hub.subscribe("topic=told")
    event = next(iter(subscription))

    assert event.topic == "told"
    assert subscription.gaps == 1
    assert server.heard.get(timeout=WAIT) == server.heard.get(timeout=WAIT)
    assert "what happens until it is made again is not heard" in caplog.text
    assert SESSION not in caplog.text


def test_a_server_that_falls_silent_is_taken_for_gone(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    def fall_silent(talk: Talk) -> None:
        talk.subscribed()
        talk.last()

    def again(talk: Talk) -> None:
        talk.subscribed()
        talk.last()

    hub = hub_at(scripted(fall_silent, again, beat=1).url)
    hub.connect()
    subscription = hub.subscribe("topic=told")

    assert subscription.wait(WAIT)
    assert (subscription.take(), subscription.gaps) == ([], 1)


def test_what_is_refused_the_second_time_is_told_as_a_gap(
    scripted: Callable[..., ScriptedHub],
    hub_at: Open,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(talk: Talk) -> None:
        talk.subscribed(problem="no more")
        talk.last()

    hub = hub_at(scripted(lambda talk: talk.subscribed(), refuse).url)
    hub.connect()
    subscription = hub.subscribe("topic=told")

    assert subscription.wait(WAIT)
    assert "'topic=told' is not heard any more" in caplog.text


# Ending


def test_closing_ends_the_thread_and_who_waits(
    scripted: Callable[..., ScriptedHub], hub_at: Open
) -> None:
    def talk_on(talk: Talk) -> None:
        talk.subscribed()
        talk.last()

    hub = hub_at(scripted(talk_on).url)
    hub.connect()
    hub.connect()
    subscription = hub.subscribe("topic=told")
    (name,) = readers()
    assert name.startswith("ftrack-typed events of http://127.0.0.1")
    threading.Timer(0.05, hub.close).start()

    assert list(subscription) == []
    assert not subscription.wait()
    hub.close()
    assert readers() == []
    assert not hub.connected
    with pytest.raises(ClosedSessionError):
        hub.publish("told")
    with pytest.raises(ClosedSessionError):
        hub.connect()
    subscription.close()


def test_closing_ends_a_handshake_that_is_not_answered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        hub = EventHub(HttpTransport(Configuration(url, "amy", KEY)))
        threading.Timer(0.2, hub.close).start()
        with pytest.raises(TransportError):
            hub.connect()


# Waiting


def subscription_to(expression: str) -> Subscription:
    return Subscription(expression, "", lambda _: None)


def test_an_event_waits_if_it_is_asked_for_and_meant() -> None:
    subscription = subscription_to("topic=a* and data.kind=Shot")
    wanted = Event(topic="ab", data={"kind": "Shot"})
    meant = Event(topic="a", data={"kind": "Shot"}, target=f"id={subscription.id}")
    for event in (
        wanted,
        Event(topic="b", data={"kind": "Shot"}),
        Event(topic="a", data="Shot"),
        meant,
        Event(topic="a", data={"kind": "Shot"}, target="id=another"),
        Event(topic="a", data={"kind": "Shot"}, target="((("),
    ):
        subscription.offer(event)

    assert subscription.wait(0)
    assert subscription.take() == [wanted, meant]
    assert not subscription.wait(0)


def test_too_many_events_make_room_and_a_gap() -> None:
    subscription = subscription_to("topic=a")
    for _ in range(MOST_WAITING):
        subscription.offer(Event(topic="a"))
    assert subscription.gaps == 0
    last = Event(topic="a")
    subscription.offer(last)

    assert subscription.take() == [last]
    assert subscription.gaps == 1


def test_an_event_is_read_as_it_was_sent() -> None:
    event = Event(topic="a", data=[1], target="id=x", source={"id": "s"})
    assert Event.read(event.content) == event
    odd: dict[str, object] = {
        "topic": 3,
        "data": None,
        "source": [],
        "inReplyToEvent": 4,
        "more": 1,
    }
    assert Event.read(odd) == Event(topic="", id="")
