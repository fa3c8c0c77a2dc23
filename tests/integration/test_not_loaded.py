"""What is not loaded is never taken for none, whichever way it is asked for."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ftrack_typed.cache import Layered, MemoryCache
from ftrack_typed.errors import NotLoadedError
from ftrack_typed.session import LazyLoading
from ftrack_typed_schema import Project, Session, Task
from ftrack_typed_server import RunningServer
from integration.conftest import open_session

WAYS: dict[str, Callable[[Any], Any]] = {
    "attribute": lambda task: task.description,
    "getattr with a default": lambda task: getattr(task, "description", None),
    "key": lambda task: task["description"],
    "get": lambda task: task.get("description"),
    "get with a default": lambda task: task.get("description", None),
    "items": lambda task: dict(task.items())["description"],
    "values": lambda task: list(task.values())[task.keys().index("description")],
    "dict": lambda task: dict(task)["description"],
    "unpacked": lambda task: {**task}["description"],
}
"""Ways to the description of a task."""


@pytest.fixture
def described(session: Session, project: Project) -> Iterator[str]:
    """The key of a task whose description is not none."""
    task = session.create(Task, name="anim", parent=project, description="said")
    session.commit()
    yield task.id
    session.delete(task)
    session.commit()


def only_name(session: Session, key: str) -> Task:
    return session.query(Task).where(Task.id == key).select(Task.name).one()


@pytest.mark.parametrize("way", WAYS)
def test_it_is_loaded_or_an_error(
    site: RunningServer, described: str, way: str
) -> None:
    with open_session(site) as session:
        assert WAYS[way](only_name(session, described)) == "said"
    with open_session(site) as session:
        session.lazy = LazyLoading(strict=True)
        with pytest.raises(NotLoadedError):
            WAYS[way](only_name(session, described))


def test_what_shows_an_entity_as_it_is_leaves_it_out(
    site: RunningServer, described: str
) -> None:
    with open_session(site) as session:
        session.lazy = LazyLoading(strict=True)
        task = only_name(session, described)

        assert "description" not in vars(task)
        assert "None" not in repr(task)
        assert "not loaded" in repr(task.timelogs)
        assert "not loaded" in repr(task.metadata)
        for copied in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match="neither copied nor"):
                copied(task)


def test_a_plan_does_not_say_that_it_was_none(
    site: RunningServer, described: str
) -> None:
    with open_session(site) as session:
        session.lazy = LazyLoading(strict=True)
        task = only_name(session, described)
        task.description = "said again"

        assert "None" not in str(session.plan())
        session.rollback()
        assert "description" not in vars(task)


def test_an_entry_without_its_value_is_not_shown_as_none(
    session: Session, project: Project
) -> None:
    project.metadata["fps"] = "25"
    session.commit()
    entry: Any = next(iter(project.metadata._entries.values()))  # type: ignore[union-attr]  # pyright: ignore[reportPrivateUsage, reportOptionalMemberAccess]
    session.expire(entry)

    assert "None" not in repr(project.metadata)
    assert project.metadata["fps"] == "25"


@pytest.mark.parametrize("layers", [1, 2])
def test_a_cache_knows_what_it_was_not_told(
    site: RunningServer, described: str, layers: int
) -> None:
    cache = Layered([MemoryCache() for _ in range(layers)])
    with open_session(site, cache) as session:
        only_name(session, described)
    with open_session(site, cache) as session:
        task = session.get(Task, described)
        assert task is not None
        assert task.description == "said"
        assert session.select(Task.description).where(Task.id == described).one() == (
            "said",
        )


def test_a_row_has_what_was_asked_for_whatever_else_is_known(
    site: RunningServer, described: str
) -> None:
    with open_session(site) as session:
        only_name(session, described)

        row = session.select(Task.description, Task.thumbnail.name)

        assert row.where(Task.id == described).one() == ("said", None)
