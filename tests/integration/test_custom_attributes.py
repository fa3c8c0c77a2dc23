"""Custom attributes: set on creation and in bulk, inherited through the hierarchy."""

from __future__ import annotations

from typing import Any

import pytest

from ftrack_typed.errors import NotLoadedError
from ftrack_typed_schema import (
    CustomAttributeConfiguration,
    CustomAttributeType,
    Project,
    Sequence,
    Session,
    Shot,
    Task,
)
from integration.conftest import requests_of


@pytest.fixture
def sequence(session: Session, project: Project) -> Sequence:
    created = session.create(Sequence, name="sq010", parent=project)
    session.commit()
    return created


@pytest.fixture
def inherited(session: Session, request: pytest.FixtureRequest) -> str:
    """The key of a hierarchical attribute of the test's own, ``1`` by default."""
    key = f"h{abs(hash(request.node.name))}"
    number = session.query(CustomAttributeType).where("name is number").one()
    created: Any = session.create(
        CustomAttributeConfiguration,
        key=key,
        label=key,
        entity_type="show",
        is_hierarchical=True,
        default=1,
        type=number,
        config='{"isdecimal": true}',
        core=False,
    )
    session.commit()
    assert created.key == key
    return key


def read(session: Session, shot: Shot) -> Shot:
    found = session.get(Shot, shot.id)
    assert found is not None
    return found


def test_are_set_in_the_call_that_creates(
    session: Session, other: Session, sequence: Sequence
) -> None:
    shot = session.create(
        Shot, name="sh1", parent=sequence, custom_attributes={"fstart": 1001}
    )
    assert shot.custom_attributes["fstart"] == 1001
    with pytest.raises(NotLoadedError):
        shot.custom_attributes["fend"]
    shot.custom_attributes["fend"] = 1100
    before = requests_of(session)
    session.commit()

    assert requests_of(session) == before + 1
    values = read(other, shot).custom_attributes
    assert (values["fstart"], values["fend"]) == (1001, 1100)
    assert (shot.custom_attributes["fstart"], len(shot.custom_attributes)) == (
        1001,
        len(values),
    )


def test_of_many_entities_are_set_without_loading_and_in_one_batch(
    session: Session, other: Session, sequence: Sequence
) -> None:
    for number in range(20):
        session.create(Shot, name=f"sh{number}", parent=sequence)
    session.commit()
    shots = other.query(Shot).where(Shot.parent_id == sequence.id).all()
    before = requests_of(other)

    for number, shot in enumerate(shots):
        shot.custom_attributes["fstart"] = number
        shot.custom_attributes["handles"] = 8
    assert requests_of(other) == before + 1  # How they are configured.
    assert len(other.changes) == 40
    other.commit()
    assert requests_of(other) == before + 2

    assert [shot.custom_attributes["fstart"] for shot in shots] == list(range(20))
    mine = read(session, shots[3])
    assert (mine.custom_attributes["fstart"], mine.custom_attributes["handles"]) == (
        3,
        8,
    )


def test_unknown_one_is_refused_and_those_that_are_there_named(
    session: Session, sequence: Sequence
) -> None:
    with pytest.raises(KeyError, match=r"Shot has no custom attribute 'nope'.*fstart"):
        session.create(Shot, name="sh1", parent=sequence, custom_attributes={"nope": 1})
    assert session.changes == ()


def test_rollback_forgets_what_was_set(
    session: Session, other: Session, sequence: Sequence
) -> None:
    shot = session.create(Shot, name="sh1", parent=sequence)
    session.commit()
    theirs = read(other, shot)
    default = shot.custom_attributes["fstart"]
    theirs.custom_attributes["fstart"] = 7
    other.rollback()

    assert other.changes == ()
    assert theirs.custom_attributes["fstart"] == default


def test_effective_value_is_that_of_the_nearest_above_where_it_was_set(
    session: Session, other: Session, project: Project, inherited: str
) -> None:
    sequence = session.create(
        Sequence, name="sq", parent=project, custom_attributes={inherited: 24}
    )
    plain = session.create(Shot, name="plain", parent=sequence)
    own = session.create(
        Shot,
        name="own",
        parent=sequence,
        # What was set to the default was set all the same.
        custom_attributes={inherited: 1, "fstart": 5},
    )
    task = session.create(Task, name="anim", parent=plain)
    session.commit()

    shots = other.query(Shot).where(Shot.parent_id == sequence.id).order_by("name")
    before = requests_of(other)
    first, second = shots.all()
    values = other.effective_custom_attributes([first, second])

    assert requests_of(other) <= before + 4
    assert (first.name, second.name) == ("own", "plain")
    assert (values[first][inherited], values[first]["fstart"]) == (1, 5)
    assert values[second][inherited] == 24
    assert second.custom_attributes[inherited] == 1
    assert task.effective_custom_attributes()[inherited] == 24
    assert own.effective_custom_attributes()[inherited] == 1
    assert project.effective_custom_attributes()[inherited] == 1


def test_effective_value_sees_what_is_pending(
    session: Session, project: Project, inherited: str
) -> None:
    sequence = session.create(Sequence, name="sq", parent=project)
    shot = session.create(Shot, name="sh", parent=sequence)
    session.commit()
    sequence.custom_attributes[inherited] = 30

    assert shot.effective_custom_attributes()[inherited] == 30
    session.rollback()
    assert shot.effective_custom_attributes()[inherited] == 1


def test_attribute_of_a_project_hides_a_global_one(
    session: Session, project: Project, sequence: Sequence
) -> None:
    key = "fstart"
    there = session.query(CustomAttributeConfiguration).where(f"key is {key}").first()
    assert there is not None
    own = session.create(
        CustomAttributeConfiguration,
        key=key,
        label=key,
        entity_type="task",
        object_type_id=there.object_type_id,
        project_id=project.id,
        type_id=there.type_id,
        config=there.config,
        core=False,
        default=0,
    )
    session.commit()
    shot = session.create(Shot, name="sh", parent=sequence, custom_attributes={key: 12})
    (change,) = [
        change
        for change in session.changes
        if change.key.entity_type == "ContextCustomAttributeValue"
    ]
    session.commit()

    assert change.key.values == (own.id, shot.id)
    assert shot.custom_attributes[key] == 12
