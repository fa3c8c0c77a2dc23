"""Rows of the demo production are what its entities say, without any entity."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftrack_typed import Rows, Shape, column, listed
from ftrack_typed.cache import MemoryCache
from ftrack_typed_schema import (
    Asset,
    AssetVersion,
    Context,
    Project,
    Session,
    Shot,
    Task,
    Timelog,
    User,
)
from ftrack_typed_server import RunningServer
from integration.conftest import open_session, requests_of


class Summary(Shape):
    """What a report says of a task."""

    name: str = column(Task.name)
    status: str = column(Task.status.name)
    thumbnail: str | None = column(Task.thumbnail.name)

    @property
    def title(self) -> str:
        return f"{self.name}: {self.status}"


class Detailed(Summary):
    """The same and more."""

    users: list[str | None] = column(
        listed(Task.assignments.resource.as_(User).username)
    )


def known(session: Session) -> str:
    return repr(session)


def test_rows_are_tuples_with_names_and_no_entity_is_made(reader: Session) -> None:
    before = known(reader)
    rows = reader.select(Task.name, Task.status.name).where(Task.bid > 0).limit(3)

    found: list[Any] = rows.all()

    assert len(found) == 3
    name, status = found[0]
    assert (found[0].name, found[0].status_name) == (name, status)
    assert repr(found[0]) == f"Row(name={name!r}, status_name={status!r})"
    assert found[0]._asdict() == {"name": name, "status_name": status}
    assert isinstance(found[0], tuple)
    assert known(reader) == before


def test_rows_can_be_copied_and_pickled(reader: Session) -> None:
    row: Any = reader.select(Task.name, Task.start_date).first()

    assert copy.deepcopy(row) == row
    assert pickle.loads(pickle.dumps(row)).start_date == row.start_date


def test_rows_are_refined_like_queries_and_never_changed(reader: Session) -> None:
    rows = reader.select(Task.name)
    refined = (
        rows.where(Task.bid > 3600.0).order_by(Task.name.desc()).offset(1).limit(2)
    )

    assert str(rows) == "select name from Task"
    assert str(refined) == (
        "select name from Task where bid > 3600.0 order by name desc offset 1 limit 2"
    )
    assert refined.all() == [
        (task.name,)
        for task in reader.query(Task)
        .where(Task.bid > 3600.0)
        .order_by(Task.name.desc())
        .offset(1)
        .limit(2)
    ]
    with pytest.raises(AttributeError, match="cannot be changed"):
        rows.page_size = 3
    assert rows.count() == reader.query(Task).count()
    assert rows.exists()
    assert rows[1:3] == rows.all()[1:3]
    assert rows.where(Task.name == "no such").one_or_none() is None


def test_pages_are_fetched_as_they_are_needed(reader: Session) -> None:
    rows = iter(reader.select(Task.id).paged(10))

    next(rows)
    assert requests_of(reader) == 1
    assert 1 + len(list(rows)) == reader.query(Task).count()


def test_more_values_than_a_query_takes_are_split_and_merged(reader: Session) -> None:
    every = [key for (key,) in reader.select(Task.id)]
    wanted = [*every, *(f"no-{number}" for number in range(900))]
    rows = reader.select(Task.name, Task.status.name)
    query = reader.query(Task).where(Task.id.in_(wanted))

    def ordered(what: Any) -> Any:
        return what.order_by(Task.status.name.desc(), Task.name).offset(5).limit(20)

    assert ordered(rows.where(Task.id.in_(wanted))).all() == [
        (task.name, task.status.name) for task in ordered(query)
    ]
    assert rows.where(Task.id.in_(wanted)).count() == len(every)


def test_a_row_of_several_parts_is_there_once(reader: Session) -> None:
    logs = [key for (key,) in reader.select(Timelog.id)]
    wanted = [*logs, *(f"no-{number}" for number in range(900))]
    criterion = Task.timelogs.any(Timelog.id.in_(wanted))

    assert reader.select(Task.id).where(criterion).order_by(Task.name).all() == [
        (task.id,) for task in reader.query(Task).where(criterion).order_by(Task.name)
    ]


def test_a_shape_gets_rows_of_its_class(reader: Session) -> None:
    found = reader.select(Detailed).where(Task.name == "anim").limit(2).all()

    assert [type(each) for each in found] == [Detailed, Detailed]
    task = reader.query(Task).where(Task.name == "anim")[0]
    assert found[0].title == f"anim: {task.status.name}"
    assert found[0].users == [
        each.resource.username if isinstance(each.resource, User) else None
        for each in task.assignments
    ]
    with pytest.raises(AttributeError):
        found[0].name = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert Summary(name="a", status="b", thumbnail=None).title == "a: b"


def test_what_no_row_can_hold_is_refused_before_anything_is_sent(
    reader: Session,
) -> None:
    select: Any = reader.select
    refused: dict[str, list[Any]] = {
        "write its key, as in Task.status.id": [Task.status],
        "Task.name and Shot.name are of two": [Task.name, Shot.name],
        r"leads over a collection: write listed\(Task.timelogs.dur": [
            Task.timelogs.duration
        ],
        "leads over no collection: write Task.name": [listed(Task.name)],
        "called status_id: Task.status_id and Task.status.id": [
            *(Task.status_id, Task.status.id)
        ],
        "Say what a row holds": [],
        "An attribute such as Task.name is needed": ["name"],
        "not <class": [Task],
    }
    for message, columns in refused.items():
        with pytest.raises((TypeError, ValueError), match=message):
            select(*columns)
    with pytest.raises(ValueError, match=r"no single timelogs.duration"):
        select(Task.id).where(
            Task.id.in_([str(number) for number in range(600)])
        ).order_by(Task.timelogs.duration).all()
    assert requests_of(reader) == 0


def test_a_shape_without_paths_is_refused() -> None:
    with pytest.raises(TypeError, match=r"Half.name says a type and no path"):

        class Half(Shape):  # pyright: ignore[reportUnusedClass]
            name: str

    with pytest.raises(TypeError, match="write its key"):
        column(Task.status)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_changes_that_are_not_committed_are_not_seen(
    session: Session, project: Project
) -> None:
    rows = session.select(Project.full_name).where(Project.id == project.id)
    project.full_name = "not committed"

    assert rows.one() != ("not committed",)
    session.commit()
    assert rows.one() == ("not committed",)


def test_rows_ask_the_hooks_and_the_cache(demo: RunningServer) -> None:
    cache = MemoryCache()
    with open_session(demo, cache) as first, open_session(demo, cache) as second:
        asked: list[object] = []
        first.hooks.before_load.append(asked.append)

        def rows(session: Session) -> Rows[tuple[str, str, str | None]]:
            return (
                session.select(Task.name, Task.status.name, Task.project.full_name)
                .limit(30)
                .max_age(600.0)
            )

        expected = rows(first).all()
        assert rows(second).all() == expected
        assert len(asked) == 1
        assert requests_of(second) == 0


Columns: TypeAlias = "dict[str, tuple[Any, Callable[[Any], object]]]"
"""A column, and what says the same of an entity."""

TASK: Columns = {
    "name": (Task.name, lambda task: task.name),
    "start": (Task.start_date, lambda task: task.start_date),
    "logged": (Task.time_logged, lambda task: task.time_logged),
    "link": (Task.link, lambda task: task.link),
    "status": (Task.status.name, lambda task: task.status.name),
    "state": (Task.status.state.short, lambda task: task.status.state.short),
    "thumbnail": (
        Task.thumbnail.name,
        lambda task: task.thumbnail and task.thumbnail.name,
    ),
    "shot": (
        Task.parent.as_(Shot).description,
        lambda task: task.parent.description if isinstance(task.parent, Shot) else None,
    ),
    "grandparent": (
        Task.parent.parent.name,
        lambda task: task.parent.parent and task.parent.parent.name,
    ),
    "siblings": (
        listed(Task.parent.children.name),
        lambda task: [each.name for each in task.parent.children],
    ),
    "users": (
        listed(Task.assignments.resource.as_(User).username),
        lambda task: [
            each.resource.username if isinstance(each.resource, User) else None
            for each in task.assignments
        ],
    ),
    "logs": (
        listed(Task.timelogs.user.username),
        lambda task: [each.user and each.user.username for each in task.timelogs],
    ),
    "keys": (listed(Task.metadata.key), lambda task: sorted(task.metadata)),
}
CONTEXT: Columns = {
    "name": (Context.name, lambda context: context.name),
    "parent": (Context.parent.name, lambda each: each.parent and each.parent.name),
    "top": (
        Context.parent.parent.name,
        lambda each: each.parent and each.parent.parent and each.parent.parent.name,
    ),
    "bid": (
        Context.parent.as_(Task).bid,
        lambda each: each.parent.bid if isinstance(each.parent, Task) else None,
    ),
    "children": (
        listed(Context.children.parent.name),
        lambda each: [child.parent.name for child in each.children],
    ),
    "grandchildren": (
        listed(listed(Context.children.children.name)),
        lambda each: [[one.name for one in child.children] for child in each.children],
    ),
}
VERSION: Columns = {
    "version": (AssetVersion.version, lambda each: each.version),
    "asset": (AssetVersion.asset.name, lambda each: each.asset.name),
    "task": (AssetVersion.task.name, lambda each: each.task and each.task.name),
    "user": (AssetVersion.user.username, lambda each: each.user and each.user.username),
    "others": (
        listed(AssetVersion.asset.versions.version),
        lambda each: [other.version for other in each.asset.versions],
    ),
    "project": (
        AssetVersion.asset.parent.as_(Shot).project.full_name,
        lambda each: (
            each.asset.parent.project.full_name
            if isinstance(each.asset.parent, Shot)
            else None
        ),
    ),
}
ASSET: Columns = {
    "name": (Asset.name, lambda each: each.name),
    "type": (Asset.type.name, lambda each: each.type and each.type.name),
    "tasks": (
        listed(Asset.versions.task.name),
        lambda each: [one.task and one.task.name for one in each.versions],
    ),
}
FAMILIES: list[tuple[Any, Columns]] = [
    *((Task, TASK), (Context, CONTEXT), (AssetVersion, VERSION), (Asset, ASSET)),
]


@st.composite
def questions(draw: st.DrawFn) -> tuple[Any, list[tuple[Any, Any]], int, int, int]:
    root, columns = draw(st.sampled_from(FAMILIES))
    names = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, unique=True))
    offset, limit = draw(st.integers(0, 20)), draw(st.integers(0, 40))
    return (
        root,
        [columns[name] for name in names],
        offset,
        limit,
        draw(st.integers(1, 15)),
    )


@given(questions())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_equal_what_entities_say(
    reader: Session, question: tuple[Any, list[tuple[Any, Any]], int, int, int]
) -> None:
    root, columns, offset, limit, size = question
    select: Any = reader.select
    rows = select(*(path for path, _ in columns))
    query = reader.query(root)

    def within(what: Any) -> Any:
        return what.order_by(root.id.desc()).offset(offset).limit(limit).paged(size)

    assert within(rows).all() == [
        tuple(value(entity) for _, value in columns) for entity in within(query)
    ]
