"""Custom attributes that link entities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4


def configure(session: Any, to: str, task_type: str, **values: object) -> Any:
    """Create a configuration of links from tasks to what *to* names."""
    key = f"link_{uuid4().hex}"
    role = session.query("SecurityRole").first()
    data = {
        "entity_type": "task",
        "object_type_id": task_type,
        "entity_type_to": to,
        "label": key,
        "key": key,
        "config": "{}",
        "one_to_one": False,
        "write_security_roles": [role],
        "read_security_roles": [role],
        **values,
    }
    made = session.create("CustomAttributeLinkConfiguration", data)
    session.commit()
    return made


def link(session: Any, source: Any, target: Any, configuration: Any) -> Any:
    made = session.create(
        "CustomAttributeLink",
        {
            "from_id": source["id"],
            "to_id": target["id"],
            "configuration_id": configuration["id"],
        },
    )
    session.commit()
    return made


def test_links_are_found_from_both_ends(
    session: Any, task: Any, me: Any, object_type: Callable[[str], str]
) -> None:
    task["bid"] = 5.0
    made = configure(session, "user", object_type("Task"))
    link(session, task, me, made)
    key = made["key"]
    found = session.query(
        "select name from Task where custom_attribute_links any"
        f' (configuration.key is "{key}" and user.username is "{session.api_user}")'
    )
    assert found.one() is task
    found = session.query(
        "select username from User where custom_attribute_links_from any"
        f' (configuration.key is "{key}" and context.bid > 1)'
    )
    assert found.one() is me
    (value,) = session.query(
        "select user from CustomAttributeLink where"
        f' configuration.key = "{key}" and from_id = "{task["id"]}"'
    )
    assert value.entity_type == "UserCustomAttributeLink"
    assert value["user"] is me


def test_links_to_every_kind_of_entity(
    session: Any,
    other: Any,
    task: Any,
    shot: Any,
    version: Any,
    project: Any,
    object_type: Callable[[str], str],
) -> None:
    group = session.create("Group", {"name": uuid4().hex})
    component = session.create("FileComponent", {"name": "main", "version": version})
    session.commit()
    ends = [
        ("show", project, "ContextCustomAttributeLink", "context"),
        ("task", shot, "ContextCustomAttributeLink", "context"),
        ("asset_version", version, "AssetVersionCustomAttributeLink", "asset_version"),
        ("asset", version["asset"], "AssetCustomAttributeLink", "asset"),
        ("group", group, "GroupCustomAttributeLink", "group"),
        ("component", component, "ComponentCustomAttributeLink", "component"),
    ]
    for kind, target, name, relation in ends:
        more = {"object_type_id_to": object_type("Shot")} if kind == "task" else {}
        made = configure(session, kind, object_type("Task"), **more)
        link(session, task, target, made)
        (value,) = other.query(
            f"select {relation} from {name} where configuration_id is {made['id']}"
        )
        assert value[relation]["id"] == target["id"]
        assert value["from_id"] == task["id"]


def test_a_link_goes_with_what_it_leads_to(
    session: Any, task: Any, version: Any, object_type: Callable[[str], str]
) -> None:
    made = configure(session, "asset_version", object_type("Task"), one_to_one=True)
    link(session, task, version, made)
    session.delete(version)
    session.commit()
    text = f"CustomAttributeLink where configuration_id is {made['id']}"
    assert session.query(text).first() is None
