from __future__ import annotations

import json
import logging
import time
from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import attrs
import pytest

from ftrack_typed.errors import ServerError, TransportError
from ftrack_typed.transport import CallRecord, Operation, RequestRecord
from support.http_client import (
    DELETE,
    DELETED,
    HTML,
    KEY,
    QUERY,
    ROWS,
    Connect,
    Serve,
    closed_port,
)
from support.raw_server import gzip_reply, http_reply, json_reply

REFUSAL = {"exception": "SomeError", "content": "no"}


class Watch:
    """Notes what it sees, in order."""

    def __init__(self) -> None:
        self.seen: list[object] = []

    @contextmanager
    def around(self, call: CallRecord) -> Generator[None, None, None]:
        self.seen.append(call)
        try:
            yield
        except Exception as error:
            self.seen.append(type(error))
            raise
        self.seen.append("done")


def test_each_request_is_told(serve: Serve, connect: Connect) -> None:
    server = serve(json_reply(ROWS))
    client = connect(server.url)
    before = time.time()

    client.call([QUERY])

    (record,) = client.records
    expected = RequestRecord(
        url=f"{server.url}/api",
        operations=1,
        attempt=1,
        start=record.start,
        duration=record.duration,
        bytes_sent=len(server.requests[0].body),
        bytes_received=len(json.dumps(ROWS)),
        status=200,
    )
    assert record == expected
    assert before - 1 <= record.start <= time.time()
    assert record.duration > 0
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.status = 500  # type: ignore[misc]


def test_bytes_are_counted_as_they_came(serve: Serve, connect: Connect) -> None:
    rows: list[Any] = [{"action": "query", "data": [{"id": "t1"}] * 500}]
    reply = gzip_reply(rows)
    client = connect(serve(reply).url)

    client.call([QUERY])

    assert client.records[0].bytes_received < 500 < len(reply.data) + 500
    assert client.records[0].bytes_received == len(reply.data.partition(b"\r\n\r\n")[2])


def test_so_are_those_that_failed(serve: Serve, connect: Connect) -> None:
    client = connect(f"http://127.0.0.1:{closed_port()}", tries=2)

    with pytest.raises(TransportError):
        client.call([QUERY, DELETE])

    assert [(each.attempt, each.fault, each.status) for each in client.records] == [
        (1, "unreachable", None),
        (2, "unreachable", None),
    ]
    assert [each.operations for each in client.records] == [2, 2]
    assert [each.bytes_received for each in client.records] == [0, 0]


@pytest.mark.parametrize(
    ("batch", "actions", "writes"),
    [
        ([QUERY], ("query",), False),
        ([QUERY, DELETE, QUERY], ("query", "delete"), True),
        ([{"action": "query_schemas"}], ("query_schemas",), False),
    ],
)
def test_calls_are_surrounded(
    serve: Serve,
    connect: Connect,
    batch: list[Operation],
    actions: tuple[str, ...],
    writes: bool,
) -> None:
    watch = Watch()
    server = serve(http_reply(HTML, "429 Wait"), json_reply([{}] * len(batch)))
    client = connect(server.url, around=watch.around)
    client.transport.observer = watch.seen.append

    client.call(batch)

    call, first, second, done = watch.seen
    assert call == CallRecord(
        url=f"{server.url}/api",
        operations=len(batch),
        actions=actions,
        writes=writes,
    )
    assert isinstance(first, RequestRecord)
    assert isinstance(second, RequestRecord)
    assert (first.attempt, second.attempt) == (1, 2)
    assert done == "done"


def test_what_surrounds_a_call_is_left_with_its_error(
    serve: Serve, connect: Connect
) -> None:
    watch = Watch()
    client = connect(serve(json_reply(REFUSAL)).url, around=watch.around)

    with pytest.raises(ServerError):
        client.call([DELETE])

    assert watch.seen[1:] == [ServerError]


def test_an_empty_batch_is_no_call(serve: Serve, connect: Connect) -> None:
    watch = Watch()

    connect(serve().url, around=watch.around).call([])

    assert watch.seen == []


def fail(_: object) -> AbstractContextManager[object]:
    raise ZeroDivisionError("I watch badly")


@contextmanager
def fail_on_leaving(_: object) -> Generator[None, None, None]:
    with suppress(BaseException):
        yield
    raise ZeroDivisionError("I watch badly")


@contextmanager
def swallow(_: object) -> Generator[None, None, None]:
    with suppress(BaseException):
        yield


@pytest.mark.parametrize("around", [fail, fail_on_leaving, swallow])
def test_who_watches_changes_nothing(
    serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture, around: Any
) -> None:
    server = serve(json_reply(DELETED), json_reply(REFUSAL))
    client = connect(server.url, around=around)
    client.transport.observer = fail

    assert client.call([DELETE]) == DELETED
    with pytest.raises(ServerError):
        client.call([DELETE])

    errors = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert len(errors) == (2 if around is swallow else 4)
    assert "I watch badly" in caplog.text


def test_no_record_holds_a_secret(serve: Serve, connect: Connect) -> None:
    watch = Watch()
    server = serve(json_reply(ROWS))
    client = connect(server.url, around=watch.around, headers={"x-token": "t0ken-xyz"})

    client.call([QUERY])

    assert KEY not in repr([*watch.seen, *client.records])
    assert "t0ken" not in repr([*watch.seen, *client.records])
