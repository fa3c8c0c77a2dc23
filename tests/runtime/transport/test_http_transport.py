from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ftrack_typed.collector import collector_paused
from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import (
    ClosedSessionError,
    ConfigurationError,
    ValidationError,
)
from ftrack_typed.transport import HttpTransport, Operation, Transport
from support.http_client import DELETE, DELETED, KEY, QUERY, ROWS, Connect, Serve
from support.raw_server import gzip_reply, http_reply, json_reply
from support.shown import shown

RUNTIME = Path(__file__).resolve().parents[3] / "runtime"


def test_a_batch_is_posted_with_the_headers_of_the_protocol(
    serve: Serve, connect: Connect
) -> None:
    server = serve(json_reply(ROWS))

    assert connect(server.url).call([QUERY]) == ROWS

    request = server.requests[0]
    assert request.line == "POST /api HTTP/1.1"
    assert request.operations == [QUERY]
    expected = {
        "accept": "application/json",
        "accept-encoding": "gzip",
        "content-type": "application/json",
        "ftrack-user": "amy",
        "ftrack-api-key": KEY,
        "ftrack-strict-api": "true",
    }
    assert expected.items() <= request.headers.items()


def test_further_headers_replace_the_usual_ones(serve: Serve, stack: ExitStack) -> None:
    server = serve(json_reply(ROWS))
    transport = stack.enter_context(
        HttpTransport(
            Configuration(server.url, "amy", KEY),
            headers={"Ftrack-Strict-Api": "false", "ftrack-clienttoken": "t"},
        )
    )

    transport.call([QUERY])

    assert server.requests[0].headers["ftrack-strict-api"] == "false"
    assert server.requests[0].headers["ftrack-clienttoken"] == "t"


def test_cookies_are_sent_and_those_of_the_server_not_kept(
    serve: Serve, connect: Connect
) -> None:
    setting = http_reply(b"[{}]", headers={"set-cookie": "theirs=3"})
    server = serve(setting, json_reply(ROWS))
    client = connect(server.url, cookies={"gate": "open", "b": "=2"})

    client.call([QUERY])
    client.call([QUERY])

    assert [each.headers["cookie"] for each in server.requests] == [
        "gate=open; b==2"
    ] * 2


@pytest.mark.parametrize("setting", ["headers", "cookies"])
@pytest.mark.parametrize(
    ("name", "value"), [("x-token", f"{KEY}\r\nevil: 1"), ("x…token", KEY), ("", KEY)]
)
def test_what_http_cannot_carry_is_refused_and_not_shown(
    connect: Connect, setting: str, name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(repr(name))) as caught:
        connect("http://localhost", **{setting: {name: value}})

    assert caught.value.settings == (setting,)
    assert KEY not in shown(caught.value)


def test_a_cookie_is_one_and_not_two(connect: Connect) -> None:
    with pytest.raises(ConfigurationError, match="cookie 'a'"):
        connect("http://localhost", cookies={"a": "1; b=2"})


def test_the_environment_configures_a_transport_by_itself(
    serve: Serve, stack: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(json_reply(ROWS))
    monkeypatch.setenv("FTRACK_SERVER", server.url)
    monkeypatch.setenv("FTRACK_API_USER", "amy")
    monkeypatch.setenv("FTRACK_API_KEY", KEY)

    assert stack.enter_context(HttpTransport()).call([QUERY]) == ROWS
    assert server.requests[0].headers["ftrack-api-key"] == KEY


def test_dates_and_mappings_are_encoded_in_operations(
    serve: Serve, connect: Connect
) -> None:
    server = serve(json_reply(DELETED))
    moment = datetime(2024, 5, 1, 10, 30, tzinfo=timezone(timedelta(hours=2)))

    connect(server.url).call([{"action": "update", "entity_data": {"at": moment}}])

    assert server.requests[0].operations[0]["entity_data"] == {
        "at": {"__type__": "datetime", "value": "2024-05-01T08:30:00"}
    }


def test_a_value_without_a_form_on_the_wire_names_its_operation(
    serve: Serve, connect: Connect
) -> None:
    server = serve()
    bad: Operation = {"action": "create", "entity_type": "Task", "entity_data": {1, 2}}

    with pytest.raises(TypeError, match=r"operations\[1\] \(create Task\).*type set"):
        connect(server.url).call([QUERY, bad])

    assert server.requests == []


def test_an_empty_batch_is_not_sent(serve: Serve, connect: Connect) -> None:
    server = serve()

    assert connect(server.url).call([]) == []
    assert server.connections == 0


def test_compressed_answers_are_read(serve: Serve, connect: Connect) -> None:
    server = serve(gzip_reply(ROWS))

    assert connect(server.url).call([QUERY]) == ROWS


def test_bare_lists_are_results_too(serve: Serve, connect: Connect) -> None:
    server = serve(json_reply([[{"id": "Task"}]]))

    result = connect(server.url).call([{"action": "query_schemas"}])

    assert result == [[{"id": "Task"}]]


def test_requests_share_one_connection(serve: Serve, connect: Connect) -> None:
    server = serve(*[json_reply(ROWS)] * 5)
    client = connect(server.url)

    for _ in range(5):
        client.call([QUERY])

    assert len(server.requests) == 5
    assert server.connections == 1
    assert client.transport.requests == 5


def test_a_refusal_keeps_the_connection(serve: Serve, connect: Connect) -> None:
    failure = {"exception": "ValidationError", "content": "no"}
    server = serve(json_reply(failure, "422 Unprocessable"), json_reply(ROWS))
    client = connect(server.url)

    with pytest.raises(ValidationError):
        client.call([DELETE])
    client.call([QUERY])

    assert server.connections == 1


def test_threads_share_a_transport(serve: Serve, connect: Connect) -> None:
    server = serve(*[json_reply(ROWS)] * 40)
    client = connect(server.url)

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: client.call([QUERY]), range(40)))

    assert results == [ROWS] * 40
    assert client.transport.requests == len(client.records) == 40
    assert server.connections <= 8


def test_a_closed_transport_says_so(serve: Serve, connect: Connect) -> None:
    server = serve(json_reply(ROWS))
    client = connect(server.url)
    client.call([QUERY])

    client.transport.close()
    client.transport.close()

    with pytest.raises(ClosedSessionError):
        client.call([QUERY])


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_left_as_it_was(collecting: bool) -> None:
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with collector_paused():
            with pytest.raises(ZeroDivisionError), collector_paused():
                _ = 1 / 0
            assert not gc.isenabled()
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if was else gc.disable)()


def test_http_transport_is_a_transport() -> None:
    transport: Transport = HttpTransport(Configuration("http://x", "amy", KEY))

    transport.close()


def test_importing_and_opening_a_transport_is_cheap() -> None:
    script = (
        "import sys\n"
        "from ftrack_typed.configuration import Configuration\n"
        "from ftrack_typed.transport import HttpTransport\n"
        "HttpTransport(Configuration('http://x', 'amy', 'key'))\n"
        "print({'urllib3', 'orjson', 'cattrs', 'ssl', 'logging'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(RUNTIME)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "set()\n"


def test_a_request_that_nobody_watches_loads_what_it_needs_alone(serve: Serve) -> None:
    server = serve(json_reply(ROWS))
    script = (
        "import sys\n"
        "from ftrack_typed.transport import HttpTransport\n"
        "HttpTransport().call([{'action': 'query', 'expression': 'Task'}])\n"
        "unused = 'faults observing proxies records retry summary timeouts tls'\n"
        "names = {f'ftrack_typed.transport.{name}' for name in unused.split()}\n"
        "print(names & set(sys.modules))\n"
    )
    settings = {
        "FTRACK_SERVER": server.url,
        "FTRACK_API_USER": "amy",
        "FTRACK_API_KEY": KEY,
        "PYTHONPATH": str(RUNTIME),
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "set()\n"
