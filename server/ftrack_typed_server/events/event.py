"""Events as clients send them, checked, and as they are passed on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias
from uuid import uuid4

from ftrack_typed.events.expressions import content_of
from ftrack_typed.events.frames import FrameError, read_event_packet
from ftrack_typed_server.users import Caller

Event: TypeAlias = "dict[str, object]"
"""An event: id, topic, data, sent, source, target and inReplyToEvent, no more."""


class EventError(ValueError):
    """A packet without a proper event; the message says what is wrong."""


def new_event(topic: str, data: object, source: Mapping[str, object]) -> Event:
    """Return an event of the server's own."""
    return {
        "id": uuid4().hex,
        "topic": topic,
        "data": data,
        "sent": None,
        "source": dict(source),
        "target": "",
        "inReplyToEvent": None,
    }


def user_of(caller: Caller) -> dict[str, object]:
    """Return *caller* as it stands in the source of an event."""
    user: dict[str, object] = {"username": caller.username}
    if caller.user_id is not None:
        user["id"] = caller.user_id
    return user


def read_event(packet: str, caller: Caller) -> Event:
    """Return the event that the data of a frame hold.

    Its user is the one who was signed in, whatever it says itself. What is none of an
    event's own keys is left out: the official client drops an event that has others.

    Raises:
        EventError: there is no event in it.
    """
    try:
        given = read_event_packet(packet)
    except FrameError as error:
        raise EventError(str(error)) from error
    topic = given.get("topic")
    if not isinstance(topic, str) or not topic:
        raise EventError("An event needs a topic.")
    if not isinstance(given.get("source"), dict | None):
        raise EventError("The source of an event is an object.")
    target = given.get("target")
    if not isinstance(target, str | None):
        raise EventError("The target of an event is an expression.")
    sender = dict(content_of(given.get("source")))
    sender["user"] = {**content_of(sender.get("user")), **user_of(caller)}
    event = new_event(topic, given.get("data"), sender)
    event["target"] = target or ""
    for name in ("id", "sent", "inReplyToEvent"):
        if given.get(name) is not None:
            event[name] = given[name]
    return event
