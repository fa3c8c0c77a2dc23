"""Edges of a session: what is deleted, moved, mixed up, not there or out of date."""

from __future__ import annotations

import copy
import math
import pickle
from datetime import datetime, timezone
from typing import Any

import pytest

from ftrack_typed.errors import (
    DeletedEntityError,
    NotLoadedError,
    QueryError,
    ReadOnlyError,
    ResponseError,
    TransportError,
    UnknownEntityTypeError,
)
from ftrack_typed.session import CommitUncertainError, Members, Modified
from ftrack_typed.session import Session as RuntimeSession
from ftrack_typed.transport import Operation, Result, RetryPolicy
from ftrack_typed_schema import (
    AssetVersion,
    Folder,
    Metadata,
    Note,
    NoteLabel,
    NoteLabelLink,
    Priority,
    Project,
    Scope,
    Session,
    Shot,
    Task,
    Timelog,
    User,
)
from integration.conftest import requests_of
from support.raw_server import RawServer, Reply, json_reply


@pytest.fixture
def task(session: Session, project: Project) -> Task:
    """A task of the test's own, committed."""
    created = session.create(Task, name="anim", parent=project)
    session.commit()
    return created


@pytest.fixture
def folders(session: Session, project: Project) -> tuple[Folder, Folder]:
    """Two folders of the test's own, committed."""
    made = (
        session.create(Folder, name="a", parent=project),
        session.create(Folder, name="b", parent=project),
    )
    session.commit()
    return made


class Scripted:
    """A transport that answers every batch with the same rows."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows = rows

    def call(self, operations: Any) -> list[Result]:
        batch: list[Operation] = list(operations)
        return [{"action": "query", "data": list(self.rows)} for _ in batch]

    def close(self) -> None:
        """Nothing is open."""


# Deleted entities


def test_a_collection_shows_no_deleted_items(session: Session, task: Task) -> None:
    kept = session.create(Timelog, duration=1.0, context=task)
    gone = session.create(Timelog, duration=2.0, context=task)
    session.commit()
    assert len(task.timelogs) == 2

    session.delete(gone)
    assert list(task.timelogs) == [kept]
    session.rollback()
    assert set(task.timelogs) == {kept, gone}
    session.delete(gone)
    session.commit()
    assert list(task.timelogs) == [kept]


def test_what_was_created_and_deleted_is_not_sent_in_a_list(
    session: Session, task: Task
) -> None:
    scope = session.create(Scope, name=f"{task.id} x")
    task.scopes.append(scope)
    session.delete(scope)

    assert session.changes == ()
    session.commit()
    assert list(task.scopes) == []


def test_a_query_gives_the_object_that_is_to_be_deleted(
    session: Session, task: Task
) -> None:
    session.delete(task)

    assert session.query(Task).where(Task.id == task.id).one() is task
    assert session.get(Task, task.id) is None
    session.rollback()
    assert session.get(Task, task.id) is task


def test_a_deleted_entity_says_so(session: Session, task: Task) -> None:
    session.delete(task)
    session.commit()

    assert task.name == "anim"
    with pytest.raises(DeletedEntityError, match="anim"):
        task.name = "x"
    with pytest.raises(DeletedEntityError):
        session.create(Timelog, context=task)
    with pytest.raises(DeletedEntityError):
        session.delete(task)
    assert session.changes == ()


def test_an_entity_whose_creation_was_undone_says_so(
    session: Session, task: Task
) -> None:
    timelog = session.create(Timelog, duration=1.0)
    session.rollback()

    with pytest.raises(DeletedEntityError):
        timelog.duration = 2.0
    with pytest.raises(DeletedEntityError):
        task.timelogs.append(timelog)


def test_a_reference_to_what_was_dropped_is_named_before_anything_is_sent(
    session: Session, project: Project, task: Task
) -> None:
    shot = session.create(Shot, name="sh", parent=project)
    task.parent = shot
    session.delete(shot)
    before = requests_of(session)

    with pytest.raises(ValueError, match="as its parent"):
        session.commit()

    assert requests_of(session) == before
    task.parent = project
    session.commit()


# Collections


def test_an_item_leaves_the_collection_of_its_former_owner(
    session: Session, folders: tuple[Folder, Folder]
) -> None:
    first, second = folders
    timelog = session.create(Timelog, duration=1.0, context=first)
    session.commit()
    assert list(first.timelogs) == [timelog]
    assert list(second.timelogs) == []

    second.timelogs.append(timelog)
    assert (list(first.timelogs), list(second.timelogs)) == ([], [timelog])
    session.rollback()
    assert (list(first.timelogs), list(second.timelogs)) == ([timelog], [])
    timelog.context_id = second.id
    assert (list(first.timelogs), list(second.timelogs)) == ([], [timelog])


def test_moving_a_child_moves_it_between_loaded_and_unloaded_collections(
    session: Session, other: Session, folders: tuple[Folder, Folder]
) -> None:
    shot = session.create(Shot, name="sh", parent=folders[0])
    session.commit()
    first, second = (other.query(Folder).where(Folder.id == f.id)[0] for f in folders)
    found = other.query(Shot).where(Shot.id == shot.id).one()

    found.parent = second

    assert list(first.children) == []
    assert list(second.children) == [found]
    again = other.query(Folder).select("children").where(Folder.id == first.id)
    assert list(again.one().children) == []


def test_a_note_leaves_its_former_owner(
    session: Session, folders: tuple[Folder, Folder]
) -> None:
    note = session.create(Note, content="x", author=session.query(User)[0])
    folders[0].notes.append(note)
    session.commit()
    assert list(folders[0].notes) == [note]

    note.parent_id = folders[1].id

    assert list(folders[0].notes) == []
    assert list(folders[1].notes) == [note]


def test_a_list_with_edits_can_be_queried_again(session: Session, task: Task) -> None:
    first = session.create(Scope, name=f"{task.id} 1")
    second = session.create(Scope, name=f"{task.id} 2")
    task.scopes = [first]
    session.commit()
    task.scopes.append(second)

    session.query(Task).select("scopes.name").where(Task.id == task.id).one()

    (change,) = session.changes
    assert isinstance(change, Modified)
    sent = change.values["scopes"]
    assert isinstance(sent, Members)
    assert len(sent.keys) == 2


def test_what_does_not_fit_a_collection_is_refused_and_leaves_it_alone(
    session: Session, other: Session, task: Task
) -> None:
    anything: Any = task
    foreign = other.create(Timelog, duration=1.0)

    with pytest.raises(TypeError, match=r"Task\.timelogs .* Timelog, not 'x'"):
        anything.timelogs.append("x")
    with pytest.raises(TypeError, match=r"Task\.scopes .* Scope"):
        anything.scopes.append(task)
    with pytest.raises(TypeError, match=r"Task\.timelogs takes several"):
        anything.timelogs = None
    with pytest.raises(TypeError, match=r"Task\.metadata takes a mapping"):
        anything.metadata = ["a"]
    with pytest.raises(ValueError, match=r"another session.*session\.get\(Timelog"):
        task.timelogs.append(foreign)
    with pytest.raises(ReadOnlyError, match=r"Task\.ancestors"):
        anything.ancestors.append(task)
    assert session.changes == ()
    assert list(task.timelogs) == []


def test_a_collection_can_be_edited_in_a_loop_over_it(
    session: Session, task: Task
) -> None:
    task.timelogs = [session.create(Timelog, duration=float(n)) for n in range(4)]
    session.commit()

    for timelog in task.timelogs:
        if timelog.duration > 1:
            task.timelogs.remove(timelog)
    task.timelogs += [session.create(Timelog, duration=9.0)]
    held: Any = task
    held.timelogs = held.timelogs

    assert sorted(timelog.duration for timelog in task.timelogs) == [0.0, 1.0, 9.0]


def test_what_the_server_fills_of_a_new_entity_is_not_taken_for_empty(
    session: Session, project: Project
) -> None:
    shot = session.create(Shot, name="sh", parent=project)

    with pytest.raises(NotLoadedError, match=r"Shot\.custom_attributes.*is new"):
        list(shot.custom_attributes)
    with pytest.raises(NotLoadedError, match=r"Shot\.ancestors"):
        list(shot.ancestors)
    assert list(shot.notes) == []
    session.commit()

    assert "fstart" in shot.custom_attributes
    assert [ancestor.id for ancestor in shot.ancestors] in ([], [project.id])


def test_nothing_is_loaded_to_be_shown(session: Session, task: Task) -> None:
    session.query(Task).select("custom_attributes").where(Task.id == task.id).one()
    before = requests_of(session)

    shown = repr((task, task.timelogs, task.metadata, task.custom_attributes))

    assert "not loaded" in shown
    assert requests_of(session) == before


# References and keys


def test_a_reference_follows_a_key_that_is_not_committed(
    session: Session, other: Session, task: Task
) -> None:
    high = session.query(Priority).where(Priority.name == "High").one()
    found = other.query(Task).where(Task.id == task.id).one()

    found.priority_id = high.id

    assert found.priority.id == high.id
    other.query(Task).select("priority.name").where(Task.id == task.id).one()
    assert found.priority.id == high.id
    found.priority_id = "no such priority"
    with pytest.raises(NotLoadedError, match="no such priority"):
        _ = found.priority
    other.rollback()
    assert found.priority.id == task.priority.id


def test_a_key_of_several_parts_is_taken_from_references(
    session: Session, other: Session, task: Task
) -> None:
    note = session.create(Note, content="x", author=session.query(User)[0])
    task.notes.append(note)
    label = session.query(NoteLabel)[0]
    link = session.create(NoteLabelLink, note=note, label=label)
    session.commit()

    key = (note.id, label.id)
    found = other.get(NoteLabelLink, key)
    assert found is not None
    other.populate(found, NoteLabelLink.label.name)
    assert found.label.name == label.name
    with pytest.raises(ReadOnlyError, match=r"NoteLabelLink\.label"):
        link.label = label  # type: ignore[arg-type]
    session.delete(link)
    session.commit()
    other.rollback()
    assert session.get(NoteLabelLink, key) is None


def test_metadata_can_be_deleted_and_set_again(
    session: Session, other: Session, task: Task
) -> None:
    task.metadata["fps"] = "24"
    session.commit()
    del task.metadata["fps"]
    task.metadata["fps"] = "25"
    session.commit()

    found = other.get(Metadata, (task.id, "fps"))
    assert found is not None
    assert found.value == "25"
    assert dict(task.metadata) == {"fps": "25"}


# Sessions


def test_entities_of_two_sessions_do_not_mix(
    session: Session, other: Session, task: Task
) -> None:
    foreign = other.query(Task).where(Task.id == task.id).one()

    with pytest.raises(ValueError, match="another session"):
        session.delete(foreign)
    with pytest.raises(ValueError, match="another session"):
        session.populate(foreign, Task.bid)
    with pytest.raises(ValueError, match="another session"):
        task.priority = other.query(Priority)[0]
    assert session.changes == ()


def test_an_entity_is_neither_copied_nor_pickled(task: Task) -> None:
    for how in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match=r"anim.*neither copied nor pickled"):
            how(task)
    assert str(copy.copy(Task.status)) == str(Task.status)


def test_wrong_arguments_are_named(session: Session) -> None:
    anything: Any = session
    with pytest.raises(TypeError, match="no entity class of ftrack_typed_schema"):
        anything.query(int)
    with pytest.raises(ValueError, match=r"key of Metadata is \(parent_id, key\)"):
        session.get(Metadata, "x")
    with pytest.raises(ValueError, match="key of Task"):
        anything.get(Task, 3)
    with pytest.raises(TypeError, match="An entity is needed"):
        anything.delete(None)
    with pytest.raises(TypeError, match="one mapping"):
        anything.create(Task, "x")
    with pytest.raises(TypeError, match="generated package"):
        RuntimeSession("http://localhost", "a", "b")
    with pytest.raises(TypeError, match="not None"):
        anything.query(Task).order_by(None)
    with pytest.raises(ValueError, match="limit takes a number"):
        anything.query(Task).limit("3")
    with pytest.raises(QueryError, match=r"session\.call"):
        session.query("select count(id) from Task group by status_id").all()


def test_values_that_a_query_cannot_hold_are_named(
    session: Session, task: Task
) -> None:
    any_task: Any = Task
    with pytest.raises(TypeError, match=r"parent_id can be in several"):
        any_task.parent.in_(task)
    with pytest.raises(TypeError, match="bid is compared with None by"):
        _ = any_task.bid > None
    with pytest.raises(ValueError, match=r'"bid".*nan'):
        session.query(Task).where(Task.bid > math.nan).all()
    early = session.query(Task).where(any_task.start_date > datetime.min)
    assert '"0001-01-01T00:00:00"' in str(early)
    assert session.query(Task).where(Task.id.in_({task.id: 1})).one() is task


@pytest.mark.parametrize(
    ("attribute", "value", "said"),
    [
        ("bid", math.nan, r"Task\.bid of .*: It cannot be nan"),
        ("bid", 10**400, r"Task\.bid of .*: It takes 64 bits"),
        ("name", "a\ud800", r"Task\.name of .*: It has a lone surrogate"),
        ("bid", "an hour", r"Task\.bid of .*: It takes a number, not 'an hour'"),
        ("name", None, r"Task\.name of .*: It always has a value"),
    ],
)
def test_values_that_cannot_be_sent_are_named_and_stay_pending(
    session: Session, task: Task, attribute: str, value: object, said: str
) -> None:
    setattr(task, attribute, value)
    pending = session.changes

    with pytest.raises(ValueError, match=said):
        session.commit()

    assert len(session.changes) == len(pending) == 1


# Replies


def test_a_reply_of_a_type_that_is_not_known_says_to_generate_anew() -> None:
    row = {"__entity_type__": "Taskk", "id": "1"}
    with (
        Session(transport=Scripted(row)) as stale,
        pytest.raises(UnknownEntityTypeError, match=r"'Taskk'.*generate .* anew"),
    ):
        stale.query(Task).all()


def test_attributes_of_a_reply_that_are_not_known_are_ignored() -> None:
    row = {"__entity_type__": "Task", "id": "1", "name": "anim", "brand_new": 3}
    with Session(transport=Scripted(row)) as stale:
        found = stale.query(Task).one()

        assert found.name == "anim"
        assert "brand_new" not in found


def test_a_query_without_rows_in_its_answer_is_no_answer() -> None:
    with (
        RawServer([json_reply([{"action": "query"}])]) as raw,
        Session(raw.url, "amy", "the-key", on_schema_drift="ignore") as session,
        pytest.raises(ResponseError, match="no list of rows"),
    ):
        session.query(Task).all()


def test_a_broken_connection_leaves_everything_pending() -> None:
    data: dict[str, object] = {"__entity_type__": "Task", "id": "t1", "name": "anim"}
    for collection in ("scopes", "metadata", "timelogs"):
        data[collection] = []
    answer = json_reply([{"action": "query", "data": [data]}])
    broken = Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n[", close=True)
    with (
        RawServer([answer, broken]) as raw,
        Session(
            raw.url,
            "amy",
            "the-key",
            retry=RetryPolicy(tries=1),
            on_schema_drift="ignore",
        ) as session,
    ):
        task = session.query(Task).one()
        task.name = "layout"
        task.metadata["fps"] = "24"
        task.timelogs.append(session.create(Timelog, duration=1.0))
        task.scopes.append(session.create(Scope, name="x"))
        pending = session.changes

        with pytest.raises(CommitUncertainError) as caught:
            session.commit()

        assert isinstance(caught.value.__cause__, TransportError)
        assert session.changes == pending
        assert len(pending) == 4
        assert (len(task.timelogs), len(task.scopes)) == (1, 1)
        assert dict(task.metadata) == {"fps": "24"}


def test_a_record_may_hold_its_own_entity_again() -> None:
    moment = {"__type__": "datetime", "value": "2024-05-01T08:30:00"}
    again = {
        "__entity_type__": "AssetVersion",
        "id": "v1",
        "date": moment,
        "status": {"__entity_type__": "Status", "id": "s1", "name": "Done"},
    }
    asset = {"__entity_type__": "Asset", "id": "a1", "versions": [again]}
    row = {
        "__entity_type__": "AssetVersion",
        "id": "v1",
        "asset": asset,
        "date": moment,
        "status": {"__entity_type__": "Status", "id": "s1"},
    }
    with Session(transport=Scripted(row)) as session:
        version = session.query(AssetVersion).one()

        assert version.date == datetime(2024, 5, 1, 8, 30, tzinfo=timezone.utc)
        assert list(version.asset.versions) == [version]
        assert version.status.name == "Done"
