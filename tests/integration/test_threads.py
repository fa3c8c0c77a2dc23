"""A session is one thread's own; a transport and its connections are for all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from ftrack_typed import Configuration
from ftrack_typed.errors import ThreadError
from ftrack_typed.transport import HttpTransport
from ftrack_typed_schema import Project, Session, Status, Task, Timelog
from ftrack_typed_server import RunningServer
from integration.conftest import requests_of

T = TypeVar("T")


def elsewhere(function: Callable[[], T]) -> T:
    """Return what *function* returns in another thread."""
    with ThreadPoolExecutor(1, thread_name_prefix="worker") as pool:
        return pool.submit(function).result()


@pytest.fixture
def task(session: Session, project: Project) -> Task:
    created = session.create(Task, name="anim", parent=project)
    session.commit()
    return created


def test_another_thread_is_refused_before_anything_happens(
    session: Session, task: Task
) -> None:
    before = requests_of(session)
    uses: dict[str, Callable[[], object]] = {
        "all": lambda: session.query(Status).all(),
        "first": lambda: session.query(Status).first(),
        "create": lambda: session.create(Timelog, duration=1.0),
        "assign": lambda: setattr(task, "description", "elsewhere"),
        "refer": lambda: setattr(task, "parent", task.parent),
        "load": lambda: len(task.metadata),
        "delete": lambda: session.delete(task),
        "commit": session.commit,
        "rollback": session.rollback,
    }
    for name, use in uses.items():
        with pytest.raises(ThreadError, match=r"'MainThread'.* used by 'worker"):
            pytest.fail(f"{name} was not refused: {elsewhere(use)!r}")

    assert requests_of(session) == before
    assert not session.changes
    task.description = "here"
    session.commit()


def test_another_thread_may_read_what_is_loaded(session: Session, task: Task) -> None:
    assert elsewhere(lambda: task.name) == "anim"
    assert elsewhere(lambda: session.get(Task, task.id)) is task


def test_a_session_is_handed_over_on_purpose(session: Session, task: Task) -> None:
    def work() -> int:
        session.move_to_this_thread()
        task.description = "by the worker"
        session.commit()
        return session.query(Task).count()

    assert elsewhere(work) > 0
    with pytest.raises(ThreadError, match="belongs to the thread 'worker"):
        session.query(Task).all()
    session.move_to_this_thread()
    assert task.description == "by the worker"


def test_a_session_belongs_to_the_thread_that_uses_it_first(
    site: RunningServer,
) -> None:
    with Session(site.url, site.api_user, site.api_key) as session:
        assert elsewhere(lambda: session.query(Status).first()) is not None


def test_sessions_of_several_threads_share_a_transport(
    site: RunningServer, session: Session, project: Project
) -> None:
    together = Barrier(4)
    with HttpTransport(
        Configuration(site.url, site.api_user, site.api_key)
    ) as transport:

        def work(worker: int) -> None:
            with Session(transport=transport) as own:
                parent = own.query(Project).where(Project.id == project.id).one()
                together.wait(30)
                for number in range(10):
                    own.create(Task, name=f"{worker}.{number}", parent=parent)
                    own.commit()
                    assert own.query(Task).where(Task.parent == parent).all()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        with Session(transport=transport) as afterwards:
            tasks = afterwards.query(Task).where(Task.parent_id == project.id)
            assert {task.name for task in tasks} == {
                f"{worker}.{number}" for worker in range(4) for number in range(10)
            }
