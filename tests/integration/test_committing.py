"""Plans, checks before sending, transactions, chunks, hooks, and others' changes."""

from __future__ import annotations

from typing import Any

import pytest

from ftrack_typed.errors import ConflictError, FtrackTypedError
from ftrack_typed.model import Entity
from ftrack_typed.session import InvalidChangesError, Plan, StaleChangesError
from ftrack_typed_schema import (
    AssetType,
    Job,
    Note,
    Project,
    Scope,
    Session,
    Status,
    Task,
    Timelog,
    User,
)
from integration.conftest import requests_of


@pytest.fixture
def task(session: Session, project: Project) -> Task:
    """A task of the test's own, committed."""
    created = session.create(Task, name="anim", parent=project, description="old")
    session.commit()
    return created


def test_a_plan_reads_as_a_diff(session: Session, project: Project, task: Task) -> None:
    log = session.create(Timelog, duration=60.0, comment="seen")
    session.commit()
    task.description = "new"
    task.scopes.append(session.query(Scope).first() or session.create(Scope, name="x"))
    session.create(Note, content="a" * 100, author=session.query(User)[0])
    session.delete(log)

    lines = str(session.plan()).splitlines()

    assert f"~ Task {task.id}" in lines
    assert "    description: 'old' -> 'new'" in lines
    assert any(line.startswith("    scopes: + Scope ") for line in lines)
    assert any(line.startswith("+ Note ") for line in lines)
    assert f"    content: '{'a' * 59}..." in lines
    assert f"- Timelog {log.id}" in lines
    assert len(session.plan()) == len(session.changes)
    session.rollback()
    assert str(session.plan()) == "Nothing is pending."
    assert not session.plan()


def test_wrong_values_are_found_before_anything_is_sent(
    session: Session, project: Project, task: Task
) -> None:
    before = requests_of(session)
    task["bid"] = "an hour"  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    task["start_date"] = 5  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    task["name"] = None  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    job = session.create("Job", {"type": "api_job", "status": "sleeping"})
    kind = session.create("AssetType", {"name": "Geometry"})

    with pytest.raises(InvalidChangesError) as caught:
        session.commit()

    found = {(each.key, each.attribute): each.message for each in caught.value.problems}
    assert found == {
        ((task.id,), "bid"): "It takes a number, not 'an hour'.",
        ((task.id,), "start_date"): "It takes a date, not 5.",
        ((task.id,), "name"): "It always has a value, so it cannot be none.",
        ((job.id,), "status"): (
            "It takes one of 'queued', 'running', 'done', 'failed', not 'sleeping'."
        ),
        ((kind.id,), "short"): "It is required: give it to session.create.",
    }
    assert "5 problem(s)" in str(caught.value)
    assert f"Task.bid of {task.id}: It takes a number" in str(caught.value)
    assert requests_of(session) == before
    assert len(session.changes) == 3
    assert "! AssetType.short" in str(session.plan())


def test_whole_numbers_and_fractions_are_taken_where_numbers_are(
    session: Session, other: Session, task: Task
) -> None:
    task.bid = 5
    task.sort = 2.5
    session.commit()

    seen = other.query(Task).where(Task.id == task.id).one()
    assert (seen.bid, seen.sort) == (5.0, 2.5)


def test_a_transaction_commits_at_its_end(
    session: Session, other: Session, project: Project
) -> None:
    with session.transaction() as same:
        assert same is session
        made = session.create(Task, name="in a transaction", parent=project)
        with session.transaction():
            made.description = "inside"
        assert session.changes
    assert not session.changes
    assert other.get(Task, made.id) is not None


def test_a_transaction_that_fails_leaves_nothing_behind(
    session: Session, task: Task
) -> None:
    def fail() -> None:
        with session.transaction():
            task.description = "changed"
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    assert task.description == "old"
    assert not session.changes


def test_a_transaction_that_the_server_refuses_is_rolled_back(
    session: Session, project: Project, task: Task
) -> None:
    with pytest.raises(ConflictError, match="anim"), session.transaction():
        session.create(Task, name="anim", parent=project)
    assert not session.changes


def test_a_transaction_does_not_begin_over_pending_changes(
    session: Session, task: Task
) -> None:
    task.description = "pending"

    with (
        pytest.raises(ValueError, match=r"1 change\(s\) are pending"),
        session.transaction(),
    ):
        raise AssertionError
    assert task.description == "pending"


def test_a_large_commit_is_one_batch_that_reports_its_progress(
    session: Session, other: Session, task: Task
) -> None:
    for number in range(2000):
        task.timelogs.append(
            session.create(Timelog, duration=float(number), comment="many")
        )
    before = requests_of(session)
    seen: list[tuple[int, int]] = []

    session.commit(progress=lambda done, of: seen.append((done, of)))

    assert requests_of(session) == before + 1
    assert seen == [(2000, 2000)]
    assert other.query(Timelog).where(Timelog.comment == "many").count() == 2000


def test_chunks_are_sent_one_by_one_and_keep_what_failed_pending(
    session: Session, other: Session, project: Project
) -> None:
    parent = session.create(Task, name="parent", parent=project)
    for number in range(9):
        name = "chunk 5" if number == 7 else f"chunk {number}"
        session.create(Task, name=name, parent=parent)
    seen: list[tuple[int, int]] = []

    with pytest.raises(ConflictError, match="chunk 5"):
        session.commit(chunk_size=3, progress=lambda done, of: seen.append((done, of)))

    assert seen == [(3, 10), (6, 10)]
    assert len(session.changes) == 4
    children = other.query(Task).where(Task.parent_id == parent.id)
    assert children.count() == 5
    pending = [change.key.values[0] for change in session.changes]
    twin = session.get(Task, next(key for key in pending if name_of(session, key)))
    assert twin is not None
    twin.name = "chunk 7"
    session.commit(chunk_size=3)
    assert children.count() == 9
    assert not session.changes


def name_of(session: Session, key: str) -> bool:
    task = session.get(Task, key)
    return task is not None and task.name == "chunk 5"


def test_a_chunk_has_at_least_one_operation(session: Session, task: Task) -> None:
    task.description = "new"
    with pytest.raises(ValueError, match="at least 1"):
        session.commit(chunk_size=0)
    assert session.changes


def test_others_changes_are_not_overwritten_where_that_is_asked_for(
    session: Session, other: Session, task: Task
) -> None:
    mine, theirs = task, other.query(Task).where(Task.id == task.id).one()
    assert mine.bid == theirs.bid == 0
    theirs.description, theirs.bid = "theirs", 3.0
    other.commit()
    mine.description, mine.bid, mine.name = "mine", 3.0, "renamed"

    with pytest.raises(StaleChangesError) as caught:
        session.commit(check=True)

    (conflict,) = caught.value.conflicts
    assert (conflict.entity_type, conflict.key) == ("Task", (task.id,))
    assert conflict.attribute == "description"
    assert (conflict.read, conflict.mine, conflict.theirs) == ("old", "mine", "theirs")
    assert "mine is 'mine', theirs is 'theirs'" in str(caught.value)
    assert session.changes
    session.commit()
    seen = next(other.query(Task).where(Task.id == task.id).select("name").stream())
    assert seen.name == "renamed"


@pytest.mark.parametrize("read", ["reference", "key"])
@pytest.mark.parametrize("assigned", ["reference", "key"])
def test_a_reference_and_its_key_are_checked_whichever_was_read(
    session: Session, other: Session, task: Task, read: str, assigned: str
) -> None:
    """Only one of the two is selected, and one of the two is assigned."""
    allowed = [each.id for each in task.allowed_statuses() if each is not task.status]
    before = task.status
    second = session.query(Status).by(Status.id)[allowed[1]]
    session.expire(task)
    query = session.query(Task).where(Task.id == task.id)
    if read == "reference":
        mine = query.select(Task.status.name).one()
    else:
        mine = query.select(Task.status_id).one()
    assert vars(mine).keys() & {"status", "status_id"} == (
        {"status"} if read == "reference" else {"status_id"}
    )
    theirs = other.query(Task).where(Task.id == task.id).one()
    theirs.status_id = allowed[0]
    other.commit()
    if assigned == "reference":
        mine.status = second
    else:
        mine.status_id = second.id

    with pytest.raises(StaleChangesError) as caught:
        session.commit(check=True)

    (conflict,) = caught.value.conflicts
    assert (conflict.attribute, conflict.read) == ("status_id", before.id)
    assert (conflict.mine, conflict.theirs) == (second.id, allowed[0])
    session.rollback()
    assert mine.status_id == before.id
    assert mine.status is before


def test_a_key_that_a_reference_has_told_is_no_change(
    session: Session, task: Task
) -> None:
    status = task.status
    session.expire(task)
    mine = session.query(Task).where(Task.id == task.id).select(Task.status.name).one()

    mine.status_id = status.id

    assert not session.changes
    assert mine.status is status


def test_a_check_passes_where_nobody_else_wrote(
    session: Session, other: Session, project: Project, task: Task
) -> None:
    task.description = "checked"
    task.start_date = None
    task.scopes.append(session.create(Scope, name="checked"))
    session.create(Timelog, duration=1.0)
    before = requests_of(session)

    session.commit(check=True)

    assert requests_of(session) == before + 2
    seen = other.query(Task).select(Task.description).where(Task.id == task.id).one()
    assert seen.description == "checked"


def test_hooks_see_the_plan_and_may_refuse_it(
    session: Session, other: Session, task: Task
) -> None:
    seen: list[str] = []

    class NoDeletionsError(Exception):
        pass

    def refuse(plan: Plan) -> None:
        if "- Task" in str(plan):
            raise NoDeletionsError

    session.hooks.before_commit.append(refuse)
    session.hooks.after_commit.append(lambda plan: seen.append(str(plan)))
    task.description = "allowed"
    session.commit()
    session.delete(task)

    with pytest.raises(NoDeletionsError):
        session.commit()

    assert len(session.changes) == 1
    assert len(seen) == 1
    assert "'old' -> 'allowed'" in seen[0]
    assert other.get(Task, task.id) is not None
    session.rollback()


def test_hooks_see_loads_and_changes(session: Session, task: Task) -> None:
    queries: list[str] = []
    loaded: list[Entity] = []
    changed: list[tuple[Entity, str, Any]] = []
    session.hooks.before_load.append(lambda each: queries.append(each.entity_type))
    session.hooks.after_load.append(loaded.extend)
    session.hooks.on_change.append(lambda *change: changed.append(change))

    found = session.query(Task).where(Task.id == task.id).one()
    found.description = "watched"
    found.parent = found.project
    user = session.query(User).first()

    assert queries == ["Task", "User"]
    assert loaded == [task, user]
    assert changed == [
        (task, "description", "watched"),
        (task, "parent", task.project),
    ]
    session.hooks.on_change.clear()
    found.description = "unwatched"
    assert len(changed) == 2
    session.rollback()


def test_a_hook_may_refuse_a_load(session: Session) -> None:
    class TooMuchError(Exception):
        pass

    def refuse(statement: Any) -> None:
        if statement.limit is None or statement.limit > 100:
            raise TooMuchError

    session.hooks.before_load.append(refuse)

    assert session.query(User).limit(5).all()
    with pytest.raises(TooMuchError):
        session.query(User).all()


def test_a_commit_that_fails_in_a_hook_afterwards_is_done_all_the_same(
    session: Session, other: Session, task: Task
) -> None:
    def fail(plan: Plan) -> None:
        raise FtrackTypedError("after the fact")

    session.hooks.after_commit.append(fail)
    task.description = "done"
    with pytest.raises(FtrackTypedError, match="after the fact"):
        session.commit()

    assert not session.changes
    seen = other.query(Task).select(Task.description).where(Task.id == task.id).one()
    assert seen.description == "done"


def test_what_a_job_takes_is_taken(session: Session) -> None:
    user = session.query(User).first()
    assert user is not None
    job = session.create(Job, type="api_job", status="running", user=user)
    kind = session.create(AssetType, name="Takes", short="takes")
    session.commit()
    job.status = "done"
    session.delete(kind)
    session.commit()
    assert job.status == "done"
