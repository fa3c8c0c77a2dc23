"""Values that the server computes, and what it fills in."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest

arrow: Any = import_module("arrow")


def fresh(session: Any, entity: Any, *names: str) -> Any:
    """Return *entity* with attributes as the server has them now."""
    key = f"where id is {entity['id']}"
    return session.query(
        f"select {', '.join(names)} from {entity.entity_type} {key}"
    ).one()


def test_what_is_filled_in_of_a_task(session: Any, other: Any, shot: Any) -> None:
    made = [session.create("Task", {"name": name, "parent": shot}) for name in "abc"]
    session.commit()
    tasks = [other.get("Task", item["id"]) for item in made]
    assert {task["context_type"] for task in tasks} == {"task"}
    assert {task["project_id"] for task in tasks} == {shot["project_id"]}
    assert {task["priority"]["name"] for task in tasks} == {"None"}
    assert {task["status"]["name"] for task in tasks} == {"Not started"}
    assert {task["bid"] for task in tasks} == {0}
    assert [task["sort"] for task in tasks] == sorted({task["sort"] for task in tasks})
    assert {task["created_by"]["username"] for task in tasks} == {session.api_user}
    age = arrow.utcnow() - tasks[0]["created_at"]
    assert abs(age.total_seconds()) < 3600
    assert {task["object_type"]["name"] for task in tasks} == {"Task"}


def test_what_is_filled_in_of_a_project(other: Any, project: Any) -> None:
    found = other.get("Project", project["id"])
    assert (found["context_type"], found["status"]) == ("show", "active")
    assert found["project_id"] == found["id"]
    assert found["link"] == [
        {"id": found["id"], "name": found["name"], "type": "Project"}
    ]


def test_versions_are_counted_in_their_asset(
    session: Any, other: Any, asset: Any
) -> None:
    first = session.create("AssetVersion", {"asset": asset})
    session.commit()
    later = [session.create("AssetVersion", {"asset": asset}) for _ in range(2)]
    session.commit()
    rows = [other.get("AssetVersion", item["id"]) for item in (first, *later)]
    assert [row["version"] for row in rows] == [1, 2, 3]
    assert [row["is_latest_version"] for row in rows] == [False, False, True]
    assert {row["user"]["username"] for row in rows} == {session.api_user}
    assert {row["status"]["name"] for row in rows} == {"Pending Review"}
    assert {row["is_published"] for row in rows} == {True}
    assert other.get("Asset", asset["id"])["latest_version"] is rows[-1]
    found = other.query(
        f"AssetVersion where asset_id is {asset['id']} and is_latest_version is True"
    )
    assert found.one() is rows[-1]
    session.delete(later[-1])
    session.commit()
    assert (
        fresh(session, asset, "latest_version.version")["latest_version"]["version"]
        == 2
    )


def test_the_link_of_a_version_ends_with_itself(other: Any, version: Any) -> None:
    found = other.query(
        f"select link from AssetVersion where id is {version['id']}"
    ).one()
    names = [item["name"] for item in found["link"]]
    assert names[1:3] == ["sq010", "sh010"]
    assert re.search(r"hero", " ".join(names[3:]))
    assert found["link"][-1]["id"] == version["id"]
    assert found["link"][-1]["type"] == "AssetVersion"


def test_the_ancestors_of_what_lies_deep(other: Any, version: Any, task: Any) -> None:
    found = other.get("Task", task["id"])
    assert {item["name"] for item in found["ancestors"]} == {"sq010", "sh010"}
    asset = other.get("AssetVersion", version["id"])["asset"]
    if "ancestors" in asset:
        assert {item["name"] for item in asset["ancestors"]} == {"sq010", "sh010"}
    below = other.query(f"Sequence where descendants any (id is {task['id']})").one()
    assert {item["name"] for item in below["descendants"]} == {"sh010", "animation"}


def test_time_is_logged_and_left(session: Any, task: Any, me: Any) -> None:
    task["bid"] = 3600.0
    log = session.create("Timelog", {"user": me, "context": task, "duration": 5400})
    session.commit()
    names = ("time_logged", "bid_time_logged_difference")
    found = fresh(session, task, *names)
    assert [found[name] for name in names] == [5400, -1800]
    over = session.query(
        f"Task where id is {task['id']} and bid_time_logged_difference < 0"
    )
    assert over.one() is task
    session.delete(log)
    session.commit()
    assert fresh(session, task, *names)["time_logged"] == 0


def test_what_has_no_thumbnail_has_no_address(other: Any, task: Any, me: Any) -> None:
    assert other.get("Task", task["id"])["thumbnail_id"] is None
    assert other.get("Task", task["id"])["thumbnail_url"] is None
    assert other.get("User", me["id"])["resource_type"] == "user"


def test_a_review_is_open_between_its_dates(
    session: Any, other: Any, project: Any
) -> None:
    now = arrow.utcnow()

    def review(start: Any, end: Any) -> Any:
        return session.create(
            "ReviewSession",
            {
                "name": "r",
                "project": project,
                "start_date": start,
                "end_date": end,
            },
        )

    current = review(now.shift(days=-1), now.shift(days=1))
    over = review(now.shift(days=-2), now.shift(days=-1))
    session.commit()
    assert other.get("ReviewSession", current["id"])["is_open"] is True
    assert other.get("ReviewSession", over["id"])["is_open"] is False


def test_types_tell_what_rows_are(
    session: Any, other: Any, version: Any, project: Any
) -> None:
    component = session.create(
        "FileComponent", {"name": "a", "file_type": ".txt", "version": version}
    )
    sequence = session.create("SequenceComponent", {"name": "b", "version": version})
    container = session.create("ContainerComponent", {"name": "c", "version": version})
    group = session.create("Group", {"name": f"g {version['id']}"})
    session.commit()
    kinds = {
        row["id"]: (row.entity_type, row["system_type"])
        for row in other.query(
            f"select system_type from Component where version_id is {version['id']}"
        )
    }
    assert kinds == {
        component["id"]: ("FileComponent", "file"),
        sequence["id"]: ("SequenceComponent", "sequence"),
        container["id"]: ("ContainerComponent", "container"),
    }
    assert other.get("Resource", group["id"]).entity_type == "Group"
    assert other.get("Resource", group["id"])["resource_type"] == "group"


def test_dates_are_in_utc_and_whole_days_are_found(
    session: Any, other: Any, task: Any
) -> None:
    task["start_date"] = arrow.get("2024-03-01T23:30:00-02:00")
    task["end_date"] = arrow.get("2024-03-05").date()
    session.commit()
    found = other.get("Task", task["id"])
    assert found["start_date"] == arrow.get("2024-03-02T01:30:00")
    assert found["end_date"] == arrow.get("2024-03-05")
    days = other.query(f'Task where id is {task["id"]} and start_date is "2024-03-02"')
    assert days.one() is found
    task["end_date"] = None
    session.commit()
    other.reset()
    assert other.get("Task", task["id"])["end_date"] is None


def test_names_of_siblings_differ(
    session: Any, ftrack_api: Any, shot: Any, task: Any, asset: Any
) -> None:
    session.create("Task", {"name": task["name"].upper(), "parent": shot})
    with pytest.raises(ftrack_api.exception.ServerError, match="IntegrityError"):
        session.commit()
    session.rollback()
    twin = session.create(
        "Asset", {"name": asset["name"], "type": asset["type"], "parent": shot}
    )
    session.commit()
    assert len(session.query(f"Asset where context_id is {shot['id']}")) == 2
    assert twin["versions"] is not None


def test_a_location_that_is_in_use_stays(session: Any, ftrack_api: Any) -> None:
    location = session.create("Location", {"name": "in use"})
    component = session.create("FileComponent", {"name": "a"})
    place = session.create(
        "ComponentLocation",
        {"component": component, "location": location, "resource_identifier": "a"},
    )
    session.commit()
    session.delete(location)
    with pytest.raises(ftrack_api.exception.ServerError, match="IntegrityError"):
        session.commit()
    session.rollback()
    session.delete(place)
    session.commit()
    session.delete(location)
    session.commit()
    assert session.query(f"Location where id is {location['id']}").first() is None
