"""Notes, jobs, reviews, people and what they may do."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import pytest

arrow: Any = import_module("arrow")


def test_notes_with_everything(session: Any, other: Any, task: Any, me: Any) -> None:
    label = session.query('NoteLabel where name is "External Note"').first()
    group = session.create("Group", {"name": uuid4().hex})
    john = session.create("User", {"username": uuid4().hex})
    session.commit()
    note = task.create_note("look", author=me, recipients=[john, group], labels=[label])
    session.commit()
    again = other.get("Note", note["id"])
    assert again["content"] == "look"
    assert again["author"]["username"] == session.api_user
    assert {john["id"], group["id"]} <= {
        row["resource_id"] for row in again["recipients"]
    }
    assert [row["label"]["name"] for row in again["note_label_links"]] == [
        "External Note"
    ]
    assert (again["parent_id"], again["is_todo"]) == (task["id"], False)
    assert again["date"] <= arrow.utcnow().shift(seconds=2)
    found = session.query(f'Note where parent_id is "{task["id"]}"')
    assert found.one() is note
    by_label = "Note where note_label_links any (label.name is 'External Note')"
    assert note in session.query(by_label).all()
    inbox = f"Note where recipients any (resource_id is {john['id']})"
    assert session.query(inbox).one() is note


def test_notes_made_by_hand(session: Any, other: Any, task: Any, me: Any) -> None:
    note = session.create("Note", {"content": "by hand", "author": me})
    task["notes"].append(note)
    category = session.query('NoteCategory where name is "External Note"').first()
    second = task.create_note("categorised", author=me, category=category)
    session.commit()
    reply = session.create("Note", {"content": "a reply", "author": me})
    note["replies"].append(reply)
    note.create_reply("another", author=me)
    session.commit()
    again = other.get("Task", task["id"])
    assert {row["content"] for row in again["notes"]} == {"by hand", "categorised"}
    first = other.get("Note", note["id"])
    assert {row["content"] for row in first["replies"]} == {"a reply", "another"}
    assert {row["in_reply_to_id"] for row in first["replies"]} == {note["id"]}
    assert [row["label_id"] for row in second["note_label_links"]] == [category["id"]]
    note["completed_at"] = arrow.utcnow()
    note["is_todo"] = True
    session.commit()
    session.delete(note)
    session.commit()
    assert session.query(f"Note where id is {reply['id']}").first() is None


@pytest.mark.parametrize(
    "kind", ["Project", "Sequence", "Shot", "Task", "AssetVersion"]
)
def test_notes_on_every_level(
    session: Any, other: Any, version: Any, me: Any, kind: str
) -> None:
    task = version["task"]
    entity = {
        "Project": task["project"],
        "Sequence": task["parent"]["parent"],
        "Shot": task["parent"],
        "Task": task,
        "AssetVersion": version,
    }[kind]
    note = entity.create_note("here", author=me)
    session.commit()
    again = other.query(f"select parent_type from Note where id is {note['id']}").one()
    assert again["parent_type"] == kind
    assert [row["id"] for row in other.get(kind, entity["id"])["notes"]] == [note["id"]]


def test_attachments_of_a_note(
    session: Any, other: Any, task: Any, me: Any, tmp_path: Path
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("plan")
    server = session.query('Location where name is "ftrack.server"').one()
    component = session.create_component(
        str(path), data={"name": "My file"}, location=server
    )
    note = task.create_note("see file", author=me)
    session.create(
        "NoteComponent", {"component_id": component["id"], "note_id": note["id"]}
    )
    session.commit()
    again = other.get("Note", note["id"])
    (attached,) = again["note_components"]
    location = other.query('Location where name is "ftrack.server"').one()
    with urlopen(location.get_url(attached["component"])) as answer:
        assert answer.read() == b"plan"
    with urlopen(attached["url"]["url"]) as answer:
        assert answer.read() == b"plan"


def test_jobs(session: Any, other: Any, me: Any, tmp_path: Path) -> None:
    job = session.create(
        "Job",
        {
            "user": me,
            "status": "running",
            "data": json.dumps({"description": "Custom transcoding"}),
        },
    )
    session.commit()
    assert job["created_at"] is not None
    path = tmp_path / "log.txt"
    path.write_text("log")
    component = session.create_component(str(path), location=None)
    session.create(
        "JobComponent", {"component_id": component["id"], "job_id": job["id"]}
    )
    job["status"] = "failed"
    session.commit()
    again = other.get("Job", job["id"])
    assert (again["status"], again["type"]) == ("failed", "api_job")
    assert json.loads(again["data"])["description"] == "Custom transcoding"
    assert again["job_components"][0]["component_id"] == component["id"]
    found = session.query('Job where status is "failed" and user.username is_not none')
    assert job in found.all()


def test_a_job_has_one_of_four_statuses(session: Any, ftrack_api: Any, me: Any) -> None:
    session.create("Job", {"user": me, "status": "asleep"})
    with pytest.raises(ftrack_api.exception.ServerError, match="ValidationError"):
        session.commit()


def test_review_sessions(
    session: Any, other: Any, project: Any, version: Any, me: Any
) -> None:
    review = session.create(
        "ReviewSession",
        {
            "name": "Weekly review",
            "description": "See updates from last week.",
            "project": project,
        },
    )
    shown = session.create(
        "ReviewSessionObject",
        {
            "name": "Compositing",
            "description": "Fixed shadows.",
            "version": "Version 3",
            "review_session": review,
            "asset_version": version,
        },
    )
    invitee = session.create(
        "ReviewSessionInvitee",
        {"name": "John", "email": "john@example.com", "review_session": review},
    )
    session.commit()
    session.create(
        "ReviewSessionObjectStatus",
        {
            "review_session_object": shown,
            "invitee": invitee,
            "status": "approved",
        },
    )
    note = shown.create_note("brighter", author=me)
    session.commit()
    (answer,) = session.call(
        [
            {
                "action": "send_review_session_invite",
                "review_session_invitee_id": invitee["id"],
            }
        ]
    )
    assert answer == {"sent": True}
    again = other.query(
        f'ReviewSession where name is "Weekly review" and project_id is {project["id"]}'
    ).one()
    assert again["created_by"]["username"] == session.api_user
    assert [row["id"] for row in project["review_sessions"]] == [review["id"]]
    (item,) = again["review_session_objects"]
    assert item["asset_version"]["id"] == version["id"]
    assert [row["status"] for row in item["statuses"]] == ["approved"]
    assert [row["id"] for row in item["notes"]] == [note["id"]]
    assert [row["id"] for row in version["review_session_objects"]] == [shown["id"]]
    session.delete(invitee)
    session.commit()
    other.reset()
    later = other.get("ReviewSession", review["id"])
    assert len(later["review_session_invitees"]) == 0


def test_people_are_invited_and_have_keys(
    session: Any, ftrack_api: Any, connect: Callable[..., Any], me: Any
) -> None:
    me.send_invite()
    (answer,) = session.call([{"action": "send_user_invite", "user_id": me["id"]}])
    assert answer == {"sent": True}
    amy = session.create("User", {"username": uuid4().hex, "email": "amy@example.com"})
    amy["is_active"] = True
    session.commit()
    key = amy.reset_api_key()
    theirs = connect(api_user=amy["username"], api_key=key)
    assert theirs.query(f'User where username is "{theirs.api_user}"').one()
    assert amy.reset_api_key() != key
    with pytest.raises(ftrack_api.exception.ServerError, match="not valid"):
        theirs.query("User").all()


def test_people_come_from_a_directory(session: Any) -> None:
    (answer,) = session.call([{"action": "delayed_job", "job_type": "SYNC_USERS_LDAP"}])
    job = answer["data"]
    assert job.entity_type == "Job"
    session.populate([job], "status")
    assert job["status"] in ("queued", "running", "done")
    for name, active in (("amy", True), ("amy", False)):
        user = session.ensure(
            "User", {"username": name, "is_active": active}, ["username"]
        )
        assert user["is_active"] is active


def test_roles_of_people(session: Any, other: Any, project: Any) -> None:
    roles = session.query('select name from SecurityRole where type is "PROJECT"').all()
    assert {"Project Manager", "User"} <= {role["name"] for role in roles}
    manager, user_role = (
        session.query(f'SecurityRole where name is "{name}"').one()
        for name in ("Project Manager", "User")
    )
    amy = session.create("User", {"username": uuid4().hex})
    session.commit()

    def act(action: str, **values: str) -> None:
        session.call([{"action": action, "user_id": amy["id"], **values}])

    def held() -> list[tuple[str, list[str]]]:
        other.reset()
        return [
            (
                row["security_role"]["name"],
                [item["project_id"] for item in row["user_security_role_projects"]],
            )
            for row in other.query(f"UserSecurityRole where user_id is {amy['id']}")
        ]

    role = manager["id"]
    act("add_user_security_role", role_id=role)
    assert held() == [("Project Manager", [])]
    act("grant_user_security_role_project", role_id=role, project_id=project["id"])
    assert held() == [("Project Manager", [project["id"]])]
    act("revoke_user_security_role_project", role_id=role, project_id=project["id"])
    assert held() == [("Project Manager", [])]
    act("update_user_security_role", role_id=role, new_role_id=user_role["id"])
    assert held() == [("User", [])]
    act("remove_user_security_role", role_id=user_role["id"])
    assert held() == []


@pytest.mark.parametrize("name", ["info", "tasks", "tasks_browser"])
def test_widgets_answer(session: Any, task: Any, name: str) -> None:
    entity = None if name == "tasks" else task
    with urlopen(session.get_widget_url(name, entity=entity, theme="dark")) as answer:
        assert answer.status == 200


def test_settings_and_state_of_an_application(
    session: Any, other: Any, me: Any
) -> None:
    session.create(
        "UserApplicationState", {"user_id": me["id"], "key": "window", "value": "1"}
    )
    session.create("Setting", {"name": "ours", "group": "OURS", "value": "{}"})
    session.commit()
    found = other.query("Setting where group is OURS and name is ours").one()
    assert found["value"] == "{}"
    assert other.get("Setting", ["ours", "OURS"]) is found
    state = other.query(f"UserApplicationState where user_id is {me['id']}").one()
    state["value"] = "2"
    other.commit()
    session.delete(session.query("Setting where name is ours").one())
    session.commit()
    assert session.query("Setting where name is ours").first() is None


@pytest.mark.parametrize(
    ("entity_type", "some"),
    [
        ("Priority", {"Urgent", "High", "Medium", "Low", "None"}),
        ("State", {"Not started", "In progress", "Done", "Blocked"}),
        ("Status", {"Not started", "In progress", "Approved", "On Hold", "Omitted"}),
        ("Type", {"Animation", "Modeling", "Compositing", "Deliverable"}),
        ("ObjectType", {"Folder", "Shot", "Task", "Asset Build", "Milestone"}),
        ("ProjectSchema", {"VFX"}),
        ("AssetType", {"Geometry", "Upload"}),
        ("SecurityRole", {"Project Manager", "User"}),
        ("Location", {f"ftrack.{name}" for name in ("origin", "server", "review")}),
        ("CustomAttributeType", {"text", "number", "date", "url", "enumerator"}),
        ("NoteLabel", {"External Note"}),
        ("NoteCategory", {"External Note"}),
    ],
)
def test_a_new_site_begins_with(session: Any, entity_type: str, some: set[str]) -> None:
    found = {row["name"] for row in session.query(f"select name from {entity_type}")}
    assert some <= found
