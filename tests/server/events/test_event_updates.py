"""What clients are told of each other's commits."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.databases import Databases
from support.event_client import EventClient, connected
from support.production import fill
from support.site import RefusedError, SiteClient, create, delete, refer, update


@pytest.fixture(scope="module")
def told_server(databases: Databases) -> Iterator[RunningServer]:
    with ftrack_typed_server.running(database=databases.passing()) as server:
        client = SiteClient.of(server)
        fill(client)
        client.close()
        yield server


@pytest.fixture
def told(told_server: RunningServer) -> Iterator[SiteClient]:
    client = SiteClient.of(told_server, ftrack_clienttoken="mine")
    yield client
    client.close()


@pytest.fixture
def listener(told: SiteClient) -> Iterator[EventClient]:
    with connected(told) as client:
        assert client.subscribe("topic=ftrack.update") == {"success": True}
        yield client


def of_entity(event: dict[str, Any], key: str) -> dict[str, Any]:
    (found,) = [item for item in event["data"]["entities"] if item["entityId"] == key]
    assert isinstance(found, dict)
    return found


def test_update_tells_old_and_new(told: SiteClient, listener: EventClient) -> None:
    (task,) = told.rows(
        "select name, parent_id, project_id, object_type_id, bid from Task limit 1"
    )
    key, name, bid = task["id"], task["name"], task["bid"]
    me = told.keys(f'User where username is "{told.user}"')[0]
    told.call(update("Task", key, name="renamed", bid=bid + 60))
    event = listener.event()
    assert set(event) == {
        *("id", "topic", "data", "sent", "source", "target", "inReplyToEvent")
    }
    assert event["source"]["user"] == {"username": told.user, "id": me}
    data = event["data"]
    assert data["user"] == {"userid": me, "name": told.user}
    assert (data["clientToken"], data["pushToken"]) == ("mine", None)
    (entity,) = data["entities"]
    assert entity["changes"] == {
        "name": {"old": name, "new": "renamed"},
        "bid": {"old": bid, "new": bid + 60},
    }
    assert sorted(entity["keys"]) == ["bid", "name"]
    assert (entity["action"], entity["entityId"]) == ("update", key)
    assert (entity["entityType"], entity["entity_type"]) == ("task", "Task")
    assert entity["parentId"] == task["parent_id"]
    assert entity["objectTypeId"] == task["object_type_id"]
    chain = entity["parents"]
    assert [link["parentId"] for link in chain] == [
        *(link["entityId"] for link in chain[1:]),
        None,
    ]
    assert chain[0]["entityId"] == key
    assert chain[-1] == {
        "entityId": task["project_id"],
        "entityType": "show",
        "entity_type": "Project",
        "parentId": None,
    }
    assert data["parents"] == [link["entityId"] for link in chain[1:]]
    told.call(update("Task", key, name=name, end_date="2025-05-01"))
    changes = of_entity(listener.event(), key)["changes"]
    assert changes["name"] == {"old": "renamed", "new": name}
    assert changes["enddate"]["new"] == "2025-05-01T00:00:00"


def test_batch_is_told_once_and_as_a_whole(
    told: SiteClient, listener: EventClient
) -> None:
    project = told.keys("Project")[0]
    told.call(
        create("Sequence", id="sq", name="sq", parent_id=project),
        create("Shot", id="sh", name="draft", parent_id="sq"),
        update("Shot", "sh", name="sh"),
        create("Task", id="gone", name="gone", parent_id="sh"),
        delete("Task", "gone"),
        create("Asset", id="as", name="as", parent=refer("Shot", "sh")),
        create("AssetVersion", id="v", asset_id="as"),
        create("FileComponent", id="c", name="main", version_id="v"),
    )
    event = listener.event()
    actions = {
        item["entityId"]: (item["action"], item["entityType"], item["parentId"])
        for item in event["data"]["entities"]
    }
    assert actions == {
        "sq": ("add", "task", project),
        "sh": ("add", "task", "sq"),
        "as": ("add", "asset", "sh"),
        "v": ("add", "assetversion", "as"),
        "c": ("add", "component", "v"),
    }
    changes = of_entity(event, "sh")["changes"]
    assert changes["name"] == {"old": None, "new": "sh"}
    # What the server filled in is told as well.
    assert changes["showid"] == {"old": None, "new": project}
    assert of_entity(event, "v")["changes"]["version"] == {"old": None, "new": 1}
    chain = [link["entityId"] for link in of_entity(event, "c")["parents"]]
    assert chain == ["c", "v", "as", "sh", "sq", project]
    told.call(delete("Sequence", "sq"))
    removed = listener.event()
    assert {
        item["entityId"]: item["action"] for item in removed["data"]["entities"]
    } == dict.fromkeys(["sq", "sh", "as", "v", "c"], "remove")
    assert of_entity(removed, "sh")["changes"]["name"] == {"old": "sh", "new": None}
    assert [link["entityId"] for link in of_entity(removed, "c")["parents"]] == chain


def test_rows_that_change_with_others_are_told(
    told: SiteClient, listener: EventClient
) -> None:
    first, second = told.keys("Project limit 2")
    told.call(
        create("Sequence", id="m", name="m", parent_id=first),
        create("Task", id="mt", name="mt", parent_id="m"),
        create("Scope", id="scope", name="scope"),
        create("User", id="u", username="u"),
    )
    listener.event()
    told.call(update("Sequence", "m", parent_id=second))
    moved = listener.event()
    assert of_entity(moved, "mt")["changes"] == {
        "showid": {"old": first, "new": second}
    }
    told.call(
        create(
            "Appointment", id="ap", context_id="mt", resource_id="u", type="assignment"
        )
    )
    assigned = of_entity(listener.event(), "ap")
    assert assigned["changes"]["resource_id"] == {"old": None, "new": "u"}
    assert assigned["parentId"] == "mt"
    told.call(delete("Sequence", "m"))
    gone = listener.event()
    assert of_entity(gone, "ap")["changes"]["context_id"] == {"old": "mt", "new": None}


def test_custom_attributes_are_told_with_their_entity(
    told: SiteClient, listener: EventClient
) -> None:
    values = (
        "select configuration_id, entity_id, key, value from "
        "ContextCustomAttributeValue where "
    )
    (value,) = told.rows(f"{values} key is fstart limit 1")
    key = [value["configuration_id"], value["entity_id"]]
    for new in (2001, 2002):
        told.call(update("ContextCustomAttributeValue", key, value=new))
        entity = of_entity(listener.event(), value["entity_id"])
        assert (entity["action"], entity["keys"]) == ("update", ["fstart"])
        assert entity["changes"]["fstart"]["new"] == new
    assert entity["changes"]["fstart"]["old"] == 2001
    told.call(delete("ContextCustomAttributeValue", *key))
    entity = of_entity(listener.event(), value["entity_id"])
    (default,) = told.rows(
        f"{values} configuration_id is {key[0]} and entity_id is {key[1]}"
    )
    assert entity["changes"] == {"fstart": {"old": 2002, "new": default["value"]}}


def test_nothing_is_told_of_what_changed_nothing(
    told: SiteClient, listener: EventClient
) -> None:
    project = told.keys("Project")[0]
    (row,) = told.rows(f"select full_name from Project where id is {project}")
    told.call(update("Project", project, full_name=row["full_name"]))
    with pytest.raises(RefusedError):
        told.call(
            update("Project", project, full_name="rolled back"),
            create("Task", name="nowhere", parent_id="nothing"),
        )
    told.rows("Task")
    told.headers["ftrack-pushtoken"] = "push"
    told.call(update("Project", project, full_name="told"))
    event = listener.event()
    assert event["data"]["pushToken"] == "push"
    assert of_entity(event, project)["changes"]["fullname"]["new"] == "told"
    assert event["data"]["parents"] == []


def test_token_that_clients_send_for_none(
    told: SiteClient, listener: EventClient
) -> None:
    told.headers = {"ftrack-pushtoken": "undefined"}
    told.call(create("Scope", name="a scope"))
    data = listener.event()["data"]
    assert (data["clientToken"], data["pushToken"]) == (None, None)
    (entity,) = data["entities"]
    assert (entity["entityType"], entity["parentId"]) == ("scope", None)


def test_who_subscribed_to_other_things_is_told_nothing(told: SiteClient) -> None:
    with connected(told) as client:
        client.subscribe("topic=ftrack.meta.reply")
        client.subscribe("topic=ftrack.* and not topic=ftrack.update")
        told.call(create("Scope", name="untold"))
        assert client.ask("end") == {"success": True}


def test_updates_can_be_picked_by_what_they_hold(told: SiteClient) -> None:
    with connected(told) as client:
        client.subscribe("topic=ftrack.update and data.clientToken!=mine")
        told.call(create("Scope", name="my own"))
        other = SiteClient(told.url, told.user, told.key, {"ftrack-clienttoken": "x"})
        other.call(create("Scope", name="another's"))
        other.close()
        assert client.event()["data"]["clientToken"] == "x"


def test_commits_are_told_in_their_order(
    told: SiteClient, listener: EventClient
) -> None:
    key = told.keys("Project")[0]
    told.call(update("Project", key, full_name="start"))
    listener.event()

    def rename(number: int) -> None:
        told.call(update("Project", key, full_name=f"name {number}"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(rename, range(40)))
    name = "start"
    for _ in range(40):
        change = of_entity(listener.event(), key)["changes"]["fullname"]
        assert change["old"] == name
        name = change["new"]
    (row,) = told.rows(f"select full_name from Project where id is {key}")
    assert row["full_name"] == name
