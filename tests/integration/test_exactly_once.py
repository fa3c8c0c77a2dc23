"""Commits over a line that loses, cuts and forges: done once, or known not to be."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from ftrack_typed.errors import FtrackTypedError, TransportError
from ftrack_typed.session import CommitUncertainError, Recovery
from ftrack_typed.transport import RetryPolicy
from ftrack_typed_schema import Project, Session, Task, Timelog
from ftrack_typed_server import RunningServer
from integration.conftest import open_session
from support.endurance import times
from support.fault_proxy import Fault, FaultProxy
from support.site import SiteClient

FAULTS = [fault for fault in Fault if fault is not Fault.NONE]
COUNT = times(300, at_length=2000)
"""Commits that meet random faults."""

AT_ONCE = RetryPolicy(tries=3, delay=0)


@pytest.fixture
def proxy(site: RunningServer) -> Iterator[FaultProxy]:
    with FaultProxy(site.url) as proxy:
        yield proxy


def faulty_session(
    proxy: FaultProxy, site: RunningServer, outbox: Path | None = None
) -> Session:
    session = Session(
        proxy.url, site.api_user, site.api_key, retry=AT_ONCE, outbox=outbox
    )
    session.transport.retry = AT_ONCE  # type: ignore[attr-defined]
    return session


def logged(session: Session, comment: str) -> int:
    """Return how many timelogs with *comment* the server has."""
    return len(session.query(Timelog).where(Timelog.comment == comment).all())


@attrs.define
class Work:
    """One commit of several operations, and whether the server has it."""

    session: Session
    task: Task
    spare: Timelog
    comment: str

    def do(self) -> None:
        for _ in range(2):
            log = self.session.create(Timelog, duration=60.0, comment=self.comment)
            self.task.timelogs.append(log)
        self.task.description = self.comment
        self.session.delete(self.spare)

    def state(self, witness: Session) -> tuple[int, bool, bool]:
        """Return new timelogs, whether the task is changed, and the spare log gone."""
        logs, tasks, spare = (
            result["data"]
            for result in witness.call(
                [
                    query(f'select id from Timelog where comment is "{self.comment}"'),
                    query(f"select description from Task where id is {self.task.id}"),
                    query(f"select id from Timelog where id is {self.spare.id}"),
                ]
            )
            if isinstance(result, dict)
        )
        return len(logs), tasks[0]["description"] == self.comment, not spare


def query(expression: str) -> dict[str, object]:
    return {"action": "query", "expression": expression}


DONE = (2, True, True)
NOT_DONE = (0, False, False)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_commit_survives_each_fault(
    proxy: FaultProxy,
    site: RunningServer,
    other: Session,
    project: Project,
    fault: Fault,
) -> None:
    with faulty_session(proxy, site) as session:
        work = prepared(session, project.id, str(fault))
        work.do()
        proxy.next([fault])

        session.commit()

        assert work.state(other) == DONE
        assert session.changes == ()
        proxy.settle()
        assert work.state(other) == DONE


@pytest.mark.parametrize("fault", FAULTS)
def test_what_only_updates_survives_each_fault(
    proxy: FaultProxy,
    site: RunningServer,
    other: Session,
    project: Project,
    fault: Fault,
) -> None:
    with faulty_session(proxy, site) as session:
        task = session.create(Task, name="anim", parent=own(session, project.id))
        session.commit()
        task.description = str(fault)
        proxy.next([fault])

        session.commit()

        seen = other.query(Task).where(Task.id == task.id).one()
        assert seen.description == str(fault)
        assert session.changes == ()


def own(session: Session, project_id: str) -> Project:
    """Return the project as *session* has it."""
    return session.query(Project).where(Project.id == project_id).one()


def prepared(session: Session, project_id: str, comment: str) -> Work:
    parent = own(session, project_id)
    task = session.create(Task, name=comment, parent=parent)
    spare = session.create(Timelog, duration=1.0, comment=f"spare of {comment}")
    task.timelogs.append(spare)
    session.commit()
    return Work(session, task, spare, comment)


def test_random_faults_lose_and_double_nothing_and_report_the_truth(
    proxy: FaultProxy, site: RunningServer, other: Session, project: Project
) -> None:
    chance = random.Random(20250407)
    outcomes = dict.fromkeys(("committed", "not sent", "uncertain"), 0)
    with faulty_session(proxy, site) as session:
        for number in range(COUNT):
            proxy.next(())
            work = prepared(session, project.id, f"random {number}")
            work.do()
            pending = session.changes
            # The commit itself meets a fault, and so may what is asked after it.
            length = chance.choice([1, 1, 2, 3, 8, 60])
            proxy.next(chance.choice(FAULTS) for _ in range(length))
            try:
                session.commit()
            except CommitUncertainError:
                outcomes["uncertain"] += 1
                assert session.changes == pending
                proxy.settle()
                session.commit()
            except TransportError:
                outcomes["not sent"] += 1
                assert work.state(other) == NOT_DONE
                assert session.changes == pending
                proxy.settle()
                session.commit()
            else:
                outcomes["committed"] += 1
            assert work.state(other) == DONE, number
            assert session.changes == ()
            if proxy.settle():
                assert work.state(other) == DONE, number

    assert outcomes["committed"] > COUNT // 2
    assert outcomes["uncertain"] > 0


def test_changes_made_after_a_lost_commit_are_kept_apart_from_it(
    proxy: FaultProxy, site: RunningServer, other: Session, project: Project
) -> None:
    with faulty_session(proxy, site) as session:
        work = prepared(session, project.id, "lost")
        work.do()
        proxy.next([Fault.UNANSWERED, *[Fault.CLOSED] * 20])
        with pytest.raises(CommitUncertainError, match="2 create, 1 update, 1 delete"):
            session.commit()
        proxy.settle()
        assert work.state(other) == DONE

        work.task.description = "later"
        work.task.bid = 5.0
        session.commit()

        seen = next(
            other.query(Task)
            .select(Task.description, Task.bid)
            .where(Task.id == work.task.id)
            .stream()
        )
        assert (seen.description, seen.bid) == ("later", 5.0)
        assert logged(other, "lost") == 2
        assert session.changes == ()


def test_a_batch_that_others_undid_in_part_is_told_to_be_uncertain(
    proxy: FaultProxy, site: RunningServer, project: Project
) -> None:
    with faulty_session(proxy, site) as session:
        parent = own(session, project.id)
        first, second = (
            session.create(
                Task, name=f"task {number}", parent=parent, description="old"
            )
            for number in range(2)
        )
        session.commit()
        first.description = second.description = "new"
        others = SiteClient.of(site)

        def undo() -> None:
            proxy.after = None
            others.call(
                {
                    "action": "update",
                    "entity_type": "Task",
                    "entity_key": [first.id],
                    "entity_data": {"description": "old"},
                }
            )

        proxy.after = undo
        proxy.next([Fault.UNANSWERED])

        with pytest.raises(CommitUncertainError, match="It is not known"):
            session.commit()
        assert len(session.changes) == 2
        others.close()


def test_a_refusal_is_not_taken_for_a_lost_commit(
    proxy: FaultProxy, site: RunningServer, project: Project
) -> None:
    with faulty_session(proxy, site) as session:
        work = prepared(session, project.id, "refused")
        work.do()
        session.create(Task, name="refused", parent=own(session, project.id))
        pending = session.changes
        proxy.next([Fault.BAD_GATEWAY])

        with pytest.raises(FtrackTypedError, match="named 'refused'"):
            session.commit()

        assert session.changes == pending


_KILLED = """
import sys
from ftrack_typed_schema import Project, Session, Task, Timelog
url, user, key, project_id, outbox = sys.argv[1:]
with Session(url, user, key, outbox=outbox) as session:
    project = session.get(Project, project_id)
    for number in range(3):
        session.create(Task, name=f"killed {number}", parent=project)
    session.commit()
print("not killed")
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("arrived", [False, True])
def test_a_killed_process_leaves_its_commit_to_be_finished(
    proxy: FaultProxy,
    site: RunningServer,
    other: Session,
    project: Project,
    tmp_path: Path,
    arrived: bool,
) -> None:
    outbox = tmp_path / "outbox"
    arguments = [proxy.url, site.api_user, site.api_key, project.id, str(outbox)]
    with subprocess.Popen(
        [sys.executable, "-c", _KILLED, *arguments], stdout=subprocess.PIPE
    ) as process:

        def kill_at_the_commit() -> None:
            if any(outbox.glob("*.batch.json")):
                process.send_signal(signal.SIGKILL)
                process.wait()
                raise ConnectionError("what it sent is lost with it")

        if arrived:
            proxy.after = kill_at_the_commit
        else:
            proxy.before = kill_at_the_commit
        output, _ = process.communicate(timeout=60)
    proxy.before = proxy.after = None
    tasks = other.query(Task).where(Task.parent_id == project.id)
    assert output == b""
    assert tasks.count() == (3 if arrived else 0)
    (kept,) = outbox.iterdir()
    assert site.api_key not in kept.read_text()

    with faulty_session(proxy, site, outbox) as session:
        (recovery,) = session.recover()
        assert isinstance(recovery, Recovery)
        assert recovery.outcome == "committed"
        assert session.recover() == ()

    assert list(outbox.iterdir()) == []
    assert tasks.count() == 3


def open_session_with(site: RunningServer, outbox: Path) -> Session:
    return Session(site.url, site.api_user, site.api_key, outbox=outbox)


def test_a_commit_that_the_server_refuses_leaves_no_file(
    site: RunningServer, project: Project, tmp_path: Path
) -> None:
    with open_session_with(site, tmp_path) as session:
        parent = own(session, project.id)
        for _ in range(2):
            session.create(Task, name="twice", parent=parent)
        with pytest.raises(FtrackTypedError, match="twice"):
            session.commit()
    assert list(tmp_path.iterdir()) == []


def test_an_outbox_of_another_server_is_left_alone(
    proxy: FaultProxy, site: RunningServer, project: Project, tmp_path: Path
) -> None:
    with faulty_session(proxy, site, tmp_path) as session:
        parent = own(session, project.id)
        session.create(Task, name="kept", parent=parent)
        proxy.next([Fault.UNANSWERED, *[Fault.CLOSED] * 20])
        with pytest.raises(CommitUncertainError):
            session.commit()
        assert len(list(tmp_path.iterdir())) == 1
        with open_session_with(site, tmp_path) as elsewhere:
            assert elsewhere.recover() == ()
        proxy.settle()
        assert session.recover() == ()
        session.commit()
        assert list(tmp_path.iterdir()) == []


def test_a_session_without_an_outbox_has_nothing_to_recover(session: Session) -> None:
    with pytest.raises(ValueError, match="no outbox"):
        session.recover()


def test_an_outbox_that_cannot_be_written_keeps_the_commit_from_being_sent(
    site: RunningServer, project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with open_session_with(site, file / "outbox") as session:
        parent = own(session, project.id)
        session.create(Task, name="kept back", parent=parent)
        with pytest.raises(FtrackTypedError, match="cannot be kept"):
            session.commit()
        assert len(session.changes) == 1
    with open_session(site) as session:
        assert not session.query(Task).where(Task.name == "kept back").exists()
