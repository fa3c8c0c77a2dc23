"""What the official Python client does with a server, as a script of its own.

It is run in a process of its own, as that client warns of its own imports.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import pytest

# Neither is typed, nor installed everywhere.
arrow: Any = import_module("arrow")
ftrack_api: Any = import_module("ftrack_api")


def main(url: str, user: str, key: str) -> None:
    """Go through a day's work, and assert what a person would expect."""
    session = connect(url, user, key)
    shot, task = build(session)
    log_time(session, task, user)
    annotate(session, shot, task)
    publish(session, shot, task)
    other = connect(url, user, key)
    look_again(other, shot, task)
    refuse(session, task)
    session.delete(shot["project"])
    session.commit()
    project = shot["project_id"]
    assert len(other.query(f"Context where project_id is {project}")) == 0


def connect(url: str, user: str, key: str) -> Any:
    return ftrack_api.Session(
        url, key, user, auto_connect_event_hub=False, schema_cache_path=False
    )


def build(session: Any) -> tuple[Any, Any]:
    schema = session.query("ProjectSchema").first()
    project = session.create(
        "Project",
        {"name": "official", "full_name": "Official", "project_schema": schema},
    )
    sequence = session.create("Sequence", {"name": "sq", "parent": project})
    shot = session.create(
        "Shot",
        {
            "name": "sh",
            "parent": sequence,
            "status": schema.get_statuses("Shot")[0],
        },
    )
    kind = schema.get_types("Task")[0]
    for name in ("one", "two"):
        session.create(
            "Task",
            {
                "name": name,
                "parent": shot,
                "type": kind,
                "status": schema.get_statuses("Task", kind["id"])[0],
            },
        )
    session.commit()
    tasks = session.query('Task where project.name is "official" order by name').all()
    assert [task["name"] for task in tasks] == ["one", "two"]
    assert [item["name"] for item in shot["link"]] == ["official", "sq", "sh"]
    assert tasks[0]["status"]["state"]["short"]
    return shot, tasks[0]


def log_time(session: Any, task: Any, user: str) -> None:
    me = session.query(f'User where username is "{user}"').one()
    log = session.create(
        "Timelog", {"start": arrow.utcnow(), "duration": 3600, "user": me}
    )
    task["timelogs"].append(log)
    session.commit()
    assert log["context"] is task
    me.start_timer(task)
    with pytest.raises(ftrack_api.exception.NotUniqueError):
        me.start_timer(task)
    assert me.stop_timer()["duration"] >= 0


def annotate(session: Any, shot: Any, task: Any) -> None:
    me = session.query("User").first()
    task["metadata"]["a"] = 'say "hi" \\ 100%'
    task["metadata"]["b"] = "c"
    session.commit()
    task["metadata"] = {"a": 'say "hi" \\ 100%'}
    shot["custom_attributes"]["fstart"] = 1001
    session.commit()
    label = session.query("NoteLabel").first()
    note = task.create_note("hello", author=me, recipients=[me], labels=[label])
    session.commit()
    note.create_reply("hello yourself", author=me)
    session.commit()
    assert note["parent_id"] == task["id"]
    assert note["replies"][0]["content"] == "hello yourself"
    task["scopes"].append(session.create("Scope", {"name": "scope"}))
    session.create(
        "Appointment", {"context": task, "resource": me, "type": "assignment"}
    )
    session.commit()
    assert task["assignments"][0]["resource"] is me


def publish(session: Any, shot: Any, task: Any) -> None:
    asset = session.create(
        "Asset",
        {
            "name": "hero",
            "parent": shot,
            "type": session.query("AssetType").first(),
        },
    )
    first = session.create("AssetVersion", {"asset": asset, "task": task})
    second = session.create("AssetVersion", {"asset": asset})
    session.commit()
    assert (first["version"], second["version"]) == (1, 2)
    assert asset["latest_version"] is second
    second["uses_versions"].append(first)
    component = session.create("Component", {"name": "base"})
    session.commit()
    assert first["used_in_versions"][0] is second
    assert component.entity_type == "Component"


def look_again(session: Any, shot: Any, task: Any) -> None:
    again = session.get("Task", task["id"])
    assert dict(again["metadata"]) == {"a": 'say "hi" \\ 100%'}
    assert again["time_logged"] >= 3600
    assert again["notes"][0]["content"] == "hello"
    custom = session.get("Shot", shot["id"])["custom_attributes"]
    assert (custom["fstart"], custom["fps"]) == (1001, 25)
    assert session.get("TypedContext", shot["id"]).entity_type == "Shot"


def refuse(session: Any, task: Any) -> None:
    with pytest.raises(ftrack_api.exception.ServerError, match="ParseError"):
        session.query("Task where nothing is 1").all()
    session.create("Task", {"name": "one", "parent": task["parent"]})
    with pytest.raises(ftrack_api.exception.ServerError, match="IntegrityError"):
        session.commit()
    session.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
