"""The event hub, as the official client speaks to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

base: Any = import_module("ftrack_api.event.base")
symbol: Any = import_module("ftrack_api.symbol")

PATIENCE = 30.0


class Hub:
    """One client's hub, and what it heard."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.hub = session.event_hub
        self.hub.connect()

    def collect(self, subscription: str, **options: Any) -> list[Any]:
        """Keep the events that match *subscription*, in force when this returns."""
        events: list[Any] = []
        # A callback that returns anything replies with it.
        self.hub.subscribe(subscription, events.append, **options)
        self.settle()
        return events

    def settle(self) -> None:
        """Wait until the server has taken what was sent before."""
        topic = f"studio.echo.{uuid4().hex}"
        echo: list[Any] = []
        name = self.hub.subscribe(f"topic={topic}", echo.append)
        self.hub.publish(base.Event(topic))
        self.until(lambda: bool(echo))
        self.hub.unsubscribe(name)

    def publish(self, topic: str, **values: Any) -> None:
        self.hub.publish(base.Event(topic, **values))
        self.settle()

    def until(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, "Nothing was heard."
            self.hub.wait(0.01)


@pytest.fixture(scope="module")
def hubs(connect: Callable[..., Any]) -> tuple[Hub, Hub]:
    return Hub(connect()), Hub(connect())


@pytest.fixture
def topic() -> str:
    return f"studio.{uuid4().hex}"


def topics(events: list[Any]) -> list[str]:
    return [event["topic"] for event in events]


def test_subscribers_hear_what_others_publish(
    hubs: tuple[Hub, Hub], topic: str
) -> None:
    one, two = hubs
    heard = one.collect(f"topic={topic}")
    two.publish(topic, data={"key": "value"}, source={"applicationId": "maya"})
    one.until(lambda: bool(heard))
    (event,) = heard
    assert event["data"] == {"key": "value"}
    assert event["source"]["applicationId"] == "maya"
    assert event["source"]["user"]["username"] == two.session.api_user


@pytest.mark.parametrize(
    ("subscription", "expected"),
    [
        ("topic={topic}.a", ["a"]),
        ('topic="{topic}.a"', ["a"]),
        ("topic={topic}.*", ["a", "b"]),
        ("topic={topic}.* and data.shot=sh010", ["a"]),
        ("topic={topic}.* and not data.shot=sh010", ["b"]),
        ("topic={topic}.* and data.shot!=sh010", ["b"]),
        ("topic={topic}.a or topic={topic}.b", ["a", "b"]),
        ("topic={topic}.* and (data.shot=sh020 or data.shot=sh030)", ["b"]),
        ("topic={topic}.* and data.missing=1", []),
        ("topic={topic}.* and source.applicationId=maya", ["a"]),
    ],
)
def test_subscriptions_filter(
    hubs: tuple[Hub, Hub], topic: str, subscription: str, expected: list[str]
) -> None:
    one, two = hubs
    heard = one.collect(subscription.format(topic=topic))
    ended = one.collect(f"topic=studio.end and data.of={topic}")
    two.publish(f"{topic}.a", data={"shot": "sh010"}, source={"applicationId": "maya"})
    two.publish(f"{topic}.b", data={"shot": "sh020"})
    two.publish("studio.end", data={"of": topic})
    one.until(lambda: bool(ended))
    assert [name.rpartition(".")[2] for name in topics(heard)] == expected


def test_targets_pick_a_subscriber(hubs: tuple[Hub, Hub], topic: str) -> None:
    one, two = hubs
    mine, theirs = uuid4().hex, uuid4().hex
    heard = one.collect(
        f"topic={topic}", subscriber={"id": mine, "applicationId": "maya"}
    )
    missed = one.collect(f"topic={topic}", subscriber={"id": theirs})
    ended = one.collect(f"topic=studio.end and data.of={topic}")
    two.publish(topic, target=f"id={mine}")
    two.publish(topic, target="applicationId=maya")
    two.publish(topic, target="applicationId=nuke")
    two.publish("studio.end", data={"of": topic})
    one.until(lambda: bool(ended))
    assert (len(heard), len(missed)) == (2, 0)


def test_what_a_callback_returns_is_the_reply(
    hubs: tuple[Hub, Hub], topic: str
) -> None:
    one, two = hubs
    one.hub.subscribe(f"topic={topic}", lambda event: {"success": True})
    one.settle()
    replies: list[Any] = []
    question = base.Event(topic)
    two.hub.publish(question, on_reply=replies.append)

    def answered() -> bool:
        one.hub.wait(0.01)
        return bool(replies)

    two.until(answered)
    (reply,) = replies
    assert reply["topic"] == "ftrack.meta.reply"
    assert reply["data"] == {"success": True}
    assert reply["in_reply_to_event"] == question["id"]


def test_priorities_and_stopping(hubs: tuple[Hub, Hub], topic: str) -> None:
    one, two = hubs
    called: list[str] = []

    def first(event: Any) -> None:
        called.append("first")
        event.stop()

    one.hub.subscribe(f"topic={topic}", lambda event: called.append("b"), priority=20)
    one.hub.subscribe(f"topic={topic}", first, priority=10)
    one.settle()
    two.publish(topic)
    one.until(lambda: bool(called))
    one.settle()
    assert called == ["first"]


def test_synchronous_events_stay_in_the_process(
    hubs: tuple[Hub, Hub], topic: str
) -> None:
    one, _ = hubs
    one.hub.subscribe(f"topic={topic}", lambda event: "b", priority=20)
    one.hub.subscribe(f"topic={topic}", lambda event: "a", priority=10)
    assert one.hub.publish(base.Event(topic), synchronous=True) == ["a", "b"]


def test_who_unsubscribed_hears_no_more(hubs: tuple[Hub, Hub], topic: str) -> None:
    one, two = hubs
    heard: list[Any] = []
    name = one.hub.subscribe(f"topic={topic}", heard.append)
    ended = one.collect(f"topic=studio.end and data.of={topic}")
    one.hub.unsubscribe(name)
    one.settle()
    two.publish(topic)
    two.publish("studio.end", data={"of": topic})
    one.until(lambda: bool(ended))
    assert heard == []


def test_changes_are_announced(
    hubs: tuple[Hub, Hub], session: Any, task: Any, me: Any
) -> None:
    one, _ = hubs
    heard = one.collect("topic=ftrack.update")
    before = task["status"]
    after = session.query('Status where name is "In progress"').one()
    task["status"] = after
    session.commit()
    note = task.create_note("hello", author=me)
    session.commit()
    session.delete(task)
    session.commit()

    def entities() -> list[Any]:
        return [item for event in heard for item in event["data"]["entities"]]

    def removed() -> bool:
        return any(
            (item["entityId"], item["action"]) == (task["id"], "remove")
            for item in entities()
        )

    one.until(removed)
    update = next(item for item in entities() if item["entityId"] == task["id"])
    assert (update["action"], update["entityType"]) == ("update", "task")
    assert update["keys"] == ["statusid"]
    assert update["changes"]["statusid"] == {"old": before["id"], "new": after["id"]}
    assert [item["entityType"] for item in update["parents"]] == [
        "task",
        "task",
        "task",
        "show",
    ]
    added = {item["entityId"] for item in entities() if item["action"] == "add"}
    assert note["id"] in added
    assert {event["source"]["user"]["username"] for event in heard} == {
        session.api_user
    }


def test_actions_are_discovered_and_launched(hubs: tuple[Hub, Hub], task: Any) -> None:
    one, two = hubs
    identifier = uuid4().hex
    user = f"source.user.username={two.session.api_user}"

    def discover(event: Any) -> object:
        return {"items": [{"label": "Mine", "actionIdentifier": identifier}]}

    def launch(event: Any) -> object:
        (item,) = event["data"]["selection"]
        return {"success": True, "message": item["entityId"]}

    one.hub.subscribe(f"topic=ftrack.action.discover and {user}", discover)
    one.hub.subscribe(
        f"topic=ftrack.action.launch and data.actionIdentifier={identifier} and {user}",
        launch,
    )
    one.settle()
    selection = [{"entityId": task["id"], "entityType": "task"}]

    def ask(topic: str, **data: object) -> Any:
        replies: list[Any] = []
        event = base.Event(topic, data={"selection": selection, **data})
        two.hub.publish(event, on_reply=replies.append)

        def answered() -> bool:
            one.hub.wait(0.01)
            return bool(replies)

        two.until(answered)
        return replies[0]["data"]

    (item,) = ask("ftrack.action.discover")["items"]
    answer = ask("ftrack.action.launch", actionIdentifier=item["actionIdentifier"])
    assert answer == {"success": True, "message": task["id"]}


def test_components_that_arrive_are_announced(
    hubs: tuple[Hub, Hub], tmp_path: Any
) -> None:
    one, two = hubs
    heard = one.collect("topic=ftrack.location.*")
    path = tmp_path / "a.txt"
    path.write_text("text")
    session = two.session
    server = session.query('Location where name is "ftrack.server"').one()
    component = session.create_component(str(path), location=server)
    session.commit()
    server.remove_component(component)
    one.until(lambda: bool(heard) and topics(heard)[-1].endswith("removed"))
    assert [
        (event["topic"].rpartition("-")[2], event["data"]["location_id"])
        for event in heard
        if event["data"]["component_id"] == component["id"]
    ] == [
        ("added", symbol.ORIGIN_LOCATION_ID),
        ("added", server["id"]),
        ("removed", server["id"]),
    ]
