"""Projects and their workflows, lists, links, people, time."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

arrow: Any = import_module("arrow")


def test_a_schema_says_which_statuses_and_types_apply(
    session: Any, project: Any
) -> None:
    schema = project["project_schema"]
    assert {item["name"] for item in schema.get_statuses("Shot")} == {
        "Completed",
        "Omitted",
        "On Hold",
        "In progress",
        "Not started",
    }
    assert {item["name"] for item in schema.get_types("AssetBuild")} == {
        "Character",
        "Prop",
        "Environment",
        "Matte Painting",
        "Vehicle",
    }
    assert "Animation" in {item["name"] for item in schema.get_types("Task")}
    versions = schema.get_statuses("AssetVersion")
    assert {"Pending Review", "Approved"} <= {item["name"] for item in versions}
    with pytest.raises(ValueError, match="Sequence"):
        schema.get_types("Sequence")


def test_a_workflow_of_ones_own(session: Any, ftrack_api: Any) -> None:
    statuses = {row["name"]: row for row in session.query("select name from Status")}
    types = {row["name"]: row for row in session.query("select name from Type")}
    objects = {row["name"]: row for row in session.query("select name from ObjectType")}
    usual = [statuses[name] for name in ("Not started", "In progress", "Completed")]

    def workflow(items: list[Any]) -> Any:
        made = session.create("WorkflowSchema", {"name": "ours"})
        for item in items:
            session.create(
                "WorkflowSchemaStatus",
                {"workflow_schema_id": made["id"], "status_id": item["id"]},
            )
        return made

    kinds = session.create("TaskTypeSchema", {"name": "ours"})
    for name in ("Modeling", "Deliverable"):
        session.create(
            "TaskTypeSchemaType",
            {"task_type_schema_id": kinds["id"], "type_id": types[name]["id"]},
        )
    schema = session.create(
        "ProjectSchema",
        {
            "name": f"ours-{uuid4().hex}",
            "task_workflow_schema_id": workflow(usual)["id"],
            "task_type_schema_id": kinds["id"],
            "asset_version_workflow_schema_id": workflow(usual)["id"],
        },
    )
    for name in ("Shot", "Asset Build", "Milestone"):
        session.create(
            "ProjectSchemaObjectType",
            {"project_schema_id": schema["id"], "object_type_id": objects[name]["id"]},
        )
        own = session.create(
            "Schema",
            {"project_schema_id": schema["id"], "object_type_id": objects[name]["id"]},
        )
        for status in usual[:2]:
            session.create(
                "SchemaStatus", {"schema_id": own["id"], "status_id": status["id"]}
            )
        session.create(
            "SchemaType",
            {"schema_id": own["id"], "type_id": types["Character"]["id"]},
        )
    session.create(
        "ProjectSchemaOverride",
        {
            "project_schema_id": schema["id"],
            "type_id": types["Deliverable"]["id"],
            "workflow_schema_id": workflow(usual[1:2])["id"],
        },
    )
    template = session.create(
        "TaskTemplate", {"project_schema_id": schema["id"], "name": "Modeling"}
    )
    session.create(
        "TaskTemplateItem",
        {"template_id": template["id"], "task_type_id": types["Modeling"]["id"]},
    )
    session.commit()

    def names(items: list[Any]) -> set[str]:
        return {item["name"] for item in items}

    assert names(schema.get_types("Task")) == {"Modeling", "Deliverable"}
    assert names(schema.get_statuses("Task")) == names(usual)
    assert names(schema.get_statuses("Task", types["Deliverable"]["id"])) == {
        "In progress"
    }
    assert names(schema.get_statuses("AssetBuild")) == {"Not started", "In progress"}
    assert names(schema.get_types("AssetBuild")) == {"Character"}
    project = session.create("Project", {"name": uuid4().hex, "project_schema": schema})
    session.commit()
    for item in schema["task_templates"][0]["items"]:
        kind = item["task_type"]
        session.create("Task", {"name": kind["name"], "type": kind, "parent": project})
    session.commit()
    (task,) = project["children"]
    assert (task["name"], task["type"]["name"]) == ("Modeling", "Modeling")
    assert task["status"]["name"] == "Not started"


@pytest.mark.parametrize("kind", ["TypedContextList", "AssetVersionList"])
def test_lists_hold_tasks_or_versions(
    session: Any, other: Any, project: Any, task: Any, version: Any, me: Any, kind: str
) -> None:
    item = task if kind == "TypedContextList" else version
    made = session.create(
        kind,
        {
            "name": "for the client",
            "owner": me,
            "project": project,
            "category": session.query("ListCategory").first(),
        },
    )
    made["items"].append(item)
    session.commit()
    again = other.get(kind, made["id"])
    assert [row["id"] for row in again["items"]] == [item["id"]]
    assert [row["id"] for row in item["lists"]] == [made["id"]]
    assert other.get("List", made["id"]).entity_type == kind
    found = session.query(f"List where project_id is {project['id']}")
    assert made in found.all()
    made["items"].remove(item)
    session.commit()
    other.reset()
    assert len(other.get(kind, made["id"])["items"]) == 0


def test_links_between_contexts(session: Any, sequence: Any, shot: Any) -> None:
    build = session.create("AssetBuild", {"name": "hero", "parent": sequence})
    link = session.create("TypedContextLink", {"from": build, "to": shot})
    session.commit()
    assert [item["from"] for item in shot["incoming_links"]] == [build]
    assert [item["to"] for item in build["outgoing_links"]] == [shot]
    text = f"Shot where incoming_links any (from.name is hero) and id is {shot['id']}"
    assert session.query(text).one() is shot
    session.delete(link)
    session.commit()
    assert session.query(text).first() is None


def test_links_between_versions(session: Any, other: Any, version: Any) -> None:
    asset = version["asset"]
    rig, scene = (session.create("AssetVersion", {"asset": asset}) for _ in range(2))
    session.create("AssetVersionLink", {"from": version, "to": rig})
    session.commit()
    scene["uses_versions"].append(rig)
    session.commit()
    assert [
        item["id"] for item in other.get("AssetVersion", rig["id"])["uses_versions"]
    ] == [version["id"]]
    again = other.get("AssetVersion", rig["id"])
    assert [item["id"] for item in again["used_in_versions"]] == [scene["id"]]
    assert len(again["incoming_links"]) == len(again["outgoing_links"]) == 1


def test_assignments_and_allocations(
    session: Any, project: Any, task: Any, me: Any
) -> None:
    group = session.create("Group", {"name": f"animators-{uuid4().hex}"})
    member = session.create("User", {"username": f"amy-{uuid4().hex}"})
    session.create("Membership", {"group": group, "user": member})
    for resource in (group, me):
        session.create(
            "Appointment",
            {"context": project, "resource": resource, "type": "allocation"},
        )
    session.create(
        "Appointment", {"context": task, "resource": me, "type": "assignment"}
    )
    session.commit()
    team: set[Any] = set()
    for allocation in project["allocations"]:
        resource = allocation["resource"]
        if isinstance(resource, session.types["Group"]):
            team |= {item["user"] for item in resource["memberships"]}
        else:
            team.add(resource)
    assert team == {member, me}
    users = session.query(
        "select first_name, last_name from User where"
        f' assignments any (context_id = "{task["id"]}")'
    )
    assert users.all() == [me]
    mine = session.query(
        f'select link from Task where assignments any (resource_id = "{me["id"]}")'
    )
    assert task in mine.all()
    assert [item["name"] for item in task["link"]][1:] == [
        "sq010",
        "sh010",
        "animation",
    ]
    assert {item["type"] for item in task["link"]} == {"Project", "TypedContext"}
    assert len(project["assignments"]) == 0


def test_timers_become_timelogs(
    session: Any, ftrack_api: Any, task: Any, me: Any
) -> None:
    timer = me.start_timer(task, comment="keys", name="morning")
    assert timer["context"] is task
    with pytest.raises(ftrack_api.exception.NotUniqueError):
        me.start_timer(task)
    session.rollback()
    again = me.start_timer(task, force=True)
    assert again != timer
    log = me.stop_timer()
    assert log["context_id"] == task["id"]
    assert log["duration"] >= 0
    with pytest.raises(ftrack_api.exception.NoResultFoundError):
        me.stop_timer()
    link = session.query(
        f"select context.link from Timelog where id is {log['id']}"
    ).one()["context"]["link"]
    assert link[-1]["id"] == task["id"]


def test_time_is_summed_where_it_was_logged(
    session: Any, task: Any, shot: Any, me: Any
) -> None:
    task["bid"] = 7200.0
    for seconds in (600, 1200):
        session.create(
            "Timelog",
            {"user": me, "context": task, "duration": seconds, "start": arrow.utcnow()},
        )
    session.commit()
    found = session.query(
        "select time_logged, bid_time_logged_difference from Task"
        f" where id is {task['id']}"
    ).one()
    assert found["time_logged"] == 1800
    assert found["bid_time_logged_difference"] == 5400


def test_calendar_events_have_resources(session: Any, project: Any, me: Any) -> None:
    event = session.create(
        "CalendarEvent",
        {
            "name": "holiday",
            "project": project,
            "start": arrow.get("2024-07-01"),
            "end": arrow.get("2024-07-05"),
            "effort": 8,
        },
    )
    session.create("CalendarEventResource", {"calendar_event": event, "resource": me})
    session.commit()
    (resource,) = event["calendar_event_resources"]
    assert resource["resource"] is me
    assert project["calendar_events"][0] is event
    found = session.query('CalendarEvent where start before "2024-07-02"')
    assert event in found.all()


def test_status_changes_are_remembered(session: Any, task: Any, me: Any) -> None:
    before = task["status"]
    after = session.query('Status where name is "In progress"').one()
    task["status"] = after
    session.commit()
    (change,) = task["status_changes"]
    assert change["from_status"] is before
    assert change["status"] is after
    assert change["user"] is me


def test_deleting_takes_what_is_below_along(
    session: Any, sequence: Any, task: Any
) -> None:
    task.create_note("gone soon", author=session.query("User").first())
    session.commit()
    note = task["notes"][0]["id"]
    session.delete(sequence)
    session.commit()
    assert session.query(f"Context where parent_id is {sequence['id']}").first() is None
    assert session.query(f"Task where id is {task['id']}").first() is None
    assert session.query(f"Note where id is {note}").first() is None


def test_a_context_is_moved_with_all_below(
    session: Any, other: Any, project: Any, shot: Any, task: Any, schema: Any
) -> None:
    name = uuid4().hex
    elsewhere = session.create("Project", {"name": name, "project_schema": schema})
    shot["parent"] = elsewhere
    session.commit()
    again = other.get("Task", task["id"])
    assert [item["name"] for item in again["link"]] == [name, "sh010", "animation"]
    assert again["project_id"] == elsewhere["id"]


def test_managers_of_a_project(session: Any, project: Any, me: Any) -> None:
    kind = session.query("ManagerType").first()
    session.create("Manager", {"context": project, "user": me, "type": kind})
    session.commit()
    assert [item["user"] for item in project["managers"]] == [me]
