"""Frames of socket.io 0.9: ``code:id:path:data`` as text, the path being empty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import cast

import attrs
import orjson

EVENT_NAME = "ftrack.event"
"""The name of every event packet; the topic stands inside."""

CONNECTED = "1::"
HEARTBEAT = "2::"

_FORM = re.compile(r"(\d):(?:(\d{1,18})(\+?))?:([^:]*)(?::(.*))?", re.DOTALL)


class FrameError(ValueError):
    """A text that is no frame."""


class Code(Enum):
    """What a frame is."""

    DISCONNECT = "0"
    CONNECT = "1"
    HEARTBEAT = "2"
    MESSAGE = "3"
    JSON = "4"
    EVENT = "5"
    ACKNOWLEDGE = "6"
    ERROR = "7"
    NOOP = "8"


@attrs.frozen
class Frame:
    """A frame that came.

    Attributes:
        code: what it is.
        id: its number, if it is to be acknowledged.
        wants_data: whether the acknowledgement is to say how it went.
        data: the rest.
    """

    code: Code
    id: str | None = None
    wants_data: bool = False
    data: str = ""

    def acknowledgement(self, problem: str | None = None) -> str | None:
        """Return the frame that acknowledges this one, none if it does not ask.

        Args:
            problem: what was wrong with it, if anything was.
        """
        if self.id is None:
            return None
        if not self.wants_data:
            return f"6:::{self.id}"
        answer: dict[str, object] = {"success": problem is None}
        if problem is not None:
            answer["message"] = problem
        return f"6:::{self.id}+{orjson.dumps([answer]).decode()}"


def parse_frame(text: str) -> Frame:
    """Return *text* as a frame; the parts after the code may be left out.

    Raises:
        FrameError: it is none.
    """
    match = _FORM.fullmatch(text if ":" in text else f"{text}::")
    if match is None:
        raise FrameError(f"{_shown(text)} is no frame: expected code:id:path:data")
    code, number, plus, path, data = match.groups()
    try:
        kind = Code(code)
    except ValueError as error:
        raise FrameError(f"There are no frames with the code {code}") from error
    if path:
        raise FrameError(f"There is nothing at the path {_shown(path)}")
    return Frame(kind, number, bool(plus), data or "")


def event_frame(event: object, number: int | None = None) -> str:
    """Return the frame that carries *event*.

    Args:
        event: what JSON can hold.
        number: asks for an acknowledgement with this number, which says how it went.
            What a server sends has none, as clients expect it.

    Raises:
        ValueError: the event is nested too deeply, or holds what JSON cannot.
    """
    try:
        packet = orjson.dumps({"name": EVENT_NAME, "args": [event]})
    except orjson.JSONEncodeError as error:
        raise ValueError(f"The event cannot be sent: {error}") from error
    asking = "" if number is None else f"{number}+"
    return f"5:{asking}::{packet.decode()}"


def read_event_packet(packet: str) -> dict[str, object]:
    """Return the event that the data of an event's frame hold, as it came.

    Raises:
        FrameError: there is no event in it, or more than one.
    """
    try:
        decoded: object = orjson.loads(packet)
    except orjson.JSONDecodeError as error:
        raise FrameError(f"The packet is not JSON: {error}.") from error
    if isinstance(decoded, dict):
        content = cast("dict[str, object]", decoded)
        arguments = content.get("args")
        if content.get("name") == EVENT_NAME and isinstance(arguments, list):
            events = cast("list[object]", arguments)
            if len(events) == 1 and isinstance(events[0], dict):
                return cast("dict[str, object]", events[0])
    raise FrameError(f"Expected a packet named {EVENT_NAME} with one event.")


def read_acknowledgement(data: str) -> tuple[str, str | None]:
    """Return which frame was acknowledged, and what was wrong with it, if anything.

    Args:
        data: the data of the acknowledgement's frame.
    """
    number, _, text = data.partition("+")
    try:
        decoded: object = orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return number, f"the acknowledgement is not JSON: {_shown(text)}"
    answers = cast("Sequence[object]", decoded) if isinstance(decoded, list) else ()
    for answer in answers[:1]:
        if isinstance(answer, dict):
            content = cast("dict[str, object]", answer)
            if content.get("success") is False:
                return number, str(content.get("message", "no reason is given"))
    return number, None


def error_frame(problem: str) -> str:
    """Return the frame that says what was wrong with a frame that has no number."""
    return f"7:::{problem}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
