"""Subclasses of entity classes that a session uses in place of generated ones."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from ftrack_typed.model.clashes import NameClashError
from ftrack_typed_schema import (
    Project,
    Session,
    Shot,
    Task,
    Timelog,
    Type,
    TypedContext,
    User,
)
from ftrack_typed_server import RunningServer
from integration.conftest import open_session


class StudioTask(Task):
    prefix = "task"

    def label(self) -> str:
        return f"{self.prefix} {self.name}"

    @property
    def hours(self) -> float:
        return self.bid / 3600

    @hours.setter
    def hours(self, value: float) -> None:
        self.bid = value * 3600

    @property
    def whole(self) -> str:
        return self.name


class PickyTask(StudioTask):
    prefix = "picky"


class OtherTask(Task):
    pass


@pytest.fixture
def task(session: Session, project: Project) -> Task:
    """A task that the session knows before anything is registered."""
    task_type = session.query(Type).first()
    assert task_type is not None
    created = session.create(Task, name="anim", parent=project, type=task_type)
    session.commit()
    return created


def test_entities_are_of_the_registered_class(
    task: Task, other: Session, project: Project
) -> None:
    other.register(StudioTask)

    found = other.query(StudioTask).where(StudioTask.id == task.id).one()
    assert found.label() == "task anim"
    by_generated = other.query(Task).where(Task.project.name == project.name).one()
    assert by_generated is found
    assert other.get(StudioTask, task.id) is found
    assert other.get(TypedContext, task.id) is found
    assert type(found).__name__ == "StudioTask"


def test_entities_that_are_known_become_of_the_class(
    session: Session, task: Task
) -> None:
    with pytest.raises(AttributeError, match="no attribute 'label'"):
        task.label()  # type: ignore[attr-defined]

    session.register(StudioTask)

    assert isinstance(task, StudioTask)
    assert task.label() == "task anim"
    assert task.hours == 0
    log = session.create(Timelog, context=task, duration=60.0)
    session.commit()
    assert list(task.timelogs) == [log]


def test_what_is_created_is_of_the_class(session: Session, project: Project) -> None:
    session.register(StudioTask)

    created = session.create(StudioTask, name="comp", parent=project)
    other = session.create(Task, name="light", parent=project)
    untyped = session.create("Task", {"name": "fx", "parent": project})
    created.hours = 2.0
    session.commit()

    assert created.label() == "task comp"
    assert isinstance(other, StudioTask)
    assert isinstance(untyped, StudioTask)
    assert created.bid == 7200


def test_property_is_assigned_and_an_unknown_name_is_not(
    session: Session, project: Project
) -> None:
    session.register(StudioTask)
    task = session.create(StudioTask, name="comp", parent=project)
    loose: Any = task

    task.hours = 1.5
    assert task.bid == 5400
    with pytest.raises(AttributeError):
        loose.whole = "x"
    with pytest.raises(AttributeError, match=r"no attribute 'hour'\. Did you mean"):
        loose.hour = 2
    with pytest.raises(AttributeError, match="no attribute 'prefix'"):
        loose.prefix = "x"


def test_sessions_do_not_share_what_is_registered(
    task: Task, session: Session, other: Session
) -> None:
    session.register(StudioTask)

    found = other.get(Task, task.id)

    assert isinstance(task, StudioTask)
    assert found is not None
    assert not isinstance(found, StudioTask)
    assert isinstance(found, Task)


def test_class_may_be_given_to_the_session(site: RunningServer, task: Task) -> None:
    arguments = (site.url, site.api_user, site.api_key)
    with Session(*arguments, classes=[StudioTask, PickyTask]) as session:
        found = session.query(PickyTask).where(Task.id == task.id).one()
        assert found.label() == "picky anim"
        assert next(
            session.query(PickyTask).where(Task.id == task.id).stream()
        ).label() == ("picky anim")


def test_class_that_is_not_registered_is_refused(session: Session) -> None:
    with pytest.raises(TypeError, match=r"call session.register\(StudioTask\) first"):
        session.query(StudioTask)
    with pytest.raises(TypeError, match="is not registered"):
        session.create(StudioTask, name="x")


def test_class_of_an_entity_stands_for_its_type(session: Session, task: Task) -> None:
    session.register(StudioTask)

    assert str(session.query(type(task))) == "Task"


def test_second_class_has_to_derive_from_the_first(session: Session) -> None:
    session.register(StudioTask)

    assert session.register(StudioTask) is StudioTask
    assert session.register(PickyTask) is PickyTask
    assert session.register(StudioTask) is StudioTask
    with pytest.raises(TypeError, match="Task is PickyTask in this session"):
        session.register(OtherTask)


def test_class_of_a_base_type_is_refused(session: Session) -> None:
    class StudioContext(TypedContext):
        pass

    with pytest.raises(TypeError, match=r"has subtypes.*give TypedContext a mixin"):
        session.register(StudioContext)


def test_class_of_another_package_is_refused(session: Session) -> None:
    with pytest.raises(TypeError, match="no entity class of ftrack_typed_schema"):
        session.register(int)  # type: ignore[type-var]


@pytest.mark.parametrize("name", ["bid", "parent", "timelogs"])
def test_member_named_as_an_attribute_is_refused(session: Session, name: str) -> None:
    clashing: Any = type("Clashing", (Task,), {name: 3, "free": 4})

    with pytest.raises(NameClashError, match=rf"defines {name}, which Task has"):
        session.register(clashing)


def test_fields_are_those_of_the_generated_class(session: Session) -> None:
    session.register(StudioTask)

    names = [field.name for field in attrs.fields(StudioTask)]

    assert names == [field.name for field in attrs.fields(Task)]


def test_reading_by_the_class_costs_what_reading_by_the_generated_does(
    demo: RunningServer,
) -> None:
    with open_session(demo) as session:
        session.register(StudioTask)
        tasks = session.query(StudioTask).select(Task.name, Task.bid).all()
        users = session.query(User).all()

        assert len(tasks) > 20
        assert len(users) > 2
        assert all(task.label().startswith("task ") for task in tasks)
        assert not any(isinstance(task, Shot) for task in tasks)
        # A loaded value is no descriptor's of any class: it is read at full speed.
        assert not any("name" in vars(cls) for cls in type(tasks[0]).__mro__)
