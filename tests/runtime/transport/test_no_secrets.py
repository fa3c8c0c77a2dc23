"""Nothing that a transport shows, says or raises holds what it keeps secret."""

from __future__ import annotations

import logging
import socket
from contextlib import closing

import pytest

from ftrack_typed.errors import FtrackTypedError, ServerQueryError, TransportError
from ftrack_typed.transport import Cancellation, Operation, RetryPolicy, Timeouts
from support.http_client import DELETE, HTML, KEY, QUERY, ROWS, Connect, Serve
from support.raw_server import Reply, Silence, Step, http_reply, json_reply
from support.shown import shown

TOKEN = "t0ken-that-nobody-may-see"
COOKIE = "c00kie-that-nobody-may-see"
ECHO = f"the key {KEY}, the token {TOKEN} and {COOKIE} of http://me:hush@x?apiKey=hush"

BAD: dict[str, Step] = {
    "a refusal": json_reply({"exception": "ValidationError", "content": ECHO}),
    "an odd refusal": json_reply({"exception": ECHO, "content": 1, "error_code": ECHO}),
    "a malformed operation": json_reply(
        {"detail": [{"loc": ["body", 0, KEY], "msg": ECHO}, ECHO]}, "422 No"
    ),
    "a web page": http_reply(HTML),
    "a title": http_reply(b"<title>%s</title>" % ECHO.encode()),
    "no JSON": http_reply(ECHO.encode()),
    "half JSON": http_reply(b'["%s' % ECHO.encode()),
    "JSON of another kind": json_reply(ECHO),
    "an object of another kind": json_reply({"said": ECHO}),
    "results for others": json_reply([{"said": ECHO}, {}, {}]),
    "a redirect": http_reply(b"", "302 Found", {"location": f"http://me:{KEY}@x"}),
    "a signed redirect": http_reply(
        b"", "302 Found", {"location": f"http://x/?apiKey={KEY}"}
    ),
    "no answer": Reply(close=True),
    "half an answer": Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[", True),
    "no HTTP": Reply(ECHO.encode() + b"\r\n", close=True),
    "silence": Silence(),
}


@pytest.mark.parametrize("step", BAD.values(), ids=BAD)
def test_no_failure_shows_a_secret(
    serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture, step: Step
) -> None:
    caplog.set_level(logging.DEBUG)
    client = connect(
        serve(step).url,
        timeout=Timeouts(read=0.1),
        headers={"x-token": TOKEN},
        cookies={"gate": COOKIE},
        retry=RetryPolicy(tries=1),
    )

    with pytest.raises(FtrackTypedError) as caught:
        client.call([DELETE])

    assert_no_secret(shown(caught.value), caplog.text, repr(client.records))
    assert "in call" in shown(caught.value)


def test_a_query_that_spells_the_key_is_named_without_it(
    serve: Serve, connect: Connect
) -> None:
    expression = f'ApiKey where key is "{KEY}"'
    content = f"Failed to parse: {expression}"
    server = serve(json_reply({"exception": "ParseError", "content": content}))

    with pytest.raises(ServerQueryError) as caught:
        connect(server.url).call([{"action": "query", "expression": expression}])

    assert caught.value.operation is not None
    assert caught.value.operation.expression == 'ApiKey where key is "***"'
    assert_no_secret(str(caught.value), repr(vars(caught.value)))


def test_no_frame_of_a_broken_sending_shows_a_secret(connect: Connect) -> None:
    large: Operation = {"action": "update", "entity_data": {"x": "y" * 2**22}}
    # Nobody reads what comes, and the system does not keep all of it.
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        client = connect(url, timeout=0.1, headers={"x-token": TOKEN})

        with pytest.raises(TransportError, match="in time") as caught:
            client.call([large])

    assert caught.value.may_have_been_sent
    assert "in post" in shown(caught.value)
    assert_no_secret(shown(caught.value))


def test_no_representation_shows_a_secret(serve: Serve, connect: Connect) -> None:
    client = connect(
        serve(json_reply(ROWS)).url,
        headers={"x-token": TOKEN},
        cookies={"gate": COOKIE},
        proxy="",
    )
    with Cancellation():
        client.call([QUERY])

    transport = client.transport
    assert_no_secret(repr(transport), repr(vars(transport)), repr(client.records))


def test_cancelling_shows_no_secret(serve: Serve, connect: Connect) -> None:
    stop = Cancellation()
    stop.cancel()

    with stop, pytest.raises(FtrackTypedError) as caught:
        connect(serve().url).call([DELETE])

    assert_no_secret(shown(caught.value))


def assert_no_secret(*texts: str) -> None:
    for text in texts:
        for secret in (KEY, TOKEN, COOKIE, "hush"):
            assert secret not in text
