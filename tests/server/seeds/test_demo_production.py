"""The demo production: what one finds in it, and that it hangs together."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from ftrack_typed_server.seeds import REFERENCE_DAY, Row, Value, rows


@pytest.fixture(scope="module")
def demo() -> list[Row]:
    return rows("demo")


def of(found: list[Row], *entity_types: str) -> list[dict[str, Value]]:
    return [row.values for row in found if row.entity_type in entity_types]


def by_id(found: list[Row], entity_type: str) -> dict[Value, dict[str, Value]]:
    return {values["id"]: values for values in of(found, entity_type)}


def state_of(found: list[Row]) -> dict[Value, Value]:
    """Status identifier to the short name of its state."""
    states = by_id(found, "State")
    return {
        values["id"]: states[values["state_id"]]["short"]
        for values in of(found, "Status")
    }


def project_named(found: list[Row], name: str) -> dict[str, Value]:
    (project,) = (p for p in of(found, "Project") if p["name"] == name)
    return project


def test_it_is_some_thousand_rows(demo: list[Row]) -> None:
    assert 3_000 <= len(demo) <= 5_000


@pytest.mark.parametrize(
    ("entity_type", "least"),
    [
        ("Project", 4),
        ("Episode", 2),
        ("Sequence", 10),
        ("Shot", 50),
        ("AssetBuild", 15),
        ("Task", 300),
        ("Milestone", 12),
        ("Folder", 8),
        ("User", 13),
        ("Group", 6),
        ("Membership", 12),
        ("Appointment", 300),
        ("Timelog", 300),
        ("Asset", 150),
        ("AssetVersion", 250),
        ("AssetVersionLink", 100),
        ("FileComponent", 300),
        ("SequenceComponent", 3),
        ("ComponentLocation", 300),
        ("TypedContextLink", 200),
        ("Note", 100),
        ("Recipient", 200),
        ("NoteLabelLink", 80),
        ("TypedContextList", 4),
        ("AssetVersionList", 4),
        ("ListObject", 40),
        ("Metadata", 200),
        ("ContextCustomAttributeValue", 250),
        ("AssetVersionCustomAttributeValue", 20),
        ("UserCustomAttributeValue", 12),
        ("ReviewSession", 4),
        ("ReviewSessionObject", 20),
        ("CalendarEvent", 3),
        ("Job", 5),
        ("Manager", 8),
        ("Timer", 1),
        ("TypedContextStatusChange", 200),
        ("AssetVersionStatusChange", 100),
    ],
)
def test_there_are_at_least_so_many_of(
    demo: list[Row], entity_type: str, least: int
) -> None:
    assert len(of(demo, entity_type)) >= least


def test_my_project_is_found_by_both_its_names(demo: list[Row]) -> None:
    assert project_named(demo, "My Project")["full_name"] == "My Project"


def test_my_project_has_a_handful_of_done_tasks_without_time(demo: list[Row]) -> None:
    project = project_named(demo, "My Project")
    states = state_of(demo)
    logged = {values["context_id"] for values in of(demo, "Timelog")}
    done = [
        task
        for task in of(demo, "Task")
        if task["project_id"] == project["id"] and states[task["status_id"]] == "DONE"
    ]
    unlogged = [task for task in done if task["id"] not in logged]
    assert 4 <= len(unlogged) <= 12
    assert len(done) > 5 * len(unlogged)
    assert len({task["parent_id"] for task in unlogged}) > 3


def test_tasks_are_in_every_state_and_priority(demo: list[Row]) -> None:
    states = state_of(demo)
    found = Counter(states[task["status_id"]] for task in of(demo, "Task"))
    assert set(found) == {"NOT_STARTED", "IN_PROGRESS", "DONE", "BLOCKED"}
    assert min(found.values()) > 15
    assert len({task["priority_id"] for task in of(demo, "Task")}) == 5


def test_statuses_are_those_that_the_project_schema_allows(demo: list[Row]) -> None:
    (schema,) = of(demo, "ProjectSchema")
    for entity_type, workflow in (
        ("Task", "task_workflow_schema_id"),
        ("AssetVersion", "asset_version_workflow_schema_id"),
    ):
        allowed = {
            item["status_id"]
            for item in of(demo, "WorkflowSchemaStatus")
            if item["workflow_schema_id"] == schema[workflow]
        }
        assert {item["status_id"] for item in of(demo, entity_type)} <= allowed
    for schema_row in of(demo, "Schema"):
        for items, attribute in (
            ("SchemaStatus", "status_id"),
            ("SchemaType", "type_id"),
        ):
            allowed = {
                item[attribute]
                for item in of(demo, items)
                if item["schema_id"] == schema_row["id"]
            }
            used = {
                row.values[attribute]
                for row in demo
                if row.values.get("context_type") == "task"
                and row.values["object_type_id"] == schema_row["object_type_id"]
            }
            # Shots and episodes have no types to choose from.
            assert not allowed or used <= allowed


def test_estimates_are_seconds_and_halves_of_a_day(demo: list[Row]) -> None:
    for task in of(demo, "Task"):
        bid = task["bid"]
        assert isinstance(bid, float)
        assert bid >= 4 * 3600
        assert bid % (4 * 3600) == 0


def test_time_is_logged_by_assignees_and_not_ahead(demo: list[Row]) -> None:
    assigned = {
        (values["context_id"], values["resource_id"])
        for values in of(demo, "Appointment")
        if values["type"] == "assignment"
    }
    for log in of(demo, "Timelog"):
        assert (log["context_id"], log["user_id"]) in assigned
        start = log["start"]
        assert isinstance(start, datetime)
        assert start.date() <= REFERENCE_DAY.date()
        duration = log["duration"]
        assert isinstance(duration, float)
        assert 0 < duration <= 10 * 3600


def test_done_tasks_lie_behind_and_tasks_not_begun_have_no_time(
    demo: list[Row],
) -> None:
    states = state_of(demo)
    logged = {values["context_id"] for values in of(demo, "Timelog")}
    for task in of(demo, "Task"):
        end = task["end_date"]
        assert isinstance(end, datetime)
        if states[task["status_id"]] == "DONE":
            assert end.date() <= REFERENCE_DAY.date()
        elif states[task["status_id"]] == "NOT_STARTED":
            assert task["id"] not in logged


def test_frame_ranges_are_ranges(demo: list[Row]) -> None:
    keys = {c["id"]: c["key"] for c in of(demo, "CustomAttributeConfiguration")}
    values = {
        (item["entity_id"], keys[item["configuration_id"]]): item["value"]
        for item in of(demo, "ContextCustomAttributeValue")
    }
    for shot in of(demo, "Shot"):
        first, last = values[shot["id"], "fstart"], values[shot["id"], "fend"]
        assert first == 1001
        assert isinstance(last, int)
        assert last > 1001


def test_custom_attribute_values_are_of_their_type(demo: list[Row]) -> None:
    types = {t["id"]: t["name"] for t in of(demo, "CustomAttributeType")}
    kinds = {
        c["id"]: types[c["type_id"]] for c in of(demo, "CustomAttributeConfiguration")
    }
    python = {
        "text": (str,),
        "number": (int, float),
        "boolean": (bool,),
        "date": (datetime,),
    }
    for row in demo:
        if row.entity_type.endswith("CustomAttributeValue"):
            kind = str(kinds[row.values["configuration_id"]])
            assert isinstance(row.values["value"], python[kind])


def test_sequences_are_as_large_as_their_members(demo: list[Row]) -> None:
    for sequence in of(demo, "SequenceComponent"):
        members = [
            component["size"]
            for component in of(demo, "FileComponent")
            if component.get("container_id") == sequence["id"]
        ]
        assert len(members) > 1
        assert sum(s for s in members if isinstance(s, int)) == sequence["size"]


def test_version_numbers_count_from_one(demo: list[Row]) -> None:
    versions: dict[Value, list[int]] = {}
    for version in of(demo, "AssetVersion"):
        number = version["version"]
        assert isinstance(number, int)
        versions.setdefault(version["asset_id"], []).append(number)
    assert set(versions) == set(by_id(demo, "Asset"))
    for numbers in versions.values():
        assert numbers == list(range(1, len(numbers) + 1))


def test_some_notes_are_answered_done_and_open(demo: list[Row]) -> None:
    notes = of(demo, "Note")
    by_key = {note["id"]: note for note in notes}
    replies = [note for note in notes if note["in_reply_to_id"]]
    assert len(replies) > 20
    for reply in replies:
        parent = by_key[reply["in_reply_to_id"]]
        assert reply["parent_id"] == parent["parent_id"]
        assert reply["date"] == parent["thread_activity"]
    todos = [note for note in notes if note["is_todo"]]
    assert {note["completed_at"] is None for note in todos} == {True, False}
    assert {note["parent_type"] for note in notes} == {
        "Project",
        "Task",
        "AssetVersion",
    }


def test_one_person_has_left_and_one_sees_granted_projects_only(
    demo: list[Row],
) -> None:
    assert [u["is_active"] for u in of(demo, "User")].count(False) == 1
    limited = [r for r in of(demo, "UserSecurityRole") if not r["is_all_projects"]]
    grants = of(demo, "UserSecurityRoleProject")
    assert [g["user_security_role_id"] for g in grants] == [r["id"] for r in limited]


def test_tasks_lie_within_their_project(demo: list[Row]) -> None:
    projects = by_id(demo, "Project")
    for task in of(demo, "Task"):
        project = projects[task["project_id"]]
        first, last = project["start_date"], project["end_date"]
        start, end = task["start_date"], task["end_date"]
        assert isinstance(first, datetime)
        assert isinstance(last, datetime)
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        assert first <= start < end
        assert end.date() <= last.date()
