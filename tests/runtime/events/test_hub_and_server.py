"""The event hub by itself, on the embedded server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

import ftrack_typed_server
from ftrack_typed import Configuration
from ftrack_typed.errors import ServerError
from ftrack_typed.events import EventHub
from ftrack_typed.transport import HttpTransport
from ftrack_typed_server import RunningServer

WAIT = 20.0


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with ftrack_typed_server.running(seed="empty") as running:
        yield running


@pytest.fixture
def hubs(server: RunningServer) -> Iterator[tuple[EventHub, EventHub]]:
    with ExitStack() as stack:
        configuration = Configuration(server.url, server.api_user, server.api_key)
        transport = stack.enter_context(HttpTransport(configuration))
        one, other = (stack.enter_context(EventHub(transport)) for _ in range(2))
        yield one, other


def test_an_answer_reaches_who_asked(
    server: RunningServer, hubs: tuple[EventHub, EventHub]
) -> None:
    asking, answering = hubs
    answers = asking.subscribe("topic=ftrack.meta.reply", subscriber=asking.id)
    others = answering.subscribe("topic=ftrack.meta.reply", subscriber=answering.id)
    questions = answering.subscribe("topic=studio.question and data.shot=sh0*")
    asking.publish("studio.question", {"shot": "elsewhere"})
    question = asking.publish("studio.question", {"shot": "sh010"})

    asked = next(iter(questions))
    answering.reply(asked, {"frames": 24})
    answer = next(iter(answers))

    assert (asked.id, asked.data) == (question.id, {"shot": "sh010"})
    user = asked.source["user"]
    assert isinstance(user, dict)
    assert user["username"] == server.api_user
    assert answer.data == {"frames": 24}
    assert answer.in_reply_to == question.id
    assert answer.source["id"] == answering.id
    assert others.take() == []


def test_a_subscription_that_is_closed_hears_no_more(
    hubs: tuple[EventHub, EventHub],
) -> None:
    hub, other = hubs
    with hub.subscribe("topic=told") as closed:
        still = hub.subscribe("topic=told")
        other.publish("told", 1)
        assert next(iter(still)).data == 1
    other.publish("told", 2)
    assert next(iter(still)).data == 2
    assert [event.data for event in closed.take()] == [1]
    assert list(closed) == []


def test_what_the_server_does_not_understand_is_told(
    hubs: tuple[EventHub, EventHub],
) -> None:
    hub, _ = hubs
    with pytest.raises(ServerError, match="Expected"):
        hub.publish("told", target="((")
