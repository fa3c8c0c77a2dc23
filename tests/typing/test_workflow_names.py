"""Names of a workflow as literal types, as mypy and pyright see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.checked_scripts import body_of, refused, write_scripts
from support.checkers import mypy_report, pyright_report

RIGHT = """\
from typing import Literal

from typing_extensions import assert_type
from workflow_names import Priority, Session, Status, Task
from workflow_names.names import ProjectSchemas, Statuses, TypeName, Types


def read(task: Task, priority: Priority) -> TypeName | None:
    status = task.status
    if status is not None and status.name == "Done":
        print(status.name.upper(), status["name"])
    if status is not None and status.name in ("Done", "On Hold"):
        print(status)
    if status is not None and status.name == Statuses.STATUS_2D.name:
        print(Statuses.DONE.id)
    assert_type(Statuses.DONE.name, Literal["Done"])
    assert_type(ProjectSchemas.VFX.id, str)
    if priority.name == "whatever it is called":
        print(priority)
    return task.type.name if task.type is not None else None


def query(session: Session) -> list[Task]:
    known = session.query(Status).by(Status.name)
    print(known["Done"])
    return (
        session.query(Task)
        .where(
            Task.status.name == "Done",
            Task.status.name != Statuses.DONE.name,
            Task.status_id == Statuses.DONE.id,
            Task.type.name.in_(["Animation", "Matte Painting"]),
            Task.type.name.like("Anim%"),
            Task.type.name == Types.ANIMATION.name,
        )
        .order_by(Task.status.name)
        .all()
    )


def write(session: Session, status: Status) -> None:
    session.create(Status, name="On Hold")
    status.name = "Done"
    status["name"] = "Done"
"""

WRONG = """\
from workflow_names import Session, Status, Task
from workflow_names.names import Statuses


def wrong(task: Task, status: Status, session: Session) -> None:
    print(status.name == "Dnoe")
    print(status["name"] == "Dnoe")
    print(task.type is not None and task.type.name == "Animatoin")
    print(Statuses.DNOE)
    session.query(Task).where(Task.status.name == "Dnoe")
    session.query(Task).where(Task.status.name != "Dnoe")
    session.query(Task).where(Task.status.name.in_(["Dnoe"]))
    print(session.query(Status).by(Status.name)["Dnoe"])
    session.create(Status, name="Dnoe")
    status.name = "Dnoe"
    status["name"] = "Dnoe"
    Statuses.DONE = Statuses.NONE
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the package and two scripts, one wrong in every line."""
    write_scripts(tmp_path, "workflow_names", right=RIGHT, wrong=WRONG)
    return tmp_path


def test_mypy_accepts_what_is_right_and_refuses_every_line_that_is_not(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    report = mypy_report(folder, cache=tmp_path_factory.mktemp("cache"))

    assert refused(report) == body_of(WRONG), report


def test_pyright_accepts_what_is_right_and_refuses_every_line_that_is_not(
    folder: Path,
) -> None:
    report = pyright_report(folder)

    assert refused(report) == body_of(WRONG), report
