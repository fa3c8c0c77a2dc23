"""Sessions with a cache: what it spares, and that it never tells what is not so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ftrack_typed import Configuration, Entity
from ftrack_typed.cache import (
    Cache,
    Layered,
    MemoryCache,
    RedisCache,
    Selective,
    SqliteCache,
)
from ftrack_typed.errors import ConfigurationError, ThreadError, TransportError
from ftrack_typed.transport import HttpTransport, Operation, Result
from ftrack_typed_schema import (
    Context,
    Folder,
    Note,
    Project,
    Session,
    Shot,
    Status,
    Task,
    Timelog,
    TypedContext,
    User,
)
from ftrack_typed_server import RunningServer
from integration.conftest import requests_of
from support.redis_server import RedisServer, free_port


@contextmanager
def open_with(
    server: RunningServer, cache: Cache | None, *, user: str | None = None
) -> Iterator[Session]:
    """Open a session that says it is of *user*."""
    configuration = Configuration(server.url, server.api_user, server.api_key)
    with (
        closing(HttpTransport(configuration)) as transport,
        Session(
            server.url, user or server.api_user, transport=transport, cache=cache
        ) as opened,
    ):
        yield opened


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


@pytest.fixture
def memory() -> MemoryCache:
    return MemoryCache()


@pytest.fixture
def task(session: Session, project: Project) -> Task:
    """A task of the test's own, written by a session without a cache."""
    shot = session.create(Shot, name="sh010", parent=project)
    made = session.create(Task, name="anim", parent=shot, bid=3600.0)
    session.create(Timelog, context=made, duration=60.0)
    made.metadata["fps"] = "25"
    session.commit()
    return made


PATHS = "name, bid, status.name, parent.name, timelogs.duration"


def seen(task: Task) -> tuple[object, ...]:
    return (
        task.name,
        task.bid,
        task.status.name,
        task.parent.name,
        [each.duration for each in task.timelogs],
    )


def of_project(session: Session, task: Task) -> Any:
    query = session.query(Task).where(Task.project_id == task.project_id)
    return query.select(PATHS)


# What it spares


def test_what_one_session_read_another_one_gets_without_a_request(
    site: RunningServer, cache: Cache, task: Task
) -> None:
    with open_with(site, cache) as first:
        expected = seen(of_project(first, task).one())
    with open_with(site, cache) as second:
        found = second.get(Task, task.id)
        assert found is not None
        assert (found.name, found.bid, found.status.name, found.parent.name) == (
            expected[:4]
        )
        assert requests_of(second) == 0
        assert [each.duration for each in found.timelogs] == [60.0]
        assert requests_of(second) == 1


def test_base_types_find_what_is_cached_and_other_types_do_not(
    site: RunningServer, memory: MemoryCache, task: Task
) -> None:
    with open_with(site, memory) as first:
        of_project(first, task).all()
    with open_with(site, memory) as second:
        found = second.get(Context, task.id)
        assert isinstance(found, Task)
        assert second.get(TypedContext, task.id) is found
        assert requests_of(second) == 0
        assert second.get(Shot, task.id) is None


def test_keys_are_looked_up_together(
    site: RunningServer, memory: MemoryCache, task: Task
) -> None:
    with open_with(site, memory) as first:
        of_project(first, task).all()
    with open_with(site, memory) as second:
        keys = [task.id, task.parent.id, "none"]
        assert list(second.get_many(Context, keys)) == keys[:2]
        assert requests_of(second) == 1


def test_what_is_not_loaded_is_looked_for_in_the_cache_first(
    site: RunningServer, memory: MemoryCache, task: Task
) -> None:
    with open_with(site, memory) as first:
        for each in first.query(Task).where(Task.project_id == task.project_id):
            _ = each.description, each.priority.name, each.parent.name
    with open_with(site, memory) as second:
        query = second.query(Task).where(Task.project_id == task.project_id)
        found = query.select(Task.name).one()
        assert requests_of(second) == 1
        _ = found.description, found.bid, found.priority.name, found.parent.name
        assert requests_of(second) == 1
        assert found.parent.__entity_type__ == "Shot"


def test_a_cohort_asks_for_those_alone_that_are_not_cached(
    site: RunningServer, memory: MemoryCache, session: Session, project: Project
) -> None:
    tasks = [
        session.create(Task, name=f"t{number}", parent=project) for number in range(6)
    ]
    session.commit()
    keys = [each.id for each in tasks]
    with open_with(site, memory) as first:
        first.query(Task).where(Task.id.in_(keys[:4])).select("bid, status").all()
    with open_with(site, memory) as second:
        query = second.query(Task).where(Task.id.in_(keys)).select(Task.name)
        statuses = {each.status for each in query}
        assert len(statuses) == 1
        assert requests_of(second) == 2
        (load,) = second.report().loads
        assert load.entities == 6  # their status is not cached, only its key
        memory.clear("")


def test_an_answer_that_is_young_enough_is_not_asked_for_again(
    site: RunningServer, cache: Cache, task: Task
) -> None:
    with open_with(site, cache) as first:
        expected = seen(of_project(first, task).max_age(600.0).one())
    with open_with(site, cache) as second:
        query = of_project(second, task)
        assert seen(query.max_age(600.0).one()) == expected
        assert requests_of(second) == 0
        assert seen(query.max_age(0.000001).one()) == expected
        assert requests_of(second) == 1
        query.one()
        query.max_age(600.0).first()
        query.order_by("name").max_age(600.0).one()
        assert requests_of(second) == 4


def test_no_answer_is_younger_than_nothing(reader: Session) -> None:
    with pytest.raises(ValueError, match="more than zero seconds"):
        reader.query(Task).max_age(0)


def test_queries_fetched_together_take_each_what_is_kept(
    demo: RunningServer, memory: MemoryCache
) -> None:
    with open_with(demo, memory) as first, open_with(demo, memory) as second:
        statuses = first.query(Status).select(Status.name).max_age(600.0).all()
        kept = second.query(Status).select(Status.name).max_age(600.0)
        found, tasks = second.fetch_all(kept, second.query(Task).limit(2))
        assert [each.name for each in found] == [each.name for each in statuses]
        assert len(tasks) == 2
        assert requests_of(second) == 1


def test_what_comes_from_the_cache_is_for_the_sessions_own_thread(
    demo: RunningServer, memory: MemoryCache
) -> None:
    with open_with(demo, memory) as first:
        key = first.query(Task).select(Task.name).max_age(600.0).all()[0].id
    with open_with(demo, memory) as second, ThreadPoolExecutor(1) as other:
        found = second.get(Task, key)
        assert found is not None
        query = second.query(Task).select(Task.name).max_age(600.0)
        for forbidden in (query.all, second.expire_all, lambda: second.expire(found)):
            with pytest.raises(ThreadError):
                other.submit(forbidden).result()


QUERIES = [
    "Task",
    "select name, status.name, parent.name, project.full_name from Task",
    "select children.name, children[Task].status.name from TypedContext",
    "select parent[Shot].status.name, parent.name from Task order by name desc",
    "select assignments.resource.first_name, assignments.resource from Task",
    "select metadata, custom_attributes, notes.content from TypedContext limit 7",
    "select start_date, link, ancestors.name, thumbnail.name from Task",
    "select parent.name, parent.parent.parent.name from Asset",
    "select status, type, priority from Task where status.name like '%e%'",
    "select name from Shot where name is 'no such shot'",
    "select components.name, asset.parent.name, task.name from AssetVersion",
]


@pytest.mark.parametrize("text", QUERIES)
def test_an_answer_from_the_cache_is_the_servers_answer(
    demo: RunningServer, memory: MemoryCache, text: str
) -> None:
    with open_with(demo, memory) as first, open_with(demo, memory) as second:
        expected = first.query(text).max_age(600.0).all()
        found = second.query(text).max_age(600.0).all()
        assert requests_of(first) >= 1
        assert requests_of(second) == 0
        assert_tells_the_same(found, expected)


def assert_tells_the_same(found: Any, expected: Any, depth: int = 4) -> None:
    """Compare everything that is loaded of *expected*, and of what it refers to."""
    if isinstance(expected, list):
        assert len(found) == len(expected)
        for mine, other in zip(found, expected, strict=True):
            assert_tells_the_same(mine, other, depth)
    elif not isinstance(expected, Entity):
        assert found == expected
    elif depth:
        assert found.__entity_type__ == expected.__entity_type__
        for name, value in vars(expected).items():
            attribute = type(expected).__attributes__.get(name)
            mine = vars(found)[name]
            if attribute is not None and attribute.mapped:
                assert dict(mine) == dict(value)
            elif attribute is not None and attribute.to_many:
                assert_tells_the_same(list(mine), list(value), depth - 1)
            else:
                assert_tells_the_same(mine, value, depth - 1)


def test_pages_are_answered_from_the_cache_one_by_one(
    demo: RunningServer, memory: MemoryCache
) -> None:
    with open_with(demo, memory) as first, open_with(demo, memory) as second:
        # A limit, behind which no page is asked for: how many are asked for ahead of
        # the last one depends on how long answers take.
        query = first.query(Task).order_by(Task.name).limit(20).paged(3).max_age(600.0)
        names = [each.name for each in query]
        again = second.query(Task).order_by(Task.name).limit(20).paged(3).max_age(600.0)
        assert [each.name for each in again] == names
        assert len(names) > 6
        assert requests_of(second) == 0


def test_types_that_are_not_selected_are_read_from_the_server(
    site: RunningServer, task: Task
) -> None:
    cache = Selective(MemoryCache(), types=[Status], max_age=3600.0)
    with open_with(site, cache) as first:
        of_project(first, task).all()
    with open_with(site, cache) as second:
        assert second.get(Status, task.status_id) is not None
        assert requests_of(second) == 0
        assert second.get(Task, task.id) is not None
        assert requests_of(second) == 1


# What it never tells


def test_changes_that_are_not_committed_are_in_no_cache(
    site: RunningServer, cache: Cache, task: Task
) -> None:
    with open_with(site, cache) as first:
        changed = of_project(first, task).one()
        changed.bid = 1.0
        changed.name = "mine"
        changed.metadata["mine"] = "x"
        first.create(Timelog, context=changed, duration=7.0)
        of_project(first, task).max_age(600.0).one()
        first.refresh(changed)
        _ = changed.description
        with open_with(site, cache) as second:
            found = second.get(Task, task.id)
            assert found is not None
            assert (found.name, found.bid) == ("anim", 3600.0)
            assert seen(of_project(second, task).max_age(600.0).one())[4] == [60.0]


def test_a_commit_is_seen_through_the_cache_at_once(
    site: RunningServer, cache: Cache, task: Task
) -> None:
    with open_with(site, cache) as first, open_with(site, cache) as second:
        changed = of_project(first, task).max_age(600.0).one()
        changed.bid = 7200.0
        first.create(Timelog, context=changed, duration=7.0)
        first.commit()
        found = second.get(Task, task.id)
        assert found is not None
        assert found.bid == 7200.0
        again = of_project(first, task).max_age(600.0).one()
        assert seen(again)[4] == [60.0, 7.0] or seen(again)[4] == [7.0, 60.0]


def test_what_was_deleted_is_gone_from_the_cache(
    site: RunningServer, cache: Cache, task: Task
) -> None:
    with open_with(site, cache) as first, open_with(site, cache) as second:
        deleted = of_project(first, task).max_age(600.0).one()
        first.delete(deleted)
        assert first.get(Task, task.id) is None
        first.commit()
        assert first.get(Task, task.id) is None
        assert second.get(Task, task.id) is None
        assert of_project(first, task).max_age(600.0).all() == []


def test_raw_operations_that_write_are_heeded(
    site: RunningServer, memory: MemoryCache, task: Task
) -> None:
    with open_with(site, memory) as first:
        of_project(first, task).one()
        update = {"action": "update", "entity_type": "Task", "entity_key": task.id}
        data = {"__entity_type__": "Task", "bid": 5.0}
        first.call([{**update, "entity_data": data}])
    with open_with(site, memory) as second:
        found = second.get(Task, task.id)
        assert found is not None
        assert found.bid == 5.0


class AnswersGetLost:
    """A way to the server on which the answers to writing get lost."""

    def __init__(self, server: RunningServer) -> None:
        self._inner = HttpTransport(
            Configuration(server.url, server.api_user, server.api_key)
        )

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        results = self._inner.call(operations)
        if operations[0]["action"] == "query":
            return results
        raise TransportError(
            "lost", url="", fault="interrupted", may_have_been_sent=True
        )

    def close(self) -> None:
        self._inner.close()


def test_a_commit_whose_answer_is_lost_leaves_nothing_outdated(
    site: RunningServer, memory: MemoryCache, task: Task
) -> None:
    with (
        closing(AnswersGetLost(site)) as transport,
        Session(site.url, site.api_user, transport=transport, cache=memory) as first,
    ):
        changed = of_project(first, task).max_age(600.0).one()
        changed.bid = 5.0
        first.commit()
    with open_with(site, memory) as second:
        found = second.get(Task, task.id)
        assert found is not None
        assert found.bid == 5.0


def test_nobody_gets_what_another_user_or_server_or_schema_gave(
    site: RunningServer, demo: RunningServer, memory: MemoryCache, task: Task
) -> None:
    with open_with(site, memory) as first:
        of_project(first, task).max_age(600.0).one()
    with open_with(site, memory, user="bob") as other_user:
        assert other_user.get(Task, task.id) is not None
        assert requests_of(other_user) == 1
    with open_with(demo, memory) as other_server:
        assert other_server.get(Task, task.id) is None


def test_a_cache_needs_to_know_whose_data_it_keeps(site: RunningServer) -> None:
    configuration = Configuration(site.url, site.api_user, site.api_key)
    with (
        closing(HttpTransport(configuration)) as transport,
        pytest.raises(ConfigurationError, match="give server_url and api_user"),
    ):
        Session(transport=transport, cache=MemoryCache())


def test_the_file_of_a_cache_holds_no_credentials(
    site: RunningServer, tmp_path: Path, task: Task
) -> None:
    path = tmp_path / "cache.sqlite"
    with (
        closing(SqliteCache(path)) as cache,
        Session(site.url, site.api_user, site.api_key, cache=cache) as session,
    ):
        of_project(session, task).max_age(600.0).one()
    content = b"".join(each.read_bytes() for each in tmp_path.iterdir())

    assert b"anim" in content
    assert site.api_key.encode() not in content


# What a failing cache costs


def read_and_write(session: Session, task: Task) -> None:
    """Do a bit of everything, and see that it is right."""
    query = of_project(session, task).max_age(600.0)
    found = query.one()
    assert seen(found)[:2] == ("anim", 3600.0)
    name = uuid4().hex
    note = session.create(Note, content=name, author=session.query(User)[0])
    found.notes.append(note)
    session.commit()
    assert [each.content for each in query.one().notes] == [name]
    session.expire(found)
    assert found.name == "anim"
    session.expire_all()
    assert found.bid == 3600.0
    session.refresh(found)
    session.delete(note)
    session.commit()


@pytest.mark.parametrize("kind", ["garbage", "no server"])
def test_a_session_whose_cache_fails_does_without(
    site: RunningServer,
    tmp_path: Path,
    task: Task,
    kind: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    cache: Cache = RedisCache(f"redis://127.0.0.1:{free_port()}")
    if kind == "garbage":
        path = tmp_path / "cache.sqlite"
        path.write_bytes(b"garbage" * 1000)
        cache = SqliteCache(path)
    with closing(cache), open_with(site, cache) as session:
        read_and_write(session, task)

    messages = [each for each in caplog.records if each.name == "ftrack_typed.cache"]
    assert len(messages) == 1


def test_a_server_of_a_cache_that_is_killed_midway_is_done_without(
    site: RunningServer, tmp_path: Path, task: Task
) -> None:
    server = RedisServer(tmp_path)
    server.start()
    with (
        closing(RedisCache(server.url)) as cache,
        open_with(site, cache) as session,
    ):
        read_and_write(session, task)
        server.kill()
        read_and_write(session, task)


class Forgetful(MemoryCache):
    """A cache whose values are cut off."""

    def read(self, keys: Any) -> Any:
        from ftrack_typed.cache import Entry

        return {
            key: Entry(entry.entity_type, entry.value[:cut], entry.read_at)
            for key, entry in super().read(keys).items()
            for cut in [len(entry.value) // 2]
        }


def test_values_that_are_no_records_are_misses(site: RunningServer, task: Task) -> None:
    with open_with(site, Forgetful()) as session:
        read_and_write(session, task)
        read_and_write(session, task)


def test_a_session_without_a_cache_imports_nothing_of_it(demo: RunningServer) -> None:
    code = (
        "import sys\n"
        "from ftrack_typed_schema import Session, Task\n"
        "with Session() as session:\n"
        "    task = session.query(Task).first()\n"
        "    task.status.name, session.get(Task, task.id)\n"
        "    task.bid = 7.0\n"
        "    session.rollback()\n"
        "print([name for name in sys.modules if 'cach' in name and 'ftrack' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **demo.environment},
    )

    assert done.stdout.strip() == "[]"


# Reading again


@pytest.fixture(params=["with a cache", "without"])
def long_lived(
    request: pytest.FixtureRequest, site: RunningServer
) -> Iterator[Session]:
    cache = MemoryCache() if request.param == "with a cache" else None
    with open_with(site, cache) as opened:
        yield opened


@pytest.fixture
def known(long_lived: Session, task: Task) -> Task:
    found: Task = of_project(long_lived, task).one()
    return found


def test_refreshing_reads_what_is_loaded_and_keeps_what_is_pending(
    long_lived: Session, session: Session, task: Task, known: Task
) -> None:
    timelogs = known.timelogs
    task.name, task.bid = "layout", 1.0
    session.create(Timelog, context=task, duration=5.0)
    task.parent = task.project
    session.commit()
    known.bid = 99.0
    before = requests_of(long_lived)

    long_lived.refresh(known)

    assert requests_of(long_lived) == before + 1
    assert (known.name, known.bid) == ("layout", 99.0)
    assert known.parent.id == task.project_id
    assert known.timelogs is timelogs
    assert sorted(each.duration for each in timelogs) == [5.0, 60.0]
    long_lived.rollback()
    assert known.bid == 1.0
    assert "description" not in vars(known)


def test_refreshing_what_is_gone_expires_it(
    long_lived: Session, session: Session, task: Task, known: Task
) -> None:
    session.delete(task)
    session.commit()

    long_lived.refresh([known])

    assert "name" not in vars(known)
    assert long_lived.get(Task, known.id) is known


def test_what_is_expired_is_read_again_for_all_when_it_is_touched(
    long_lived: Session, session: Session, project: Project
) -> None:
    tasks = [
        session.create(Task, name=f"t{number}", parent=project) for number in range(3)
    ]
    session.commit()
    ours = list(long_lived.query(Task).where(Task.project_id == project.id))
    assert {each.name for each in ours} == {"t0", "t1", "t2"}
    for each in tasks:
        each.name = f"new {each.name}"
    session.commit()
    long_lived.expire(*ours)
    before = requests_of(long_lived)

    assert {each.name for each in ours} == {"new t0", "new t1", "new t2"}
    assert requests_of(long_lived) == before + 1


def test_expiring_keeps_keys_and_what_is_pending(
    long_lived: Session, known: Task
) -> None:
    known.bid = 99.0
    known.metadata["new"] = "x"
    created = long_lived.create(Timelog, context=known, duration=5.0)
    before = requests_of(long_lived)
    long_lived.expire(known)
    long_lived.expire(Timelog)

    assert known.id
    assert known.bid == 99.0
    assert created.duration == 5.0
    assert requests_of(long_lived) == before
    assert created in known.timelogs
    assert len(known.timelogs) == 2
    assert known.metadata["new"] == "x"
    long_lived.commit()


@pytest.mark.parametrize("what", [Task, "Task", TypedContext, None])
def test_types_and_everything_are_expired_in_the_cache_as_well(
    site: RunningServer, memory: MemoryCache, session: Session, task: Task, what: Any
) -> None:
    with open_with(site, memory) as first, open_with(site, memory) as second:
        of_project(first, task).max_age(600.0).one()
        task.name = "layout"
        session.commit()
        if what is None:
            second.expire_all()
        else:
            second.expire(what)
        found = second.get(Task, task.id)
        assert found is not None
        assert found.name == "layout"
        again = of_project(second, task).max_age(600.0)
        assert again.one().name == "layout"
        assert again.one().name == "layout"
        assert requests_of(second) == 2


def update(task: Task, **item: object) -> dict[str, object]:
    named = {
        "action": "update",
        "entity_type": "Task",
        "entityType": "task",
        "entityId": task.id,
        "keys": ["statusid"],
        "parentId": task.parent_id,
        "changes": None,
        **item,
    }
    return {"topic": "ftrack.update", "data": {"entities": [named]}}


@pytest.mark.parametrize("entity_type", ["Task", None, "NoSuchType"])
def test_an_event_expires_what_it_names_and_nothing_else(
    long_lived: Session,
    session: Session,
    task: Task,
    known: Task,
    entity_type: str | None,
) -> None:
    parent = known.parent
    assert parent.name == "sh010"
    task.name = "layout"
    task.parent.name = "sh020"
    session.commit()

    named = long_lived.expire_from_event(update(task, entity_type=entity_type))

    assert named == [known]
    assert known.name == "layout"
    assert parent.name == "sh010"


def test_an_event_is_heeded_by_those_who_do_not_know_the_entity(
    site: RunningServer, memory: MemoryCache, session: Session, task: Task
) -> None:
    with open_with(site, memory) as first, open_with(site, memory) as second:
        of_project(first, task).max_age(600.0).one()
        task.name = "layout"
        session.commit()
        assert second.expire_from_event(update(task)) == []
        found = second.get(Task, task.id)
        assert found is not None
        assert found.name == "layout"
        assert of_project(second, task).max_age(600.0).one().name == "layout"


def test_an_event_expires_the_collections_of_old_and_new_owners(
    long_lived: Session, session: Session, task: Task, known: Task
) -> None:
    shot = known.parent
    assert isinstance(shot, Shot)
    project = long_lived.get(Project, task.project_id)
    assert project is not None
    assert known in shot.children
    assert known not in project.children
    former = task.parent_id
    task.parent = task.project
    session.commit()

    changes = {"parent_id": {"old": former, "new": project.id}}
    event = update(task, changes=changes, parentId=project.id)
    long_lived.expire_from_event(event)

    assert known not in shot.children
    assert known in project.children


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"topic": "ftrack.update"},
        {"topic": "ftrack.update", "data": None},
        {"topic": "ftrack.update", "data": {"entities": None}},
        {"topic": "ftrack.update", "data": {"entities": [None, 3, {}]}},
        {
            "topic": "ftrack.update",
            "data": {"entities": [{"entityId": 3, "changes": [], "entity_type": 7}]},
        },
    ],
)
def test_events_that_name_nothing_expire_nothing(
    long_lived: Session, known: Task, event: dict[str, object]
) -> None:
    assert long_lived.expire_from_event(event) == []
    assert "name" in vars(known)


def test_an_event_of_another_topic_expires_nothing(
    long_lived: Session, task: Task, known: Task
) -> None:
    event = {**update(task), "topic": "ftrack.action.launch"}
    assert long_lived.expire_from_event(event) == []
    assert "name" in vars(known)


# Getting what is known


def test_getting_a_known_entity_minds_deletion_rollback_and_closing(
    session: Session, project: Project
) -> None:
    folder = session.create(Folder, name="f", parent=project)
    for _ in range(2):
        assert session.get(Folder, folder.id) is folder
        assert session.get(Context, folder.id) is folder
        by_name: object = session.get("Folder", folder.id)
        assert by_name is folder
        assert session.get(Folder, [folder.id]) is folder
    session.commit()
    session.delete(folder)
    assert session.get(Folder, folder.id) is None
    session.rollback()
    assert session.get(Folder, folder.id) is folder
    assert session.get(Folder, folder.id) is folder
    session.delete(folder)
    session.commit()
    assert session.get(Folder, folder.id) is None
    assert session.get(Context, folder.id) is None
