"""Who is told of which changes."""

from __future__ import annotations

from itertools import count
from typing import Any

from support.event_client import EventClient, connected
from support.people import own_id
from support.site import SiteClient, update


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


def test_an_event_is_from_who_signed_in(admin: SiteClient, artist: SiteClient) -> None:
    with connected(admin) as listening, connected(artist) as sending:
        listening.subscribe("topic=studio.news")
        sending.publish("studio.news", 1, source={"user": {"username": admin.user}})
        told = listening.event()["source"]["user"]
        assert told == {"username": artist.user, "id": own_id(artist)}
