"""What entities and sessions can do besides: notes, jobs, timers, workflows, ensure."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ftrack_typed.errors import MultipleResultsError, ReadOnlyError, ServerError
from ftrack_typed.model import LinkItem
from ftrack_typed_schema import (
    Asset,
    AssetType,
    AssetVersion,
    Group,
    Job,
    Note,
    NoteLabel,
    Project,
    ProjectSchema,
    Session,
    Shot,
    Status,
    Task,
    Timelog,
    Timer,
    Type,
    User,
)
from integration.conftest import requests_of


@pytest.fixture
def user(session: Session, request: pytest.FixtureRequest) -> User:
    created = session.create(User, username=str(request.node.name), is_active=True)
    session.commit()
    return created


@pytest.fixture
def shot(session: Session, project: Project) -> Shot:
    created = session.create(Shot, name="sh010", parent=project)
    session.commit()
    return created


# Ensuring


def test_ensure_creates_what_is_not_there_and_finds_what_is(
    session: Session, other: Session, shot: Shot
) -> None:
    first = session.ensure(
        Task, (Task.name, Task.parent), name='a "quoted\\ name', parent=shot, bid=60.0
    )
    assert first.created
    assert session.get(Task, first.entity.id) is first.entity
    session.commit()

    there = other.get(Shot, shot.id)
    assert there is not None
    second = other.ensure(
        Task, (Task.name, Task.parent), name='a "quoted\\ name', parent=there, bid=60.0
    )
    assert (second.created, second.changed) == (False, ())
    assert second.entity.id == first.entity.id
    assert other.changes == ()


def test_ensure_changes_what_differs_and_says_so(session: Session, shot: Shot) -> None:
    moment = datetime(2024, 5, 1, 8, 30, 0, 500, tzinfo=timezone.utc)
    values: dict[str, Any] = {"description": "x", "start_date": moment}
    session.ensure(Task, Task.name, name="ensured", parent=shot, bid=1.0, **values)
    session.commit()

    found = session.ensure(
        Task, [Task.name], name="ensured", parent=shot, bid=2.0, **values
    )

    assert (found.created, found.changed) == (False, ("bid",))
    assert found.entity.bid == 2.0
    session.rollback()
    assert found.entity.bid == 1.0


def test_ensure_knows_what_is_pending(session: Session, project: Project) -> None:
    new_shot = session.create(Shot, name="sh1", parent=project)
    before = requests_of(session)
    first = session.ensure(Task, (Task.name, Task.parent), name="a", parent=new_shot)
    second = session.ensure(Task, (Task.name, Task.parent), name="a", parent=new_shot)

    assert requests_of(session) == before
    assert (first.created, second.created) == (True, False)
    assert first.entity is second.entity


def test_ensure_takes_what_the_session_deletes_or_renames_for_absent(
    session: Session, shot: Shot
) -> None:
    kept = session.create(Task, name="kept", parent=shot)
    gone = session.create(Task, name="gone", parent=shot)
    session.commit()
    kept.name = "renamed"
    session.delete(gone)

    for name in ("kept", "gone"):
        assert session.ensure(
            Task, (Task.name, Task.parent), name=name, parent=shot
        ).created
    assert (
        session.ensure(Task, (Task.name, Task.parent), name="renamed", parent=shot)
    ).entity is kept


def test_ensure_finds_what_comes_after_what_the_session_takes_away(
    session: Session, shot: Shot
) -> None:
    tasks = [
        session.create(Task, name=f"task{number}", parent=shot, description="same")
        for number in range(4)
    ]
    session.commit()
    tasks.sort(key=lambda task: task.id)
    for task in tasks[:3]:
        session.delete(task)

    found = session.ensure(
        Task, (Task.description, Task.parent), description="same", parent=shot
    )

    assert found.entity is tasks[3]


def test_ensure_by_wire_names_and_by_none(session: Session, shot: Shot) -> None:
    data = {"name": "untyped", "parent": shot, "description": None}
    created = session.ensure("Task", "name, description", data)
    session.commit()
    found = session.ensure("Task", "name, description", data)

    assert created.created
    assert not found.created
    assert found.entity is created.entity


def test_ensure_refuses_what_does_not_tell_apart(session: Session, shot: Shot) -> None:
    for name in ("one", "two"):
        session.create(Task, name=name, parent=shot, description="same")
    session.commit()

    with pytest.raises(MultipleResultsError):
        session.ensure(
            Task, (Task.description, Task.parent), description="same", parent=shot
        )
    with pytest.raises(ValueError, match="no value is given for bid"):
        session.ensure(Task, (Task.name, Task.bid), name="one")
    with pytest.raises(ValueError, match="cannot be told apart by"):
        session.ensure(Task, Task.parent.name, name="one")
    with pytest.raises(ReadOnlyError):
        session.ensure(
            Task, (Task.name, Task.parent), name="one", parent=shot, id="other"
        )


# Notes


def test_note_has_recipients_labels_and_replies(
    session: Session, other: Session, shot: Shot, user: User
) -> None:
    group = session.create(Group, name="leads")
    labels = session.query(NoteLabel).limit(2).all()
    note = shot.create_note(
        "Please look",
        author=user,
        recipients=[user, group, user],
        labels=labels,
        is_todo=True,
    )
    reply = note.create_reply("Done", author=user)
    session.commit()

    read = other.get(Note, note.id)
    assert read is not None
    assert (read.content, read.is_todo, read.parent_id) == (
        "Please look",
        True,
        shot.id,
    )
    assert {item.resource_id for item in read.recipients} == {user.id, group.id}
    assert {link.label.name for link in read.note_label_links} == {
        label.name for label in labels
    }
    assert [answer.content for answer in read.replies] == ["Done"]
    assert reply.in_reply_to is note
    assert note in shot.notes
    assert reply not in shot.notes


# Jobs


def test_job_runs_and_is_done_whatever_is_pending(
    session: Session, other: Session, user: User, shot: Shot
) -> None:
    shot.description = "pending"
    with user.job("Publish sh010") as job:
        running = other.get(Job, job.id)
        assert running is not None
        assert (running.status, running.user) == ("running", other.get(User, user.id))
        assert [change.key.entity_type for change in session.changes] == ["Shot"]

    other.populate(running, Job.status, Job.data)
    assert job.status == running.status == "done"
    assert json.loads(running.data or "")["description"] == "Publish sh010"
    assert len(session.changes) == 1


def test_job_fails_with_the_errors_text(session: Session, user: User) -> None:
    session.create(Task, name="no parent", parent_id="nothing")
    with (
        pytest.raises(ServerError) as caught,
        user.job("Publish") as job,
    ):
        session.commit()

    session.rollback()
    assert job.status == "failed"
    description = json.loads(job.data or "")["description"]
    assert description.startswith("Publish\n")
    assert str(caught.value) in description


def test_new_user_has_no_job_yet(session: Session) -> None:
    new = session.create(User, username="unborn")

    with pytest.raises(ValueError, match="commit it before"), new.job("x"):
        raise AssertionError


# Timers


def test_timer_becomes_a_timelog(
    session: Session, other: Session, user: User, shot: Shot
) -> None:
    task = session.create(Task, name="anim", parent=shot)
    timer = user.start_timer(task, comment="blocking")
    assert user.timer() is timer
    session.commit()
    timer.start -= timedelta(minutes=5)
    session.commit()
    with pytest.raises(ValueError, match="has a timer that runs already"):
        user.start_timer(task)

    log = user.stop_timer()
    session.commit()

    read = other.get(Timelog, log.id)
    assert read is not None
    assert 300 <= read.duration < 360
    assert (read.comment, read.context_id, read.user_id) == (
        "blocking",
        task.id,
        user.id,
    )
    assert other.query(Timer).where(Timer.user_id == user.id).all() == []
    with pytest.raises(ValueError, match="has no timer"):
        user.stop_timer()


def test_timer_can_be_restarted_in_one_commit(session: Session, user: User) -> None:
    user.start_timer()
    session.commit()
    user.stop_timer()
    second = user.start_timer(name="again")
    session.commit()

    assert user.timer() is second


# Paths


def test_link_is_records_and_a_path(session: Session, project: Project) -> None:
    shot = session.create(Shot, name="sh010", parent=project)
    task = session.create(Task, name="anim", parent=shot)
    session.commit()

    first, second, third = task.link
    assert first == LinkItem(project.id, project.name, "Project")
    assert (second.name, second["name"], third.id) == ("sh010", "sh010", task.id)
    assert task.path() == f"{project.name}/sh010/anim"
    assert task.path(" > ") == f"{project.name} > sh010 > anim"
    assert shot["link"] == task["link"][:2]
    with pytest.raises(KeyError):
        first["names"]  # type: ignore[index]


# Workflows


@pytest.fixture
def schema(reader: Session) -> ProjectSchema:
    project = reader.query(Project).select(Project.project_schema).first()
    assert project is not None
    return project.project_schema


def test_schema_says_which_statuses_and_types_a_type_has(
    reader: Session, schema: ProjectSchema
) -> None:
    before = requests_of(reader)
    tasks = schema.get_statuses(Task)
    shots = schema.get_statuses(Shot)
    versions = schema.get_statuses("AssetVersion")
    types = schema.get_types(Task)
    assert requests_of(reader) == before + 1

    assert tasks
    assert shots
    assert versions
    assert all(isinstance(status, Status) for status in [*tasks, *shots, *versions])
    assert all(isinstance(each, Type) for each in types)
    assert "Animation" in {each.name for each in types}
    assert [each.sort for each in tasks] == sorted(each.sort or 0 for each in tasks)
    with pytest.raises(ValueError, match="says nothing of entities of User"):
        schema.get_statuses(User)


def test_override_of_a_type_goes_before_the_tasks_workflow(
    session: Session, other: Session, project: Project
) -> None:
    schema = project.project_schema
    task_type = schema.get_types(Task)[0]
    only = session.query(Status).limit(2).all()
    workflow = session.create("WorkflowSchema", {"name": "Short", "statuses": only})
    session.create(
        "ProjectSchemaOverride",
        {
            "project_schema_id": schema.id,
            "type_id": task_type.id,
            "workflow_schema": workflow,
        },
    )
    task = session.create(Task, name="anim", parent=project, type=task_type)
    session.commit()

    read = other.get(Task, task.id)
    assert read is not None
    before = requests_of(other)
    allowed = read.allowed_statuses()
    assert {each.id for each in allowed} == {each.id for each in only}
    assert read.allowed_types()
    assert requests_of(other) <= before + 2
    plain = read.project.project_schema.get_statuses(Task)
    assert {each.id for each in plain} != {each.id for each in only}


def test_new_entity_and_version_have_statuses_of_their_projects_schema(
    session: Session, project: Project
) -> None:
    shot = session.create(Shot, name="sh010", parent=project)
    task = session.create(Task, name="anim", parent=shot)
    assert task.allowed_statuses() == project.project_schema.get_statuses(Task)
    asset_type = session.query(AssetType).first()
    assert asset_type is not None
    asset = session.create(Asset, name="anim", parent=shot, type=asset_type)
    version = session.create(AssetVersion, asset=asset)
    versions = project.project_schema.get_statuses(AssetVersion)
    assert version.allowed_statuses() == versions
    session.commit()

    assert version.allowed_statuses() == versions
    assert shot.allowed_statuses() == project.project_schema.get_statuses(Shot)
