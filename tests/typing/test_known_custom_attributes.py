"""Custom attributes that a package knows, as mypy and pyright see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.checked_scripts import body_of, refused, write_scripts
from support.checkers import mypy_report, pyright_report

RIGHT = """\
from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from custom_attributes import (
    Context,
    ContextCustomAttributeValue,
    CustomAttributeLink,
    Project,
    Session,
    Shot,
    Task,
    User,
)
from custom_attributes.custom_attributes import ShotCustomAttributes
from typing_extensions import assert_type


def read(shot: Shot, context: Context, project: Project, user: User) -> None:
    attributes = shot.custom_attributes
    assert_type(attributes, ShotCustomAttributes)
    assert_type(shot["custom_attributes"], ShotCustomAttributes)
    assert_type(attributes.fstart, int)
    assert_type(attributes["fstart"], int)
    assert_type(attributes.fend, float)
    assert_type(attributes.due, datetime | None)
    assert_type(attributes.started, datetime)
    assert_type(attributes.approved, bool)
    assert_type(attributes.page, str | None)
    assert_type(attributes.length, str)
    assert_type(attributes.from_, str)
    assert_type(attributes["from"], str)
    assert_type(attributes["2d"], str)
    assert_type(attributes['x"]; import os  # '], str)
    assert_type(attributes.look, list[Literal["warm", 'c"o\\nld']])
    assert_type(attributes["grade"], list[Literal["day", "night"]] | None)
    assert_type(attributes.tags, list[str])
    assert_type(attributes.budget, float | str)
    assert_type(attributes["a-b"], float)
    assert_type(project.custom_attributes.fps, float)
    assert_type(context.custom_attributes.resolution, str)
    assert_type(shot.custom_attributes.resolution, str)
    assert_type(user.custom_attributes.desk, str | None)
    anything: Any = context.custom_attributes["fstart"]
    for key, value in attributes.items():
        print(key, value, anything, attributes.get(key))
    base: Context = shot
    print(base)


def write(shot: Shot, session: Session) -> None:
    attributes = shot.custom_attributes
    attributes.fstart = 1
    attributes["fstart"] = 1
    attributes.due = datetime(2024, 1, 1)
    attributes["due"] = None
    attributes.look = ["warm"]
    attributes["look"] = ["warm"]
    attributes["grade"] = None
    shot.custom_attributes = {"fstart": 1, "from": "here", "look": ["warm"]}
    shot["custom_attributes"] = {"fstart": 1, "look": ["warm"]}
    session.create(Shot, name="a", custom_attributes={"fend": 1, "grade": ["day"]})
    session.create(Task, name="a", custom_attributes={"lead": "me"})


def query(session: Session, user: User) -> list[Shot]:
    attributes = Shot.custom_attributes
    return (
        session.query(Shot)
        .select(Shot.custom_attributes, attributes.fstart, Shot.name)
        .where(
            attributes.fstart > 1001,
            attributes.look == "warm",
            attributes.grade.in_(["day"]),
            attributes.brief.like("a%"),
            attributes.due == None,
            attributes.due > datetime(2024, 1, 1),
            attributes.from_ != "there",
            attributes.approved == True,
            attributes.any(ContextCustomAttributeValue.key == "fstart"),
            Shot.custom_attribute_links.lead == user,
            Shot.custom_attribute_links.lead.any(User.username == "me"),
            Shot.custom_attribute_links.previous.any(attributes.fstart > 3),
            Shot.custom_attribute_links.previous.in_(session.query(Shot)),
            Shot.custom_attribute_links.from_.any(Project.name == "film"),
            Shot.custom_attribute_links.any(CustomAttributeLink.to_id == "u1"),
            Shot.parent.as_(Shot).custom_attributes.fend < 3,
            Shot.parent.custom_attributes.resolution == "1920x1080",
        )
        .all()
    )
"""

WRONG = """\
from custom_attributes import Context, Session, Shot, Task


def wrong(shot: Shot, task: Task, context: Context, session: Session) -> None:
    shot.custom_attributes.fstrat.bit_length()
    shot.custom_attributes["fstrat"].bit_length()
    task.custom_attributes.fstart.bit_length()
    context.custom_attributes.fstart.bit_length()
    shot.custom_attributes.due.isoformat()
    shot.custom_attributes.fstart = 1.5
    shot.custom_attributes["fstart"] = 1.5
    shot.custom_attributes.look = ["wram"]
    shot.custom_attributes.page = 3
    shot.custom_attributes.length = "3"
    shot.custom_attributes["length"] = "3"
    shot.custom_attributes = {"fstrat": 3}
    shot.custom_attributes = {"fstart": "3"}
    session.create(Shot, name="a", custom_attributes={"fstrat": 3})
    session.create(Shot, name="a", custom_attributes={"look": ["wram"]})
    session.create(Task, name="a", custom_attributes={"fstart": 3})
    session.query(Shot).where(Shot.custom_attributes.fstrat == 3)
    session.query(Shot).where(Shot.custom_attributes.fstart == "3")
    session.query(Shot).where(Shot.custom_attributes.look == "wram")
    session.query(Shot).where(Shot.custom_attributes.grade.in_(["dya"]))
    session.query(Shot).where(Shot.custom_attributes.fstart.like("3%"))
    session.query(Shot).order_by(Shot.custom_attributes.fstart)
    session.query(Task).where(Task.custom_attributes.fstart > 3)
    session.query(Shot).where(Shot.custom_attribute_links.laed.any())
    session.query(Shot).where(Shot.custom_attribute_links.lead.any(Shot.nam == "a"))
    session.query(Shot).where(Shot.custom_attribute_links.lead == shot)
    session.query(Shot).where(Shot.custom_attribute_links.previous.in_([session]))
    session.query(Task).where(Task.custom_attribute_links.lead.any())
    print(shot.custom_attribute_links)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the package and two scripts, one wrong in every line."""
    write_scripts(tmp_path, "custom_attributes", right=RIGHT, wrong=WRONG)
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
