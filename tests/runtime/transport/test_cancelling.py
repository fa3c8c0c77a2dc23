from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from threading import Event

import pytest

from ftrack_typed.errors import CancelledError, TransportError
from ftrack_typed.transport import Cancellation, Operation, RetryPolicy, Timeouts, Tls
from support.authority import Authority
from support.http_client import DELETE, DELETED, QUERY, ROWS, Client, Connect, Serve
from support.proxy_server import ProxyServer
from support.raw_server import Reply, Silence, http_reply, json_reply

PATIENCE = 30.0
"""Seconds after which a test that hangs fails; nothing waits for so long."""

ENDLESS = Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n[{")
HEAD = Reply(b"HTTP/1.1 200 OK\r\nconte")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def within(
    stop: Cancellation, client: Client, operations: Sequence[Operation] = (DELETE,)
) -> object:
    with stop:
        return client.call(operations)


def cancelled(future: Future[object]) -> CancelledError:
    error = future.exception(PATIENCE)
    assert isinstance(error, CancelledError), error
    assert error.fault == "cancelled"
    return error


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize(
    "step", [Silence(), ENDLESS, HEAD], ids=["none", "body", "head"]
)
def test_a_call_that_waits_for_its_answer_ends(
    serve: Serve,
    connect: Connect,
    pool: ThreadPoolExecutor,
    authority: Authority,
    step: Reply | Silence,
    encrypted: bool,
) -> None:
    server = serve(step, tls=authority.server() if encrypted else None)
    client = connect(server.url, tls=Tls(authorities=authority.file), timeout=PATIENCE)
    stop = Cancellation()

    future = pool.submit(within, stop, client)
    server.wait_for_requests(1)
    stop.cancel()

    assert cancelled(future).may_have_been_sent
    assert "may have been carried out" in str(future.exception())
    assert len(client.records) == 1


def test_so_does_one_behind_a_proxy(
    serve: Serve, connect: Connect, pool: ThreadPoolExecutor, authority: Authority
) -> None:
    server = serve(Silence(), tls=authority.server())
    tls = Tls(authorities=authority.file)
    stop = Cancellation()
    with ProxyServer() as proxy:
        client = connect(server.url, proxy=proxy.address, tls=tls, timeout=PATIENCE)

        future = pool.submit(within, stop, client)
        server.wait_for_requests(1)
        stop.cancel()

        assert cancelled(future).may_have_been_sent


def test_so_does_one_on_a_connection_that_was_used_before(
    serve: Serve, connect: Connect, pool: ThreadPoolExecutor
) -> None:
    server = serve(json_reply(DELETED), Silence(), json_reply(DELETED))
    client = connect(server.url, timeout=PATIENCE)
    client.call([DELETE])
    stop = Cancellation()

    future = pool.submit(within, stop, client)
    server.wait_for_requests(2)
    stop.cancel()

    assert cancelled(future).may_have_been_sent
    assert client.call([DELETE]) == DELETED


def test_a_call_that_waits_for_the_handshake_ends_and_was_not_sent(
    connect: Connect, pool: ThreadPoolExecutor
) -> None:
    stop = Cancellation()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        client = connect(f"https://127.0.0.1:{port}", timeout=PATIENCE)

        future = pool.submit(within, stop, client)
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(1)  # the greeting of TLS
            stop.cancel()

            assert not cancelled(future).may_have_been_sent


def test_a_call_that_waits_for_a_connection_ends_and_was_not_sent(
    connect: Connect, pool: ThreadPoolExecutor
) -> None:
    stop = Cancellation()
    # A queue of one that is full: whoever comes next is kept waiting.
    with (
        closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as listener,
        closing(socket.socket()) as first,
    ):
        first.connect(listener.getsockname())
        port = listener.getsockname()[1]
        client = connect(f"http://127.0.0.1:{port}", timeout=PATIENCE)

        future = pool.submit(within, stop, client)
        # A moment: that nothing happens is what is to be seen.
        assert not wait([future], timeout=0.2).done
        stop.cancel()

        error = future.exception(PATIENCE)
        assert isinstance(error, CancelledError)
        assert not error.may_have_been_sent
        assert "nothing of it was sent" in str(error)


def test_a_call_that_waits_for_its_turn_ends_and_was_not_sent(
    serve: Serve, connect: Connect, pool: ThreadPoolExecutor
) -> None:
    server = serve(Silence())
    client = connect(server.url, connections=1, timeout=PATIENCE)
    first, second = Cancellation(), Cancellation()

    holding = pool.submit(within, first, client)
    server.wait_for_requests(1)
    waiting = pool.submit(within, second, client)
    second.cancel()

    assert not cancelled(waiting).may_have_been_sent
    first.cancel()
    assert cancelled(holding).may_have_been_sent


def test_a_call_that_waits_for_its_next_try_ends(
    serve: Serve, connect: Connect, pool: ThreadPoolExecutor
) -> None:
    server = serve(http_reply(b"", "503 Away"))
    told = Event()
    client = connect(server.url, retry=RetryPolicy(delay=PATIENCE, jitter=0))
    client.transport.observer = lambda record: told.set()
    stop = Cancellation()

    future = pool.submit(within, stop, client, [QUERY])
    assert told.wait(PATIENCE)
    stop.cancel()

    assert cancelled(future).may_have_been_sent
    assert len(server.requests) == 1


def test_nothing_is_sent_once_it_is_cancelled(serve: Serve, connect: Connect) -> None:
    server = serve()
    client = connect(server.url)
    stop = Cancellation()
    stop.cancel()
    stop.cancel()

    for _ in range(2):
        with pytest.raises(CancelledError) as caught:
            within(stop, client)
        assert not caught.value.may_have_been_sent

    assert stop.cancelled
    assert server.connections == 0


def test_other_calls_go_on(
    serve: Serve, connect: Connect, pool: ThreadPoolExecutor
) -> None:
    server = serve(Silence(), json_reply(ROWS))
    client = connect(server.url, timeout=PATIENCE)
    stop = Cancellation()

    future = pool.submit(within, stop, client)
    server.wait_for_requests(1)
    assert within(Cancellation(), client, [QUERY]) == ROWS
    stop.cancel()

    cancelled(future)


def test_what_is_answered_is_returned_even_if_it_is_cancelled_then(
    serve: Serve, connect: Connect
) -> None:
    server = serve(json_reply(DELETED), json_reply(DELETED))
    client = connect(server.url)
    stop = Cancellation()
    client.transport.observer = lambda record: stop.cancel()

    assert within(stop, client) == DELETED
    assert client.call([DELETE]) == DELETED
    assert server.connections == 1


@pytest.mark.parametrize("outer_first", [True, False])
def test_blocks_may_be_nested(
    serve: Serve, connect: Connect, outer_first: bool
) -> None:
    server = serve(json_reply(ROWS), json_reply(ROWS))
    client = connect(server.url)
    outer, inner = Cancellation(), Cancellation()

    with outer:
        with inner:
            (outer if outer_first else inner).cancel()
            with pytest.raises(CancelledError):
                client.call([QUERY])
        if outer_first:
            with pytest.raises(CancelledError):
                client.call([QUERY])
        else:
            assert client.call([QUERY]) == ROWS
    assert client.call([QUERY]) == ROWS


SLOW: dict[str, Callable[[], Reply | Silence]] = {
    "silence": Silence,
    "half an answer": lambda: ENDLESS,
    "a gateway": lambda: http_reply(b"", "503 Away"),
}


@pytest.mark.parametrize("slow", SLOW.values(), ids=SLOW)
def test_a_call_may_be_limited_as_a_whole(
    serve: Serve, connect: Connect, slow: Callable[[], Reply | Silence]
) -> None:
    server = serve(slow())
    client = connect(
        server.url,
        timeout=Timeouts(read=PATIENCE, total=0.2),
        retry=RetryPolicy(delay=PATIENCE, jitter=0),
    )

    with pytest.raises(TransportError, match=r"as a whole may take 0\.2 s") as caught:
        client.call([QUERY])

    assert caught.value.fault == "timeout"
    assert caught.value.may_have_been_sent
    assert not isinstance(caught.value, CancelledError)


def test_a_call_within_its_limit_is_not_disturbed(
    serve: Serve, connect: Connect
) -> None:
    server = serve(*[json_reply(ROWS)] * 3)
    client = connect(server.url, timeout=Timeouts(total=PATIENCE))

    assert [client.call([QUERY]) for _ in range(3)] == [ROWS] * 3
    assert server.connections == 1


@pytest.mark.parametrize("wrong", [{"connect": 0}, {"read": -1.0}, {"total": 0.0}])
def test_no_time_at_all_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="> 0"):
        Timeouts(**wrong)
