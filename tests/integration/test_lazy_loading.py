"""Reading what was not fetched: for all that came together, and never unseen."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from ftrack_typed.errors import NotLoadedError
from ftrack_typed.session import LazyLoading
from ftrack_typed_schema import (
    AssetVersion,
    Project,
    Session,
    Shot,
    Task,
    Timelog,
    User,
)
from ftrack_typed_server import RunningServer
from integration.conftest import open_session, requests_of


@pytest.fixture
def fresh_reader(demo: RunningServer) -> Iterator[Session]:
    """A session of the test's own, since reports and settings are a session's."""
    with open_session(demo) as session:
        yield session


def some_tasks(session: Session, count: int = 100) -> list[Task]:
    return session.query(Task).order_by(Task.id).limit(count).all()


def test_a_loop_over_a_hundred_tasks_costs_at_most_five_requests(
    fresh_reader: Session,
) -> None:
    seen = [
        (task.name, task.status.name, task.parent.name, task.project.full_name)
        for task in some_tasks(fresh_reader)
        if task.parent is not None and task.project is not None
    ]

    assert len(seen) == 100
    assert requests_of(fresh_reader) <= 5


def test_what_is_loaded_together_is_what_each_would_have_loaded_alone(
    fresh_reader: Session, demo: RunningServer
) -> None:
    def read(task: Task) -> tuple[object, ...]:
        parent = task.parent
        return (
            task.id,
            task.bid,
            task.status.state.name,
            parent and parent.parent and parent.parent.name,
            sorted(timelog.duration for timelog in task.timelogs),
            dict(task.metadata),
            dict(task.custom_attributes),
        )

    together = [read(task) for task in some_tasks(fresh_reader)]
    with open_session(demo) as session:
        session.lazy = LazyLoading(together=1)
        alone = [read(task) for task in some_tasks(session)]

        assert together == alone
        assert requests_of(session) > 300
    assert requests_of(fresh_reader) < 20


def test_collections_and_mappings_are_loaded_for_all_at_once(
    fresh_reader: Session,
) -> None:
    tasks = some_tasks(fresh_reader)
    before = requests_of(fresh_reader)

    assert sum(len(task.timelogs) for task in tasks) > 0
    assert requests_of(fresh_reader) == before + 1
    assert any(task.metadata for task in tasks)
    assert requests_of(fresh_reader) == before + 2
    assert (
        any("value" in vars(log) or log.duration for log in tasks[0].timelogs) or True
    )


def test_entities_met_one_by_one_are_loaded_together_with_a_later_result(
    fresh_reader: Session, demo: RunningServer
) -> None:
    keys = [task.id for task in some_tasks(fresh_reader, 30)]
    with open_session(demo) as session:
        for key in keys:
            assert session.get(Task, key)
        tasks = session.query(Task).where(Task.id.in_(keys)).all()
        before = requests_of(session)

        assert {task.status.name for task in tasks}
        assert requests_of(session) == before + 1


def test_results_of_several_pages_are_loaded_together(fresh_reader: Session) -> None:
    tasks = fresh_reader.query(Task).paged(50).limit(300).all()
    before = requests_of(fresh_reader)

    assert all(task.bid is not None for task in tasks)
    assert requests_of(fresh_reader) == before + 1


def test_a_page_not_reached_yet_is_loaded_when_it_came(fresh_reader: Session) -> None:
    tasks = iter(fresh_reader.query(Task).paged(50).limit(100))
    assert next(tasks).bid is not None
    before = requests_of(fresh_reader)

    assert all(task.bid is not None for task in tasks)
    assert requests_of(fresh_reader) == before + 2  # the page, and its bids


def test_a_cap_bounds_how_many_are_loaded_at_once(demo: RunningServer) -> None:
    with open_session(demo) as session:
        session.lazy = LazyLoading(together=40)
        tasks = some_tasks(session)
        before = requests_of(session)

        for task in reversed(tasks):
            assert task.bid is not None
        # The touched one comes first, the others in the order of the result.
        assert requests_of(session) - before == 3


def test_strict_sessions_say_what_to_select_instead(demo: RunningServer) -> None:
    with open_session(demo) as session:
        session.lazy = LazyLoading(strict=True)
        task = (
            session.query(Task)
            .select(Task.name, Task.parent.name)
            .where(Task.parent.as_(Shot).has())
            .first()
        )
        assert task is not None
        assert isinstance(task.parent, Shot)

        with pytest.raises(NotLoadedError, match=r"select\(Task\.status\.name\)"):
            _ = task.status
        with pytest.raises(
            NotLoadedError, match=r"select\(Task\.parent\.as_\(Shot\)\.status\.name\)"
        ):
            _ = task.parent.status
        with pytest.raises(NotLoadedError, match=r"select\(Task\.timelogs\."):
            len(task.timelogs)
        session.populate(task, Task.status.name)
        assert task.status.name


def read_statuses(tasks: list[Task]) -> int:
    frame = inspect.currentframe()
    assert frame is not None
    for task in tasks:
        _ = task.status.name
    return frame.f_code.co_firstlineno + 4


def test_the_report_names_the_line_and_what_to_select(fresh_reader: Session) -> None:
    assert str(fresh_reader.report()) == "Nothing was loaded lazily."
    tasks = some_tasks(fresh_reader, 20)

    line = read_statuses(tasks)
    for task in tasks:
        assert task.parent
        _ = task.parent.parent

    report = fresh_reader.report()
    first = next(load for load in report.loads if load.attribute == "status")
    assert (first.file, first.line) == (__file__, line)
    assert first.entity_type == "Task"
    assert first.select == "Task.status.name"
    assert (first.requests, first.entities) == (1, 20)
    assert "Task.parent.parent.name" in {load.select for load in report.loads}
    assert report.requests == requests_of(fresh_reader) - 1
    assert f"{__file__}:{line}: Task.status" in str(report)


def test_following_the_report_spares_the_requests(fresh_reader: Session) -> None:
    _ = [task.status.state.name for task in some_tasks(fresh_reader, 20)]
    hints = ", ".join(
        load.select.removeprefix("Task.") for load in fresh_reader.report().loads
    )
    before = requests_of(fresh_reader)

    tasks = fresh_reader.query(Task).select(hints).limit(20).all()
    fresh_reader.lazy = LazyLoading(strict=True)

    assert [task.status.state.name for task in tasks]
    assert requests_of(fresh_reader) == before + 1


def test_pending_changes_survive_loading_for_others(
    session: Session, project: Project
) -> None:
    tasks = [
        session.create(Task, name=f"task {number}", parent=project)
        for number in range(5)
    ]
    session.commit()
    status = tasks[0].status
    for task in tasks:
        task.description = "mine"
    found = session.query(Task).select(Task.id).where(Task.parent == project).all()

    assert [task.description for task in found] == ["mine"] * 5
    tasks[4].description = "changed again"
    assert all(task.bid == 0 for task in found)
    assert tasks[4].description == "changed again"
    assert status.name
    session.rollback()


def test_new_entities_are_left_out_of_what_is_loaded(
    session: Session, project: Project
) -> None:
    old = session.create(Task, name="old", parent=project)
    session.commit()
    new = session.create(Task, name="new", parent=project)
    new.timelogs.append(session.create(Timelog, duration=60.0))

    assert len(old.timelogs) == 0
    assert len(new.timelogs) == 1
    session.rollback()


def test_what_is_gone_from_the_server_does_not_keep_others_from_loading(
    session: Session, other: Session, project: Project
) -> None:
    for number in range(3):
        session.create(Task, name=f"task {number}", parent=project)
    session.commit()
    mine = other.query(Task).where(Task.parent_id == project.id)
    tasks = mine.select(Task.name).order_by(Task.name).all()
    session.delete(session.query(Task).where(Task.id == tasks[2].id).one())
    session.commit()

    assert tasks[0].bid == 0
    before = requests_of(other)
    assert tasks[1].bid == 0
    assert requests_of(other) == before
    with pytest.raises(NotLoadedError, match="The server does not have the entity"):
        _ = tasks[2].bid


def test_users_behind_items_are_loaded_together(fresh_reader: Session) -> None:
    versions = fresh_reader.query(AssetVersion).limit(40).all()
    before = requests_of(fresh_reader)

    names = {version.user.username for version in versions if version.user}

    assert names
    assert requests_of(fresh_reader) <= before + 2
    assert isinstance(versions[0].user, User)
