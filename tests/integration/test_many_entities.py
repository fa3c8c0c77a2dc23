"""Many keys, numbers without rows, several queries at once, results of any size."""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest

from ftrack_typed.errors import StreamedEntityError
from ftrack_typed.transport import HttpTransport, RequestRecord
from ftrack_typed_schema import (
    Context,
    Metadata,
    Project,
    Session,
    Shot,
    Status,
    Task,
    Timelog,
    Type,
    TypedContext,
)
from ftrack_typed_server import RunningServer
from integration.conftest import open_session, requests_of


@pytest.fixture
def clean(demo: RunningServer) -> Iterator[Session]:
    """A session that knows nothing yet."""
    with open_session(demo) as session:
        yield session


def keys_of(session: Session) -> list[str]:
    return [task.id for task in session.query(Task).order_by(Task.name.desc())]


def test_many_are_got_in_the_order_of_their_keys(
    reader: Session, clean: Session
) -> None:
    keys = keys_of(reader)
    asked = [*keys[::-1], "not there", *keys[:3]]

    found = clean.get_many(Task, asked)

    assert list(found) == keys[::-1]
    assert all(found[key].id == key for key in keys)
    assert requests_of(clean) == 1
    assert clean.get_many(TypedContext, keys[:5]) == {
        key: found[key] for key in keys[:5]
    }
    assert requests_of(clean) == 1
    assert clean.get_many(Shot, keys[:1]) == {}


def test_a_type_with_a_key_of_several_parts_is_queried_instead(clean: Session) -> None:
    with pytest.raises(ValueError, match="several parts"):
        clean.get_many(Metadata, ["a"])


def test_what_is_to_be_deleted_is_not_got(session: Session, project: Project) -> None:
    session.delete(project)

    assert session.get_many(Project, [project.id]) == {}
    session.rollback()


@pytest.mark.parametrize("descending", [False, True])
def test_thousands_of_values_give_what_one_query_would(
    clean: Session, descending: bool
) -> None:
    contexts = [context.id for context in clean.query(Context)]
    fillers = [f"none-{number}" for number in range(2500)]
    by_name = Task.parent.name.desc() if descending else Task.parent.name.asc()
    whole = clean.query(Task).order_by(by_name, Task.name)

    split = whole.where(Task.parent_id.in_([*contexts[::2], *fillers, *contexts[1::2]]))

    assert split.all() == whole.all()
    assert split[3:40] == whole[3:40]
    assert split.first() is whole.first()
    assert split.limit(7).all() == whole.limit(7).all()
    assert split.offset(5).limit(600).all() == whole.offset(5).limit(600).all()
    assert split.count() == whole.count()
    assert split.offset(5).limit(9).count() == 9
    assert split.exists()
    assert not whole.where(Task.parent_id.in_(fillers)).exists()


def test_values_split_over_items_find_a_row_once(clean: Session) -> None:
    logs = [log.id for log in clean.query(Timelog)]
    fillers = [f"none-{number}" for number in range(600)]
    choices = [*logs[::2], *fillers, *logs[1::2]]

    found = clean.query(Task).where(Task.timelogs.id.in_(choices))

    expected = clean.query(Task).where(Task.timelogs.any())
    assert found.all() == expected.all()
    assert found.count() == expected.count()


def test_a_collection_is_nothing_to_sort_many_values_by(clean: Session) -> None:
    keys = [str(number) for number in range(501)]
    query = clean.query(Task).where(Task.id.in_(keys)).order_by("timelogs.start")

    with pytest.raises(ValueError, match=r"no single timelogs\.start"):
        query.all()


def test_a_result_is_indexed_by_a_unique_value(clean: Session) -> None:
    statuses = clean.query(Status).by(Status.id)
    tasks = clean.query(Task).limit(5).by(Task.id)

    assert statuses[next(iter(statuses))].id in statuses
    assert all(task.id == key for key, task in tasks.items())
    assert clean.query(Status).by(Status.name)["In progress"].name == "In progress"
    with pytest.raises(ValueError, match=r"both have the parent\.name"):
        clean.query(Task).by(Task.parent.name)


def test_rows_are_counted_without_being_fetched(clean: Session) -> None:
    tasks = clean.query(Task)
    received: list[int] = []
    clean.transport.observer = lambda record: received.append(record.bytes_received)  # type: ignore[attr-defined]

    assert tasks.count() == 313
    assert tasks.where(Task.status.name == "In progress").exists()
    assert tasks.limit(10).count() == 10
    assert tasks.offset(310).count() == 3
    assert tasks.offset(1000).count() == 0
    assert not tasks.offset(313).exists()
    assert tasks.offset(312).exists()
    assert not tasks.limit(0).exists()
    assert len(received) == 7
    assert sum(received) < 2000


def test_rows_of_types_that_cannot_be_aggregated_are_counted_all_the_same(
    clean: Session,
) -> None:
    for query in (clean.query(Type), clean.query(Timelog), clean.query(Metadata)):
        before = requests_of(clean)
        number = query.count()
        assert requests_of(clean) - before <= 6
        assert number == len(query.all())
    assert clean.query(Type).where(Type.name == "no such type").count() == 0
    assert clean.query(Type).where(Type.name == "Animation").count() == 1


def test_numbers_are_added_up_on_the_server(clean: Session) -> None:
    tasks = clean.query(Task).where(Task.project.name == "My Project")
    rows = tasks.select(Task.bid, Task.start_date, Task.status_id).all()
    dates = [task.start_date for task in rows if task.start_date]

    assert tasks.sum(Task.bid) == sum(task.bid for task in rows)
    assert tasks.average(Task.bid) == pytest.approx(
        sum(task.bid for task in rows) / len(rows)
    )
    assert tasks.minimum(Task.start_date) == min(dates)
    latest = tasks.maximum(Task.start_date)
    assert isinstance(latest, datetime)
    assert latest == max(dates)
    nothing = tasks.where(Task.name == "no such task")
    assert nothing.sum(Task.bid) == 0
    assert nothing.minimum(Task.bid) is None


def test_groups_are_counted_by_one_key_or_several(clean: Session) -> None:
    tasks = clean.query(Task)
    rows = tasks.select(Task.bid, Task.status_id, Task.type_id).all()

    assert tasks.group_by(Task.status_id).count() == Counter(
        task.status_id for task in rows
    )
    by_both = tasks.group_by(Task.status_id, Task.type_id)
    assert by_both.count() == Counter((task.status_id, task.type_id) for task in rows)
    assert sum(by_both.sum(Task.bid).values()) == sum(task.bid for task in rows)
    with pytest.raises(ValueError, match="attributes of the queried type itself"):
        tasks.group_by(Task.status.name).count()


def test_several_queries_are_fetched_with_one_request(clean: Session) -> None:
    statuses, tasks, shots = clean.fetch_all(
        clean.query(Status),
        clean.query(Task).select(Task.name).limit(10),
        clean.query(Shot).order_by(Shot.name),
    )

    assert requests_of(clean) == 1
    assert statuses == clean.query(Status).all()
    assert len(tasks) == 10
    assert shots == clean.query(Shot).order_by(Shot.name).all()


def test_results_of_different_length_are_fetched_together(clean: Session) -> None:
    contexts, tasks, nothing = clean.fetch_all(
        clean.query(Context).paged(100),
        clean.query(Task).paged(50),
        clean.query(Task).limit(0),
    )

    assert requests_of(clean) <= 7
    assert contexts == clean.query(Context).all()
    assert tasks == clean.query(Task).all()
    assert nothing == []


def test_a_stream_has_the_values_of_the_result(clean: Session, reader: Session) -> None:
    query = clean.query(Task).select(Task.name, Task.parent.name).paged(50)
    names = [(task.name, task.parent and task.parent.name) for task in query.stream()]

    assert names == [
        (task.name, task.parent and task.parent.name)
        for task in reader.query(Task).select(Task.name, Task.parent.name)
    ]
    assert repr(clean) == "<Session: 0 entities known>"
    assert len(list(query.limit(120).stream())) == 120


def test_a_streamed_entity_loads_for_its_page_and_refuses_changes(
    clean: Session,
) -> None:
    task, *others = clean.query(Task).limit(20).stream()

    before = requests_of(clean)
    assert [task.bid, *(each.bid for each in others)]
    assert requests_of(clean) == before + 1
    assert task.status.name
    with pytest.raises(StreamedEntityError, match="came with stream"):
        task.name = "changed"
    with pytest.raises(StreamedEntityError):
        task.status = others[0].status
    with pytest.raises(StreamedEntityError):
        task.metadata["key"] = "value"
    with pytest.raises(ValueError, match="another session"):
        clean.delete(task)
    assert not clean.changes


def test_a_stream_holds_what_came_with_one_request_and_no_more(clean: Session) -> None:
    alive: weakref.WeakSet[Task] = weakref.WeakSet()
    most = number = 0

    for number, task in enumerate(clean.query(Task).paged(10).stream(), 1):
        alive.add(task)
        if number % 20 == 0:
            gc.collect()
            most = max(most, len(alive))

    assert number == 313
    # Four pages came together, and those of the request before were let go of.
    assert 10 < most <= 40


def asked_with_each_request(session: Session) -> list[int]:
    """Return a list to which the number of queries of each request will be added."""
    assert isinstance(session.transport, HttpTransport)
    asked: list[int] = []

    def note(record: RequestRecord) -> None:
        asked.append(record.operations)

    session.transport.observer = note
    return asked


def test_pages_of_a_server_that_is_waited_for_are_asked_for_together(
    clean: Session,
) -> None:
    tasks = clean.query(Task).select(Task.name, Task.parent.name).paged(10)
    # Classes are imported with the first task.
    tasks.first()
    asked = asked_with_each_request(clean)

    whole = tasks.limit(313).all()
    assert asked == [1, 4, 16, 11]
    asked.clear()
    names = [(task.name, task.parent and task.parent.name) for task in tasks.stream()]

    assert names == [(task.name, task.parent and task.parent.name) for task in whole]
    # The last request is for 28 tasks, and nothing was loaded beside.
    assert asked == [1, *[4] * 8]


def test_a_stream_that_is_left_has_not_fetched_everything(clean: Session) -> None:
    tasks = clean.query(Task).paged(10)
    tasks.first()
    asked = asked_with_each_request(clean)

    for number, _ in enumerate(tasks.stream(), 1):
        if number == 10:
            break

    assert asked == [1]
