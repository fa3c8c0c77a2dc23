"""Custom attributes: values and configurations."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

arrow: Any = import_module("arrow")

CONFIGS: dict[str, object] = {
    "text": {"markdown": False},
    "number": {"isdecimal": True},
    "enumerator": {
        "multiSelect": True,
        "data": json.dumps(
            [{"menu": "Foo", "value": "foo"}, {"menu": "Bar", "value": "bar"}]
        ),
    },
}


def configure(session: Any, kind: str, default: object, **values: object) -> Any:
    """Create a configuration of the type *kind*, of versions where nothing is said."""
    key = values.pop("key", f"key_{uuid4().hex}")
    role = session.query("SecurityRole").first()
    data = {
        "entity_type": "assetversion",
        "type": session.query(f'CustomAttributeType where name is "{kind}"').one(),
        "label": key,
        "key": key,
        "default": default,
        "config": json.dumps(CONFIGS.get(kind, {})),
        "read_security_roles": [role],
        "write_security_roles": [role],
        **values,
    }
    made = session.create("CustomAttributeConfiguration", data)
    session.commit()
    return made


def test_default_attributes_of_a_new_site(
    project: Any, sequence: Any, shot: Any
) -> None:
    # Other examples may have added some.
    assert (
        dict(shot["custom_attributes"]).items()
        >= {
            "fstart": 1,
            "fend": 1,
            "handles": 0,
            "fps": 25,
            "duration": "{self.fend - self.fstart + 1}",
        }.items()
    )
    assert sequence["custom_attributes"]["fps"] == 25
    assert project["custom_attributes"]["fps"] == 24


@pytest.mark.parametrize(
    ("kind", "default", "value"),
    [
        ("text", "bar", "foo"),
        ("url", "https://example.com", "https://example.com/a"),
        ("number", 42, 12.5),
        ("boolean", False, True),
        ("enumerator", ["bar"], ["foo", "bar"]),
        ("dynamic enumerator", ["bar"], ["other"]),
        ("expression", "{self.a}", "{self.b}"),
    ],
)
def test_every_type_has_a_default_and_keeps_what_is_set(
    session: Any, other: Any, version: Any, kind: str, default: object, value: object
) -> None:
    key = configure(session, kind, default)["key"]
    values = other.get("AssetVersion", version["id"])["custom_attributes"]
    assert values[key] == default
    values[key] = value
    other.commit()
    assert values[key] == value
    assert version["custom_attributes"][key] == value
    values[key] = None
    other.commit()
    assert values[key] is None


def test_dates_are_set_from_dates_and_times(
    session: Any, other: Any, version: Any
) -> None:
    key = configure(session, "date", arrow.Arrow(2017, 2, 8))["key"]
    values = other.get("AssetVersion", version["id"])["custom_attributes"]
    assert values[key] == arrow.get("2017-02-08")
    values[key] = datetime.datetime(2020, 3, 4, 5, 6, 7)
    other.commit()
    assert version["custom_attributes"][key] == arrow.get("2020-03-04T05:06:07")
    values[key] = datetime.date(2021, 1, 2)
    other.commit()
    other.reset()
    again = other.get("AssetVersion", version["id"])["custom_attributes"]
    assert again[key] == arrow.get("2021-01-02")
    after = (
        "AssetVersion where custom_attributes any"
        f' (key is {key} and value after "2021-01-01")'
    )
    assert [row["id"] for row in other.query(after)] == [version["id"]]


@pytest.mark.parametrize(
    ("level", "name"),
    [
        ("show", None),
        ("task", "Folder"),
        ("task", "Asset Build"),
        ("task", "Milestone"),
        ("task", "Task"),
        ("asset", None),
        ("assetversion", None),
        ("list", None),
        ("user", None),
    ],
)
def test_every_level_has_its_own(
    session: Any,
    other: Any,
    project: Any,
    asset: Any,
    version: Any,
    me: Any,
    object_type: Callable[[str], str],
    level: str,
    name: str | None,
) -> None:
    options = {} if name is None else {"object_type_id": object_type(name)}
    key = configure(session, "text", "bar", entity_type=level, **options)["key"]
    made = {
        "show": lambda: project,
        "task": lambda: session.create(
            str(name).replace(" ", ""), {"name": "new", "parent": project}
        ),
        "asset": lambda: asset,
        "assetversion": lambda: version,
        "list": lambda: session.create(
            "TypedContextList",
            {
                "name": "new",
                "project": project,
                "category": session.query("ListCategory").first(),
            },
        ),
        "user": lambda: me,
    }[level]()
    session.commit()
    assert made["custom_attributes"][key] == "bar"
    made["custom_attributes"][key] = "foo"
    session.commit()
    again = other.get(made.entity_type, made["id"])
    assert again["custom_attributes"][key] == "foo"
    found = other.query(
        f'{made.entity_type} where custom_attributes any (key is "{key}"'
        ' and value is "foo")'
    )
    assert [row["id"] for row in found] == [made["id"]]
    assert key not in dict(project["custom_attributes"]) or level == "show"


def test_values_are_set_in_the_commit_that_creates(
    session: Any, other: Any, sequence: Any
) -> None:
    shot = session.create("Shot", {"name": "new", "parent": sequence})
    shot["custom_attributes"]["fstart"] = 1001
    session.commit()
    assert shot["custom_attributes"]["fstart"] == 1001
    again = other.query(
        f"select custom_attributes from Shot where id is {shot['id']}"
    ).one()
    with other.auto_populating(False):
        assert again["custom_attributes"]["fstart"] == 1001
    by_number = "custom_attributes any (key is fstart and value > 1000)"
    found = other.query(f"Shot where parent_id is {sequence['id']} and {by_number}")
    assert found.one() is again


def test_hierarchical_values_are_those_that_were_set(
    session: Any, project: Any, sequence: Any, shot: Any, task: Any, version: Any
) -> None:
    key = configure(session, "text", None, entity_type="show", is_hierarchical=True)[
        "key"
    ]
    shot["custom_attributes"][key] = "foo"
    session.commit()
    assert shot["custom_attributes"][key] == "foo"
    for entity in (project, sequence, task, version, version["asset"]):
        assert entity["custom_attributes"][key] is None
    found = session.query(
        f"Context where custom_attributes any (key is {key} and value is foo)"
    )
    assert found.one() is shot


def test_an_attribute_of_a_project_hides_the_one_of_all(
    session: Any,
    other: Any,
    project: Any,
    shot: Any,
    schema: Any,
    object_type: Callable[[str], str],
) -> None:
    elsewhere = session.create(
        "Project", {"name": uuid4().hex, "project_schema": schema}
    )
    far = session.create("Shot", {"name": "far", "parent": elsewhere})
    key = f"key_{uuid4().hex}"
    kind = object_type("Shot")
    options = {"key": key, "entity_type": "task", "object_type_id": kind}
    everywhere = configure(session, "text", "global", **options)
    here = configure(session, "text", "own", project_id=project["id"], **options)
    assert shot["custom_attributes"][key] == "own"
    assert far["custom_attributes"][key] == "global"
    shot["custom_attributes"][key] = "set"
    far["custom_attributes"][key] = "set far"
    session.commit()
    again = other.get("Shot", shot["id"])
    assert again["custom_attributes"][key] == "set"
    session.delete(here)
    session.commit()
    other.reset()
    assert other.get("Shot", shot["id"])["custom_attributes"][key] == "global"
    session.delete(everywhere)
    session.commit()
    other.reset()
    assert key not in dict(other.get("Shot", far["id"])["custom_attributes"])


def test_an_attribute_of_a_project_may_become_one_of_all(
    session: Any, ftrack_api: Any, project: Any
) -> None:
    made = configure(session, "text", "bar", project_id=project["id"])
    made["project_id"] = None
    session.commit()
    made["project_id"] = project["id"]
    with pytest.raises(ftrack_api.exception.ServerError, match="ValidationError"):
        session.commit()


def test_the_type_of_an_attribute_stays(session: Any, ftrack_api: Any) -> None:
    made = configure(session, "text", "bar")
    made["type"] = session.query('CustomAttributeType where name is "number"').one()
    with pytest.raises(ftrack_api.exception.ServerError, match="ValidationError"):
        session.commit()


def test_a_changed_default_is_for_what_has_no_value(
    session: Any, other: Any, version: Any
) -> None:
    made = configure(session, "number", 42)
    made["default"] = 43
    session.commit()
    values = other.get("AssetVersion", version["id"])["custom_attributes"]
    assert values[made["key"]] == 43


@pytest.mark.parametrize(
    ("kind", "default", "wrong", "wanted"),
    [
        ("number", 1, "test", "number"),
        ("number", 1, True, "number"),
        ("text", "", 5, "text"),
        ("boolean", False, "yes", "boolean"),
        ("date", None, "some day", "date"),
        ("enumerator", ["foo"], 7, "list"),
        ("dynamic enumerator", [], 7, "list"),
    ],
)
def test_values_of_the_wrong_type_are_refused(
    session: Any,
    ftrack_api: Any,
    version: Any,
    kind: str,
    default: object,
    wrong: object,
    wanted: str,
) -> None:
    key = configure(session, kind, default)["key"]
    version["custom_attributes"][key] = wrong
    message = (
        rf'ValidationError\(Custom attribute value for "{key}" must be of type'
        rf" {wanted}\. Got .*{wrong}"
    )
    with pytest.raises(ftrack_api.exception.ServerError, match=message):
        session.commit()


def test_groups_and_roles_of_an_attribute(session: Any, other: Any) -> None:
    group = session.query("CustomAttributeGroup").first()
    if group is None:
        group = session.create("CustomAttributeGroup", {"name": "ours"})
    made = configure(session, "text", "bar", group=group)
    again = other.get("CustomAttributeConfiguration", made["id"])
    assert again["group"]["name"] == group["name"]
    assert len(again["read_security_roles"]) == len(again["write_security_roles"]) == 1
    assert again["type"]["name"] == "text"
    assert json.loads(again["config"]) == {"markdown": False}
    assert made["id"] in {row["id"] for row in group["custom_attribute_configurations"]}


def test_values_of_a_configuration(session: Any, version: Any) -> None:
    made = configure(session, "text", "bar")
    version["custom_attributes"][made["key"]] = "foo"
    session.commit()
    found = session.query(
        "select value, entity_id from AssetVersionCustomAttributeValue where"
        f" configuration_id is {made['id']} and entity_id is {version['id']}"
    ).one()
    assert found["value"] == "foo"
    session.delete(found)
    session.commit()
    rows = session.query(
        f"AssetVersion where id is {version['id']} and custom_attributes any"
        f' (key is "{made["key"]}" and value is "bar")'
    )
    assert rows.one() is version
