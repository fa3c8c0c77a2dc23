"""Frames of socket.io."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.events.frames import (
    Code,
    Frame,
    FrameError,
    event_frame,
    parse_frame,
)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("2", Frame(Code.HEARTBEAT)),
        ("2::", Frame(Code.HEARTBEAT)),
        ("2:::", Frame(Code.HEARTBEAT)),
        ("0::", Frame(Code.DISCONNECT)),
        ("5:::{a}", Frame(Code.EVENT, data="{a}")),
        ("5:12::a:b\nc", Frame(Code.EVENT, "12", data="a:b\nc")),
        ("5:1+::{}", Frame(Code.EVENT, "1", True, "{}")),
    ],
)
def test_frames(text: str, frame: Frame) -> None:
    assert parse_frame(text) == frame


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no frame"),
        ("hello", "is no frame"),
        ("5:x::{}", "is no frame"),
        ("5:+::{}", "is no frame"),
        ("5:", "is no frame"),
        ("12::", "is no frame"),
        ("9::", "code 9"),
        ("5::/chat:{}", "nothing at the path '/chat'"),
        ("x" * 100, r"x\.\.\.' is no frame"),
    ],
)
def test_what_is_no_frame(text: str, message: str) -> None:
    with pytest.raises(FrameError, match=message):
        parse_frame(text)


@given(st.text())
def test_any_text_is_a_frame_or_not(text: str) -> None:
    with suppress(FrameError):
        assert parse_frame(text).code.value == text[0]


def test_acknowledgements() -> None:
    assert Frame(Code.EVENT).acknowledgement() is None
    assert Frame(Code.EVENT, "3").acknowledgement("bad") == "6:::3"
    asking = Frame(Code.EVENT, "3", True)
    assert asking.acknowledgement() == '6:::3+[{"success":true}]'
    assert asking.acknowledgement("no") == '6:::3+[{"success":false,"message":"no"}]'


def test_an_event_that_can_not_be_written() -> None:
    event: list[object] = []
    for _ in range(1000):
        event = [event]
    with pytest.raises(ValueError, match="cannot be sent"):
        event_frame(event)
