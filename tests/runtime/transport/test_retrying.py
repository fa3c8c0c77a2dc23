from __future__ import annotations

import time
from email.utils import formatdate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.errors import ResponseError, TransportFault
from ftrack_typed.transport import Operation, RetryPolicy
from ftrack_typed.transport.retry import seconds_asked
from support.http_client import DELETE, DELETED, HTML, QUERY, ROWS, Connect, Serve
from support.raw_server import Reply, http_reply, json_reply


def test_pauses_grow_and_end() -> None:
    policy = RetryPolicy(tries=4, jitter=0)

    assert [policy.pause(attempt) for attempt in (1, 2, 3, 4)] == pytest.approx(
        [0.2, 0.4, 0.8, None]
    )


@given(
    attempt=st.integers(1, 10**6),
    jitter=st.floats(0, 1),
    factor=st.floats(1, 1e6),
    asked=st.none() | st.floats(0, 5),
)
def test_chance_shortens_a_pause_by_its_part_at_most(
    attempt: int, jitter: float, factor: float, asked: float | None
) -> None:
    policy = RetryPolicy(tries=10**7, jitter=jitter, factor=factor, longest=5)
    whole = RetryPolicy(tries=10**7, jitter=0, factor=factor, longest=5)

    pause, most = policy.pause(attempt, asked), whole.pause(attempt)

    assert pause is not None
    assert most is not None
    assert max(most * (1 - jitter), asked or 0) * 0.999 <= pause <= 5


def test_those_who_failed_together_do_not_come_back_together() -> None:
    assert len({RetryPolicy().pause(1) for _ in range(50)}) > 40


@pytest.mark.parametrize(
    "wrong", [{"tries": 0}, {"delay": -1}, {"factor": 0.5}, {"jitter": 2}]
)
def test_numbers_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        RetryPolicy(**wrong)


SAFE: list[tuple[TransportFault, bool, bool, bool]] = [
    ("unreachable", False, False, True),
    ("unreachable", False, True, True),
    ("timeout", False, False, True),  # until a connection was open
    ("timeout", True, True, False),
    ("timeout", True, False, False),
    ("interrupted", True, True, True),
    ("interrupted", True, False, False),
    ("interrupted", False, False, True),
    ("tls", False, True, False),
    ("invalid", False, True, False),
    ("cancelled", False, True, False),
]


@pytest.mark.parametrize(("fault", "sent", "reading", "expected"), SAFE)
def test_only_what_is_safe_is_repeated(
    fault: TransportFault, sent: bool, reading: bool, expected: bool
) -> None:
    assert RetryPolicy().repeats_fault(fault, sent=sent, reading=reading) is expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", None),
        ("0", 0.0),
        ("120", 120.0),
        ("9" * 40, 999999999.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 99 Oct 2015 99:99:99 GMT", None),
    ],
)
def test_a_server_says_when_to_come_back(text: str, seconds: float | None) -> None:
    assert seconds_asked(text) == seconds


def test_it_may_say_so_by_a_date() -> None:
    asked = seconds_asked(formatdate(time.time() + 100, usegmt=True))

    assert asked is not None
    assert 90 < asked <= 100


def away(retry_after: str, status: str = "503 Away") -> Reply:
    return http_reply(HTML, status, {"retry-after": retry_after})


def test_the_longer_of_both_pauses_is_made() -> None:
    policy = RetryPolicy(delay=2, jitter=0)

    assert policy.pause(1, 1.5) == 2
    assert policy.pause(1, 2.5) == 2.5
    assert policy.pause(1, 30.0) == 30
    assert policy.pause(1, 30.1) is None


def test_who_wants_to_be_left_alone_for_long_is_left_alone(
    serve: Serve, connect: Connect
) -> None:
    server = serve(away("31"))

    with pytest.raises(ResponseError, match="HTTP status 503"):
        connect(server.url).call([QUERY])

    assert len(server.requests) == 1


@pytest.mark.parametrize("operation", [QUERY, DELETE])
def test_what_came_too_soon_was_not_done_and_is_repeated(
    serve: Serve, connect: Connect, operation: Operation
) -> None:
    results = ROWS if operation is QUERY else DELETED
    server = serve(away("0", "429 Too Many Requests"), json_reply(results))
    client = connect(server.url)

    assert client.call([operation]) == results
    assert [record.status for record in client.records] == [429, 200]
