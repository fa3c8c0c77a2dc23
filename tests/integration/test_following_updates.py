"""Sessions that follow what other sessions change, over the server's event hub."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from ftrack_typed import Configuration
from ftrack_typed.cache import (
    Cache,
    Entry,
    Layered,
    MemoryCache,
    RedisCache,
    SqliteCache,
)
from ftrack_typed.errors import (
    AuthenticationError,
    ClosedSessionError,
    NotLoadedError,
    ResponseError,
    ThreadError,
)
from ftrack_typed.events import EventHub, Subscription
from ftrack_typed.session import Updates
from ftrack_typed.transport import HttpTransport, Result, RetryPolicy
from ftrack_typed_schema import Folder, Project, Session, Shot, Task, Timelog
from ftrack_typed_server import RunningServer
from ftrack_typed_server.events import Hub
from integration.conftest import open_session, requests_of
from support.event_client import running_with
from support.raw_server import RawServer, http_reply
from support.redis_server import RedisServer
from support.relay import Relay

WAIT = 20.0
AT_ONCE = RetryPolicy(delay=0.01, longest=0.05)


@pytest.fixture
def task(session: Session, project: Project) -> Task:
    """A task that *session* made in a shot."""
    shot = session.create(Shot, name="sh010", parent=project)
    made = session.create(Task, name="anim", parent=shot, project=project)
    session.commit()
    return made


@pytest.fixture
def hub(site: RunningServer) -> Iterator[EventHub]:
    configuration = Configuration(site.url, site.api_user, site.api_key)
    with closing(HttpTransport(configuration)) as transport, EventHub(transport) as hub:
        yield hub


@pytest.fixture
def follower(site: RunningServer) -> Iterator[Session]:
    """A session that follows what others do."""
    with open_session(site) as opened:
        opened.follow_updates()
        yield opened


@pytest.fixture
def known(other: Session, task: Task) -> Task:
    """The task in another session, its name loaded."""
    return named(other, task)


def named(session: Session, task: Task) -> Task:
    found = session.query(Task).select(Task.name).where(Task.id == task.id).one()
    assert found.name == "anim"
    return found


def rename(session: Session, task: Task, name: str = "layout") -> None:
    task.name = name
    session.commit()


def readers() -> list[threading.Thread]:
    """Return the threads of connections to hubs: the line's, and the WebSocket's."""
    return [each for each in threading.enumerate() if "events" in each.name]


def is_connected(updates: Updates) -> bool:
    return updates.connected


def heard(subscription: Subscription) -> None:
    """Wait until an event came, to those who subscribed before this one as well."""
    assert subscription.wait(WAIT)
    subscription.take()


# What takes effect, and when


def test_what_others_commit_is_told_and_read_again(
    other: Session, session: Session, task: Task, known: Task
) -> None:
    with other.follow_updates() as updates:
        assert is_connected(updates)
        rename(session, task)
        assert updates.apply(WAIT) == [known]
        assert known.name == "layout"
        assert updates.apply() == []
    assert not is_connected(updates)
    rename(session, task, "model")
    assert updates.apply() == []
    assert known.name == "layout"


@pytest.mark.parametrize(
    "ask",
    [
        lambda other, known: other.query(Folder).first(),
        lambda other, known: other.select(Folder.name).first(),
        lambda other, known: known.description,
        lambda other, known: list(known.timelogs),
        lambda other, known: known.values(),
        lambda other, known: other.get_many(Folder, ["no-such-folder"]),
        lambda other, known: other.commit(),
    ],
    ids=["query", "rows", "lazy", "collection", "values", "get", "commit"],
)
def test_whatever_is_asked_for_heeds_what_was_told(
    other: Session,
    session: Session,
    task: Task,
    known: Task,
    hub: EventHub,
    ask: Callable[[Session, Task], object],
) -> None:
    other.follow_updates(hub)
    told = hub.subscribe("topic=ftrack.update")
    rename(session, task)
    heard(told)
    assert vars(known)["name"] == "anim"

    ask(other, known)

    assert known.name == "layout"


def test_collections_and_metadata_follow(
    other: Session, session: Session, task: Task, known: Task
) -> None:
    assert len(known.timelogs) == 0
    assert dict(known.metadata) == {}
    updates = other.follow_updates()
    session.create(Timelog, context=task, duration=5.0)
    task.metadata["take"] = "1"
    session.commit()
    assert updates.apply(WAIT) == []
    assert [each.duration for each in known.timelogs] == [5.0]
    assert dict(known.metadata) == {"take": "1"}
    task.metadata["take"] = "2"
    session.commit()
    updates.apply(WAIT)
    assert dict(known.metadata) == {"take": "2"}
    del task.metadata["take"]
    session.commit()
    updates.apply(WAIT)
    assert dict(known.metadata) == {}


def test_what_is_deleted_is_loaded_no_more(
    other: Session, session: Session, task: Task, known: Task
) -> None:
    shot = known.parent
    assert isinstance(shot, Shot)
    assert list(shot.children) == [known]
    updates = other.follow_updates()
    session.delete(task)
    session.commit()

    assert updates.apply(WAIT) == [known]
    assert list(shot.children) == []
    with pytest.raises(NotLoadedError):
        _ = known.name


def test_changes_that_are_pending_stay(
    other: Session, session: Session, task: Task, known: Task
) -> None:
    updates = other.follow_updates()
    known.bid = 99.0
    task.bid = 1.0
    rename(session, task)

    assert updates.apply(WAIT) == [known]
    assert (known.name, known.bid) == ("layout", 99.0)
    other.rollback()
    assert known.bid == 1.0


# One's own changes


def test_what_the_session_wrote_itself_is_not_read_again(
    session: Session, task: Task, follower: Session, hub: EventHub
) -> None:
    known = named(follower, task)
    told = hub.subscribe("topic=ftrack.update")
    known.name = "layout"
    created = follower.create(Timelog, context=known, duration=5.0)
    follower.commit()
    updates = follower._workspace.updates
    assert updates is not None
    heard(told)
    rename(session, task, "model")

    # Both came in their order; the second is of another session.
    assert updates.apply(WAIT) or updates.apply(WAIT)
    before = requests_of(follower)
    assert created.duration == 5.0
    assert requests_of(follower) == before
    assert known.name == "model"


def test_what_is_deleted_along_with_what_the_session_deletes_is_news(
    task: Task, follower: Session
) -> None:
    known = named(follower, task)
    shot = known.parent
    assert shot is not None
    updates = follower._workspace.updates
    assert updates is not None
    # It is written, and since that changes nothing no event tells of it.
    known.bid = task.bid
    follower.commit()
    follower.delete(shot)
    follower.commit()

    assert known in updates.apply(WAIT)


def test_sessions_that_share_a_transport_hear_of_each_other(
    site: RunningServer, task: Task, hub: EventHub
) -> None:
    configuration = Configuration(site.url, site.api_user, site.api_key)
    with (
        closing(HttpTransport(configuration)) as transport,
        Session(transport=transport) as first,
        Session(transport=transport) as second,
    ):
        known = named(first, task)
        first.follow_updates(hub)
        updates = second.follow_updates(hub)
        mine = named(second, task)
        mine.name = "model"
        second.commit()
        assert updates.apply(WAIT) == [mine]
        assert mine.name == "model"
        first.commit()
        assert known.name == "model"
    assert hub.connected


# Caches


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["memory", "sqlite", "redis", "layered"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cache]:
    made: Cache = MemoryCache()
    if request.param == "redis":
        server: RedisServer = request.getfixturevalue("redis_server")
        made = RedisCache(server.url)
    elif request.param == "sqlite":
        made = SqliteCache(tmp_path / "cache.sqlite")
    elif request.param == "layered":
        made = Layered([MemoryCache(2), SqliteCache(tmp_path / "cache.sqlite")])
    yield made
    made.close()


def test_every_layer_of_a_cache_forgets_what_others_changed(
    site: RunningServer, session: Session, task: Task, cache: Cache, hub: EventHub
) -> None:
    with open_session(site, cache) as first, open_session(site, cache) as second:
        query = first.query(Task).where(Task.id == task.id).max_age(600.0)
        assert query.one().name == "anim"
        first.follow_updates(hub)
        told = hub.subscribe("topic=ftrack.update")
        rename(session, task)
        heard(told)

        assert query.one().name == "layout"
        # What the cache holds now answers for sessions that do not listen.
        found = second.get(Task, task.id)
        assert found is not None
        assert found.name == "layout"
        assert requests_of(second) == 0


def test_getting_from_a_cache_heeds_what_was_told(
    site: RunningServer, session: Session, task: Task, hub: EventHub
) -> None:
    cache = MemoryCache()
    with open_session(site, cache) as first, open_session(site, cache) as second:
        named(first, task)
        second.follow_updates(hub)
        told = hub.subscribe("topic=ftrack.update")
        rename(session, task)
        heard(told)

        found = second.get(Task, task.id)
        assert found is not None
        assert found.name == "layout"


class Meddling(MemoryCache):
    """A cache during whose next reading something happens."""

    meddle: Callable[[], object] | None = None

    def read(self, keys: Collection[str]) -> dict[str, Entry]:
        found = super().read(keys)
        if self.meddle is not None:
            meddle, self.meddle = self.meddle, None
            meddle()
        return found


def test_what_is_told_while_something_is_loaded_waits_until_it_is(
    site: RunningServer, session: Session, task: Task, hub: EventHub
) -> None:
    sibling = session.create(Task, name="comp", parent=task.parent)
    session.commit()
    cache = Meddling()
    with open_session(site, cache) as first, open_session(site, cache) as second:
        second.query(Task).select(Task.bid).where(Task.id == task.id).one()
        ids = [task.id, sibling.id]
        both = first.query(Task).select(Task.name).where(Task.id.in_(ids)).all()
        (known,) = (each for each in both if each.id == task.id)
        first.follow_updates(hub)
        told = hub.subscribe("topic=ftrack.update")

        def meddle() -> None:
            task.bid = 5.0
            session.commit()
            heard(told)

        cache.meddle = meddle

        # One comes from the cache, the other one from the server.
        assert known.bid == 0.0
        first.commit()
        assert known.bid == 5.0


# Connections that break


def test_after_a_break_nothing_is_taken_for_fresh(
    site: RunningServer,
    session: Session,
    task: Task,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    with ExitStack() as stack:
        relay = stack.enter_context(Relay(site.url))
        configuration = Configuration(relay.url, site.api_user, site.api_key)
        transport = stack.enter_context(HttpTransport(configuration))
        hub = stack.enter_context(EventHub(transport, retry=AT_ONCE))
        cache = stack.enter_context(closing(SqliteCache(tmp_path / "cache.sqlite")))
        opened = stack.enter_context(open_session(site, cache))
        query = opened.query(Task).where(Task.id == task.id).max_age(600.0)
        known = query.one()
        assert known.name == "anim"
        pending = opened.create(Timelog, context=known, duration=5.0)
        known.bid = 7.0
        updates = opened.follow_updates(hub)
        relay.cut()
        rename(session, task)
        # Further tries find nobody, either.
        relay.wait_for_connections(relay.connections + 2)
        assert not is_connected(updates)
        relay.mend()

        expired = updates.apply(WAIT)

        assert known in expired
        assert pending not in expired
        assert is_connected(updates)
        assert query.one() is known
        assert (known.name, known.bid) == ("layout", 7.0)
        rename(session, task, "model")
        assert updates.apply(WAIT) == [known]
        assert known.name == "model"
    assert "broke" in caplog.text
    assert "is made again" in caplog.text
    assert site.api_key not in caplog.text


# What cannot be done


def test_a_server_without_a_hub_or_with_other_keys_is_told(site: RunningServer) -> None:
    with (
        RawServer([http_reply(b"<html>", "404 Not Found")]) as server,
        Session(server.url, "amy", "the-key-of-amy") as opened,
        pytest.raises(ResponseError, match="has an event hub"),
    ):
        opened.follow_updates()
    with (
        Session(site.url, site.api_user, "the-wrong-key") as opened,
        pytest.raises(AuthenticationError),
    ):
        opened.follow_updates()
    assert readers() == []


def test_following_twice_or_without_http_is_refused(
    follower: Session, site: RunningServer
) -> None:
    with pytest.raises(ValueError, match="already"):
        follower.follow_updates()

    class Odd:
        def call(self, operations: object) -> list[Result]:
            return []

        def close(self) -> None:
            pass

    with (
        Session(transport=Odd()) as opened,
        pytest.raises(TypeError, match="Odd has no event hub: give"),
    ):
        opened.follow_updates()


def test_updates_are_applied_in_the_thread_of_the_session_alone(
    other: Session, known: Task
) -> None:
    updates = other.follow_updates()
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(ThreadError):
            pool.submit(updates.apply).result()
        with pytest.raises(ThreadError):
            pool.submit(other.expire_from_event, {}).result()


def test_closing_the_session_ends_its_thread(site: RunningServer) -> None:
    with open_session(site) as opened:
        updates = opened.follow_updates()
        assert readers()
        assert site.api_key not in repr(updates) + repr(vars(updates))
    assert readers() == []
    with pytest.raises(ClosedSessionError):
        updates.apply()


def test_a_session_that_is_dropped_takes_its_thread_along() -> None:
    with running_with(Hub(heartbeat=0.05)) as site:
        opened = Session(site.url, site.user, site.key)
        opened.follow_updates()
        threads = readers()
        assert threads
        del opened
        gc.collect()
        for each in threads:
            each.join(WAIT)
        assert readers() == []
