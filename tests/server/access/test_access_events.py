"""Who is told of which changes."""

from __future__ import annotations

from itertools import count
from typing import Any

from support.event_client import EventClient, connected
from support.people import own_id, role_id
from support.site import SiteClient, create, delete, refer, update


def entities(client: EventClient) -> list[str]:
    event = client.event()
    assert event["topic"] == "ftrack.update"
    data: dict[str, Any] = event["data"]
    parents = {
        step["entityId"] for item in data["entities"] for step in item["parents"]
    }
    # Nothing else is told of, by whatever name.
    assert set(data["parents"]) <= parents
    return sorted(item["entityId"] for item in data["entities"])


_NUMBERS = count()


def change(*projects: str) -> list[dict[str, Any]]:
    text = f"changed {next(_NUMBERS)}"
    return [update("Task", f"{name}.task", description=text) for name in projects]


def test_changes_are_told_to_those_who_see_them(
    admin: SiteClient, artist: SiteClient, manager: SiteClient, nobody: SiteClient
) -> None:
    with (
        connected(admin) as all_seeing,
        connected(artist) as of_open,
        connected(manager) as of_most,
        connected(nobody) as of_none,
    ):
        clients = (all_seeing, of_open, of_most, of_none)
        for client in clients:
            assert client.subscribe("topic=ftrack.update")["success"]
        admin.call(*change("open", "other", "private"))
        admin.call(*change("private"))
        admin.call(update("User", own_id(nobody), last_name="Known"))
        every = ["open.task", "other.task", "private.task"]
        assert entities(all_seeing) == every
        assert entities(all_seeing) == ["private.task"]
        assert entities(of_open) == ["open.task"]
        assert entities(of_most) == ["open.task", "other.task"]
        for client in clients:
            assert entities(client) == [own_id(nobody)]
            assert client.ask("end") == {"success": True}


def test_changes_of_custom_attributes_are_told_to_those_who_read_them(
    admin: SiteClient, artist: SiteClient, manager: SiteClient
) -> None:
    (text,) = admin.keys('CustomAttributeType where name is "text"')
    managers = [refer("SecurityRole", role_id(admin, "Project Manager"))]
    admin.call(
        create(
            "CustomAttributeConfiguration",
            id="secret",
            key="secret",
            label="secret",
            entity_type="show",
            type_id=text,
            config="{}",
            read_security_roles=managers,
        )
    )
    with connected(artist) as not_told, connected(manager) as told:
        for client in (not_told, told):
            assert client.subscribe("topic=ftrack.update")["success"]
        value = {
            "action": "update",
            "entity_type": "ContextCustomAttributeValue",
            "entity_key": ["secret", "open"],
            "entity_data": {"value": "set"},
        }
        admin.call(value)
        admin.call(*change("open"))
        (entity,) = told.event()["data"]["entities"]
        assert entity["changes"]["secret"]["new"] == "set"
        assert entities(told) == entities(not_told) == ["open.task"]
    admin.call(delete("CustomAttributeConfiguration", "secret"))


def test_an_event_is_from_who_signed_in(admin: SiteClient, artist: SiteClient) -> None:
    with connected(admin) as listening, connected(artist) as sending:
        listening.subscribe("topic=studio.news")
        sending.publish("studio.news", 1, source={"user": {"username": admin.user}})
        told = listening.event()["source"]["user"]
        assert told == {"username": artist.user, "id": own_id(artist)}
