"""What the embedded server refuses, by cause and by the operation that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from ftrack_typed.configuration import Configuration
from ftrack_typed.errors import (
    AuthenticationError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    ServerError,
    ServerQueryError,
    ValidationError,
)
from ftrack_typed.transport import HttpTransport, Operation
from ftrack_typed_schema import Project, Session, Task
from ftrack_typed_server import RunningServer
from support.shown import shown

GONE = str(uuid4())
NEW, OTHER = str(uuid4()), str(uuid4())


@pytest.fixture
def transport(demo: RunningServer) -> Iterator[HttpTransport]:
    """The way to the demo production; what is sent is refused as a whole."""
    configuration = Configuration(demo.url, demo.api_user, demo.api_key)
    with HttpTransport(configuration) as opened:
        yield opened


def create(entity_type: str, key: str, **data: Any) -> Operation:
    return write("create", entity_type, key, id=key, **data)


def write(action: str, entity_type: str, key: str, **data: Any) -> Operation:
    return {
        "action": action,
        "entity_type": entity_type,
        "entity_key": [key],
        "entity_data": {"__entity_type__": entity_type, **data},
    }


def query(text: str) -> Operation:
    return {"action": "query", "expression": text}


FINE = (
    query("select name from Task"),
    create("User", NEW, username="refused-1"),
    create("Note", OTHER, content="refused"),
)

REFUSED: dict[str, tuple[Operation, type[ServerError]]] = {
    "an update of what is gone": (
        write("update", "Task", GONE, name="x"),
        NotFoundError,
    ),
    "a deletion of what is gone": (write("delete", "Shot", GONE), NotFoundError),
    "a reference to what is gone": (
        create("Timelog", str(uuid4()), user_id=GONE),
        ValidationError,
    ),
    "a wrong value": (create("Job", str(uuid4()), type=7), ValidationError),
    "a wrong attribute": (create("Job", str(uuid4()), nmae="x"), ValidationError),
    "a wrong type": (create("Jobb", str(uuid4())), ValidationError),
    "a query of no type": (query("select name from Tsak"), ServerQueryError),
    "a query of no attribute": (query("select nmae from Task"), ServerQueryError),
    "another of the same name": (
        create("User", str(uuid4()), username="refused-1", email="x@y.invalid"),
        ConflictError,
    ),
}


@pytest.mark.parametrize(("wrong", "cause"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("position", [0, 1, 3])
def test_the_cause_and_the_operation_are_told(
    transport: HttpTransport,
    wrong: Operation,
    cause: type[ServerError],
    position: int,
) -> None:
    batch = [*FINE]
    batch.insert(position, wrong)

    with pytest.raises(ServerError) as caught:
        transport.call(batch)

    assert type(caught.value) is cause
    found = [each for each in [caught.value.operation] if each is not None]
    positions = [each.position for each in found or caught.value.candidates]
    if cause is ConflictError:  # the two that clash, and no third
        assert len(positions) == 2
    else:
        assert len(positions) == 1
    assert position in positions


def test_a_session_that_cannot_be_opened_shows_no_key() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Session("ftp://company.invalid", "amy", "k3y-that-nobody-may-see")

    assert "in resolve" in shown(caught.value)
    assert "k3y-that" not in shown(caught.value)


def test_an_unknown_key_is_told_as_such(demo: RunningServer) -> None:
    with Session(demo.url, demo.api_user, "no-such-key") as session:
        with pytest.raises(AuthenticationError) as caught:
            session.query(Task).first()

        assert "no-such-key" not in str(caught.value)


def test_a_commit_of_what_another_deleted_names_it(
    session: Session, other: Session, project: Project
) -> None:
    task = session.create(Task, name="anim", parent=project, project=project)
    session.commit()
    theirs = other.get(Task, task.id)
    assert theirs is not None
    other.delete(theirs)
    other.commit()

    task.name = "layout"
    project.full_name = "still pending"
    with pytest.raises(NotFoundError, match=f"to update Task {task.id}") as caught:
        session.commit()

    assert caught.value.operation is not None
    change = session.changes[caught.value.operation.position or 0]
    assert change.key.values == (task.id,)
    session.rollback()
