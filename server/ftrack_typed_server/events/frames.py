"""Frames of socket.io 0.9: ``code:id:path:data`` as text, the path being empty."""

from __future__ import annotations

import re
from enum import Enum

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
    """A frame from a client.

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


def event_frame(event: object) -> str:
    """Return the frame that carries *event*, without a number, as clients expect it.

    Raises:
        ValueError: the event is nested too deeply to be written.
    """
    try:
        packet = orjson.dumps({"name": EVENT_NAME, "args": [event]})
    except orjson.JSONEncodeError as error:
        raise ValueError(f"The event cannot be sent: {error}") from error
    return f"5:::{packet.decode()}"


def error_frame(problem: str) -> str:
    """Return the frame that says what was wrong with a frame that has no number."""
    return f"7:::{problem}"


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
