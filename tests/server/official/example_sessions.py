"""Sessions of the official client: work, caches, schema, errors."""

from __future__ import annotations

import functools
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

cache: Any = import_module("ftrack_api.cache")
inspection: Any = import_module("ftrack_api.inspection")
symbol: Any = import_module("ftrack_api.symbol")


def test_entities_are_one_object_in_a_session(session: Any, task: Any) -> None:
    assert session.get("Task", task["id"]) is task
    assert session.query(f"Task where id is {task['id']}").one() is task
    assert session.get("TypedContext", task["id"]) is task
    assert session.get("Task", str(uuid4())) is None


def test_states_follow_what_is_recorded(session: Any, shot: Any) -> None:
    task = session.create("Task", {"name": "states", "parent": shot})
    assert inspection.state(task) is symbol.CREATED
    session.commit()
    assert inspection.state(task) is symbol.NOT_SET
    task["description"] = "changed"
    assert inspection.state(task) is symbol.MODIFIED
    assert session.modified == [task]
    session.rollback()
    assert task["description"] != "changed"
    session.delete(task)
    assert inspection.state(task) is symbol.DELETED
    session.commit()
    assert session.query(f"Task where id is {task['id']}").first() is None


def test_populating_fetches_for_all_at_once(
    other: Any, shot: Any, session: Any
) -> None:
    for number in range(3):
        session.create("Task", {"name": f"t{number}", "parent": shot})
    session.commit()
    tasks = other.query(f"Task where parent_id is {shot['id']}").all()
    with other.auto_populating(False):
        assert {task["description"] for task in tasks} == {symbol.NOT_SET}
    other.populate(tasks, "description, status.name, parent.parent.name")
    with other.auto_populating(False):
        assert {task["description"] for task in tasks} == {None}
        assert {task["parent"]["parent"]["name"] for task in tasks} == {"sq010"}
        assert {task["status"]["name"] for task in tasks} == {"Not started"}


def test_ensure_creates_once_and_then_updates(session: Any, other: Any) -> None:
    name = f"user-{uuid4().hex}"
    data = {"username": name, "email": f"{name}@example.com", "is_active": True}
    made = session.ensure("User", data, identifying_keys=["username"])
    changed = {**data, "email": "elsewhere@example.com"}
    again = other.ensure("User", changed, identifying_keys=["username"])
    assert again["id"] == made["id"]
    found = session.query(f"select email from User where username is {name}").one()
    assert found["email"] == "elsewhere@example.com"


def test_a_failed_commit_leaves_everything_to_be_mended(
    session: Any, ftrack_api: Any, shot: Any
) -> None:
    name = f"duplicate-{uuid4().hex}"
    session.create("Task", {"name": name, "parent": shot})
    second = session.create("Task", {"name": name, "parent": shot})
    with pytest.raises(ftrack_api.exception.ServerError, match="IntegrityError"):
        session.commit()
    assert session.query(f"Task where name is {name}").first() is None
    second["name"] = f"{name}-2"
    session.commit()
    assert len(session.query(f'Task where name like "{name}%"')) == 2


def test_the_schema_cache_is_kept_as_long_as_the_hash_is_the_same(
    connect: Callable[..., Any], tmp_path: Path
) -> None:
    first = connect(schema_cache_path=str(tmp_path))
    file = tmp_path / "ftrack_api_schema_cache.json"
    stamp = file.stat().st_mtime_ns
    second = connect(schema_cache_path=str(tmp_path))
    assert file.stat().st_mtime_ns == stamp
    assert first.schemas == second.schemas


def test_a_persistent_cache_serves_what_was_read(
    connect: Callable[..., Any], tmp_path: Path, task: Any
) -> None:
    def make(session: Any) -> Any:
        encode = functools.partial(
            session.encode, entity_attribute_strategy="persisted_only"
        )
        return cache.SerialisedCache(
            cache.FileCache(str(tmp_path / "cache.dbm")), encode, session.decode
        )

    first = connect(cache=make)
    first.query(f"select name from Task where id is {task['id']}").one()
    second = connect(cache=make)
    found = second.get("Task", task["id"])
    with second.auto_populating(False):
        assert found["name"] == task["name"]


def test_wrong_credentials_are_refused(
    connect: Callable[..., Any], ftrack_api: Any
) -> None:
    with pytest.raises(ftrack_api.exception.ServerError, match="API key"):
        connect(api_key=str(uuid4()))


def test_a_batch_of_calls_answers_one_for_one(session: Any) -> None:
    information, (schemas,), query = (
        session.call([{"action": "query_server_information"}])[0],
        session.call([{"action": "query_schemas"}]),
        session.call([{"action": "query", "expression": "select name from State"}])[0],
    )
    assert information["schema_hash"]
    assert {"Task", "Location"} <= {schema["id"] for schema in schemas}
    assert {row["name"] for row in query["data"]} >= {"Done", "Blocked"}
    assert query["metadata"]["next"]["offset"] is None
    assert session.call([]) == []


def test_a_session_that_was_closed_asks_no_more(
    connect: Callable[..., Any], ftrack_api: Any
) -> None:
    with connect() as session:
        assert session.query("User").first()
    with pytest.raises(ftrack_api.exception.ConnectionClosedError):
        session.query("User").first()


def test_resetting_forgets_what_was_read(other: Any, task: Any) -> None:
    before = other.get("Task", task["id"])
    other.reset()
    after = other.get("Task", task["id"])
    assert after is not before
    assert after == before


def test_immutable_attributes_are_refused(
    session: Any, ftrack_api: Any, task: Any
) -> None:
    with pytest.raises(ftrack_api.exception.ImmutableAttributeError):
        task["object_type_id"] = session.query("ObjectType where name is Shot").one()[
            "id"
        ]
    (answer,) = session.query(f"select link from Task where id is {task['id']}")
    assert answer["link"][-1]["id"] == task["id"]


def test_pages_are_fetched_until_the_last(session: Any, shot: Any) -> None:
    for number in range(12):
        session.create("Task", {"name": f"page{number:02}", "parent": shot})
    session.commit()
    mine = f"parent_id is {shot['id']} and name like 'page%'"
    text = f"select name from Task where {mine} order by name"
    result = session.query(text, page_size=5)
    assert [row["name"] for row in result] == [f"page{n:02}" for n in range(12)]
    assert session.query(text, page_size=3)[7]["name"] == "page07"
    few = session.query(f"{text} offset 2 limit 4")
    assert [row["name"] for row in few] == ["page02", "page03", "page04", "page05"]
