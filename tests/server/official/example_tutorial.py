"""The first steps with the official client."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

arrow: Any = import_module("arrow")
formatter: Any = import_module("ftrack_api.formatter")
symbol: Any = import_module("ftrack_api.symbol")


def test_entity_types_come_from_the_server(session: Any) -> None:
    assert {"Project", "Shot", "Task", "User", "Status", "Timelog"} <= set(
        session.types
    )
    assert session.server_information["version"]


def test_an_entity_is_a_mapping(session: Any, project: Any) -> None:
    found = session.query(f'Project where name is "{project["name"]}"')[0]
    assert {"name", "full_name", "status", "children"} <= set(found.keys())
    assert found["name"] == project["name"]
    assert "name" in found
    assert formatter.format(found)


@pytest.mark.parametrize(
    "entity_type",
    ["Project", "Shot", "Task", "User", "Status", "AssetVersion", "ObjectType"],
)
def test_every_value_of_an_entity_can_be_read(
    other: Any, version: Any, entity_type: str
) -> None:
    found = other.query(entity_type).first()
    values = dict(found)
    assert set(values) == set(found.keys())
    assert dict(found.items()) == values


def test_criteria_narrow_and_combine(session: Any, project: Any) -> None:
    project["end_date"] = arrow.utcnow().shift(days=1)
    session.commit()
    later = arrow.utcnow().shift(weeks=1)
    ending = session.query(
        f'Project where status is active and end_date before "{later}"'
    )
    assert project in ending.all()


def test_relations_lead_both_ways(session: Any, project: Any, sequence: Any) -> None:
    (child,) = project["children"]
    assert child is sequence
    assert child["parent"] is project
    found = session.query(f'Context where parent.name like "{project["name"][:20]}%"')
    assert sequence in found.all()


def test_a_child_is_put_below_its_parent_either_way(session: Any, project: Any) -> None:
    one = session.create("Sequence", {"name": "one"})
    one["description"] = "set before the commit"
    one["parent"] = project
    session.commit()
    two = session.create("Sequence", {"name": "two"})
    project["children"].append(two)
    session.commit()
    rows = session.query(f"Sequence where parent_id is {project['id']} order by name")
    assert [row["name"] for row in rows] == ["one", "sq010", "two"]
    assert two["project_id"] == project["id"]


def test_a_whole_production_is_one_transaction(session: Any, schema: Any) -> None:
    name = f"production-{uuid4().hex}"
    kind = schema.get_types("Task")[0]
    status = schema.get_statuses("Task", kind["id"])[0]
    project = session.create(
        "Project", {"name": name, "full_name": name, "project_schema": schema}
    )
    for number in range(1, 4):
        sequence = session.create(
            "Sequence", {"name": f"seq_{number}", "parent": project}
        )
        for shot_number in range(1, 4):
            shot = session.create(
                "Shot",
                {
                    "name": f"{shot_number}0".zfill(3),
                    "parent": sequence,
                    "status": schema.get_statuses("Shot")[0],
                },
            )
            for task_number in range(1, 3):
                session.create(
                    "Task",
                    {
                        "name": f"task_{task_number}",
                        "parent": shot,
                        "status": status,
                        "type": kind,
                    },
                )
    session.commit()
    assert len(session.query(f"Task where project.name is {name}")) == 18
    assert len(project["descendants"]) == 3 + 9 + 18


def test_metadata_is_a_mapping(session: Any, sequence: Any) -> None:
    sequence["metadata"]["frame_padding"] = "4"
    sequence["metadata"]["focal_length"] = "70"
    session.commit()
    assert sorted(sequence["metadata"].items()) == [
        ("focal_length", "70"),
        ("frame_padding", "4"),
    ]
    sequence["metadata"]["frame_padding"] = "5"
    sequence["metadata"] = {"frame_padding": "4"}
    session.commit()
    assert list(sequence["metadata"].keys()) == ["frame_padding"]
    assert (
        session.query(
            'Sequence where metadata.key is "frame_padding"'
            f' and metadata.value is "4" and id is {sequence["id"]}'
        ).one()
        is sequence
    )
    del sequence["metadata"]["frame_padding"]
    session.commit()
    assert len(sequence["metadata"]) == 0


def test_scopes_are_added_and_removed(session: Any, task: Any) -> None:
    name = f"scope-{uuid4().hex}"
    scope = session.create("Scope", {"name": name})
    task["scopes"].append(scope)
    session.commit()
    assert session.query(f'Task where scopes.name is "{name}"').one() is task
    task["scopes"].remove(scope)
    session.commit()
    assert session.query(f'Task where scopes.name is "{name}"').first() is None


def test_every_attribute_of_every_type_can_be_read(connect: Callable[..., Any]) -> None:
    session = connect()
    seen: set[str] = set()
    for name in sorted(session.types):
        entity = session.query(name).first()
        if entity is None:
            continue
        seen.add(name)
        values = dict(entity)
        assert set(values) == set(entity.keys())
        # Of immutable collections this client itself shows nothing.
        assert not [
            name
            for name, value in values.items()
            if value is symbol.NOT_SET and entity.attributes.get(name).mutable
        ]
    assert {"Note", "ReviewSession", "Timelog", "UserSecurityRole"} <= seen
    assert len(seen) > 80
