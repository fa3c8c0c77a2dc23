"""Writing through the typed package: changes, batches, and what failures leave."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftrack_typed.errors import (
    ClosedSessionError,
    NotLoadedError,
    ReadOnlyError,
    ValidationError,
)
from ftrack_typed.session import Created, Deleted, Modified
from ftrack_typed_schema import (
    CustomAttributeConfiguration,
    Folder,
    Note,
    Priority,
    Project,
    Scope,
    Sequence,
    Session,
    Shot,
    Status,
    Task,
    Timelog,
    User,
)
from ftrack_typed_server import RunningServer
from integration.conftest import open_session, requests_of


@pytest.fixture
def task(session: Session, project: Project) -> Task:
    """A task of the test's own, committed."""
    created = session.create(Task, name="anim", parent=project)
    session.commit()
    return created


def test_a_task_is_created_with_what_the_server_fills(
    session: Session, other: Session, project: Project
) -> None:
    shot = session.create(Shot, name="sh010", parent=project)
    task = session.create(Task, name="anim", parent=shot, bid=7200.0)
    session.commit()

    assert task.parent is shot
    assert task.project is project
    assert task.status.name
    seen = other.query(Task).where(Task.id == task.id).one()
    assert (seen.name, seen.bid, seen.parent.name) == ("anim", 7200.0, "sh010")


def test_a_commit_is_one_request_in_dependency_order(
    session: Session, project: Project
) -> None:
    sequence = session.create(Sequence, name="sq010")
    shot = session.create(Shot, name="sh010", parent=sequence)
    sequence.parent = project
    session.create(Task, name="comp", parent=shot)
    before = requests_of(session)

    kinds = [change.key.entity_type for change in session.changes]
    session.commit()

    assert kinds == ["Sequence", "Shot", "Task"]
    assert requests_of(session) == before + 1
    assert session.changes == ()
    session.commit()
    assert requests_of(session) == before + 1


def test_assignments_become_one_record_for_each_entity(
    session: Session, other: Session, task: Task
) -> None:
    task.name = "layout"
    task["description"] = "first"
    task.description = "second"

    (change,) = session.changes
    assert isinstance(change, Modified)
    assert dict(change.values) == {"name": "layout", "description": "second"}
    assert change.originals["name"] == "anim"
    session.commit()

    assert other.query(Task).where(Task.id == task.id).one().description == "second"


def test_assigning_the_original_again_is_no_change(
    session: Session, task: Task
) -> None:
    task.name = "layout"
    task.name = "anim"

    assert session.changes == ()


def test_a_timelog_is_appended_without_loading_the_others(
    session: Session, other: Session, task: Task
) -> None:
    before = requests_of(session)

    timelog = session.create(Timelog, duration=3600.0)
    task["timelogs"].append(timelog)

    assert requests_of(session) == before
    assert timelog.context is task
    session.commit()
    seen = other.query(Task).where(Task.id == task.id).one()
    assert [item.duration for item in seen.timelogs] == [3600.0]
    assert list(task.timelogs) == [timelog]
    assert seen.time_logged == 3600.0


def test_an_unloaded_collection_shows_pending_additions(
    session: Session, other: Session, task: Task
) -> None:
    seen = other.query(Task).where(Task.id == task.id).one()
    seen.timelogs.append(other.create(Timelog, duration=60.0))
    other.commit()

    added = session.create(Timelog, duration=120.0)
    task.timelogs.append(added)

    assert sorted(item.duration for item in task.timelogs) == [60.0, 120.0]


def test_a_list_behind_a_hidden_table_is_sent_whole(
    session: Session, other: Session, task: Task
) -> None:
    first = session.create(Scope, name=f"{task.id} a")
    second = session.create(Scope, name=f"{task.id} b")
    task.scopes = [first, second]
    session.commit()
    task.scopes.remove(first)
    session.commit()

    seen = other.query(Task).where(Task.id == task.id).one()
    assert [scope.id for scope in seen.scopes] == [second.id]


def test_a_note_belongs_to_what_it_was_appended_to(
    session: Session, other: Session, task: Task
) -> None:
    author = session.query(User).where(User.username == session_user(session)).one()
    note = session.create(Note, content="Nice", author=author)
    task.notes.append(note)
    session.commit()

    seen = other.query(Note).where(Note.id == note.id).one()
    assert (seen.parent_id, seen.parent_type) == (task.id, "Task")
    assert [item.content for item in task.notes] == ["Nice"]


def test_metadata_is_set_changed_and_removed(
    session: Session, other: Session, task: Task
) -> None:
    task["metadata"]["fps"] = "24"
    task.metadata["take"] = "3"
    session.commit()
    task.metadata["fps"] = "25"
    del task.metadata["take"]
    session.commit()

    seen = other.query(Task).where(Task.id == task.id).one()
    assert dict(seen.metadata) == dict(task.metadata) == {"fps": "25"}


def test_metadata_of_a_new_entity_goes_with_it(
    session: Session, other: Session, project: Project
) -> None:
    folder = session.create(Folder, name="assets", parent=project)
    folder.metadata["disk"] = "b"
    session.commit()

    seen = other.query(Folder).where(Folder.id == folder.id).one()
    assert seen.metadata["disk"] == "b"


def test_custom_attributes_are_written(
    session: Session, other: Session, project: Project
) -> None:
    shot = session.create(Shot, name="sh010", parent=project)
    session.commit()
    shot.custom_attributes["fstart"] = 1001
    session.commit()

    seen = other.query(Shot).where(Shot.id == shot.id).one()
    assert seen.custom_attributes["fstart"] == 1001
    with pytest.raises(KeyError, match="no custom attribute 'fstat'"):
        shot.custom_attributes["fstat"] = 1


def test_a_reference_and_its_key_change_together(session: Session, task: Task) -> None:
    low = session.query(Priority).where(Priority.name == "Low").one()
    high = session.query(Priority).where(Priority.name == "High").one()
    task.priority = low
    assert task.priority_id == low.id
    task.priority_id = high.id
    assert task.priority is high

    session.commit()

    assert task.priority is high


def test_a_reference_takes_an_entity_of_its_type(session: Session, task: Task) -> None:
    with pytest.raises(TypeError, match=r"Task\.status takes a Status"):
        task.status = task.project  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]


def test_an_attribute_may_be_called_as_an_argument_is(session: Session) -> None:
    configuration = session.create(
        CustomAttributeConfiguration, key="lens", entity_type="task", label="Lens"
    )

    assert configuration.entity_type == "task"


def test_read_only_attributes_are_refused_by_name(session: Session, task: Task) -> None:
    shot = session.create(Shot, name="sh020", parent=task.project)
    session.commit()

    with pytest.raises(ReadOnlyError, match=r"Task\.id"):
        task["id"] = "x"  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    with pytest.raises(ReadOnlyError, match=r"Task\.time_logged"):
        task.time_logged = 3.0  # type: ignore[arg-type,assignment]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ReadOnlyError, match=r"Shot\.bid"):
        shot.bid = 3.0  # type: ignore[arg-type]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ReadOnlyError, match=r"Task\.time_logged"):
        session.create("Task", {"time_logged": 3.0})
    assert session.changes == ()


def test_a_misspelt_attribute_is_refused_with_its_neighbours(
    session: Session, task: Task
) -> None:
    with pytest.raises(AttributeError, match="Did you mean"):
        task.descriptio = "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(KeyError, match="description"):
        session.create("Task", {"descriptio": "x"})
    with pytest.raises(AttributeError):
        session.create(Task, nam="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    assert session.changes == ()


def test_an_entity_is_deleted(session: Session, other: Session, task: Task) -> None:
    session.delete(task)

    assert session.changes == (Deleted(session.changes[0].key),)
    session.commit()
    assert other.query(Task).where(Task.id == task.id).one_or_none() is None
    assert session.query(Task).where(Task.id == task.id).one_or_none() is None


def test_a_new_entity_that_is_deleted_was_never_there(
    session: Session, project: Project
) -> None:
    task = session.create(Task, name="x", parent=project)
    session.delete(task)

    assert session.changes == ()


def test_a_rollback_restores_what_was_read(session: Session, task: Task) -> None:
    status = task.status
    task.name = "changed"
    task.status = session.query(Status).where(Status.id != status.id).limit(1)[0]
    task.metadata["a"] = "b"
    task.timelogs.append(session.create(Timelog, duration=1.0))
    session.delete(session.create(Task, name="y", parent=task.project))

    session.rollback()

    assert session.changes == ()
    assert task.name == "anim"
    assert task.status is status
    assert dict(task.metadata) == {}
    assert list(task.timelogs) == []


def test_a_rollback_brings_back_what_was_to_be_deleted(
    session: Session, task: Task
) -> None:
    session.delete(task)
    session.rollback()

    assert session.get(Task, task.id) is task


def test_after_a_refused_commit_everything_is_still_pending(
    session: Session, other: Session, task: Task
) -> None:
    task.description = "kept"
    timelog = session.create(Timelog, duration=60.0, context=task)
    bad = session.create(Task, name="bad", parent_id="no-such-parent")
    pending = session.changes

    with pytest.raises(ValidationError, match="no-such-parent"):
        session.commit()

    assert session.changes == pending
    assert any(isinstance(change, Created) for change in pending)
    assert not other.query(Timelog).where(Timelog.id == timelog.id).all()
    session.delete(bad)
    session.commit()
    assert other.query(Task).where(Task.id == task.id).one().description == "kept"


def test_a_reply_never_overwrites_a_pending_change(
    session: Session, task: Task
) -> None:
    task.name = "mine"

    again = session.query(Task).select(Task.name).where(Task.id == task.id).one()

    assert again.name == "mine"
    session.rollback()
    assert task.name == "anim"


def test_dates_are_written_in_utc(session: Session, other: Session, task: Task) -> None:
    summer = timezone(timedelta(hours=2))
    task.start_date = datetime(2024, 5, 1, 9, 30, tzinfo=summer)
    session.commit()

    seen = other.query(Task).where(Task.id == task.id).one()
    assert seen.start_date == datetime(2024, 5, 1, 7, 30, tzinfo=timezone.utc)


def test_what_the_server_fills_is_not_known_before_the_commit(
    session: Session, project: Project
) -> None:
    task = session.create(Task, name="x", parent=project)

    with pytest.raises(NotLoadedError, match="status"):
        _ = task.status
    session.commit()

    assert task.status.name


def test_none_of_what_a_new_entity_was_not_given_ends_with_the_commit(
    session: Session, project: Project
) -> None:
    task = session.create(Task, name="x", parent=project)
    before = requests_of(session)
    assert task.priority_id
    assert (task.description, task.created_at, task.created_by) == (None, None, None)
    assert task.get("created_at") is None
    assert "created_at" not in vars(task)
    assert requests_of(session) == before
    session.commit()

    before = requests_of(session)
    assert task.created_at is not None
    assert task.created_by is not None
    assert task.description is None
    assert requests_of(session) <= before + 2


def test_a_closed_session_says_so(site: RunningServer) -> None:
    session = open_session(site)
    session.close()

    with pytest.raises(ClosedSessionError):
        session.query(Task)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    text=st.text(
        st.one_of(
            st.sampled_from("\"'\\%_\n\r\t{}()"),
            st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
        ),
        max_size=40,
    )
)
def test_any_text_comes_back_equal(
    session: Session, other: Session, task: Task, text: str
) -> None:
    task.description = text
    session.commit()

    found = other.query(Task).where(Task.id == task.id, Task.description == text).one()
    other.populate(found, Task.description)
    assert found.description == text


def session_user(session: Session) -> str:
    user = session.query(User).where(User.is_active == True).first()  # noqa: E712
    assert user is not None
    return user.username
