"""Lists, reviews, managers, allocations, calendar events, jobs and timers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from .breakdown import project_id
from .crew import FREELANCER, PEOPLE
from .defaults_people import ADMIN_ID, user_id
from .defaults_site import LIST_CATEGORY_IDS, MANAGER_TYPE_IDS
from .defaults_workflow import TYPE_IDS
from .productions import MY_PROJECT, ProjectPlan
from .publishing import Version
from .records import Row, Value, identifier, moment
from .schedule import Task, appointment

_REVIEWED = 8
"""How many versions a project's review session and its list of dailies show."""


def project_coordination_rows(
    plan: ProjectPlan, tasks: tuple[Task, ...], versions: tuple[Version, ...]
) -> Iterator[Row]:
    """Managers, the team, lists and the review session of one project."""
    for kind, username in (
        ("Producer", plan.producer),
        ("Supervisor", plan.supervisor),
    ):
        yield Row(
            "Manager",
            {
                "id": identifier("Manager", plan.name, kind),
                "context_id": project_id(plan),
                "user_id": user_id(username),
                "type_id": MANAGER_TYPE_IDS[kind],
            },
        )
    for username in sorted({name for task in tasks for name in task.assignees}):
        yield appointment(project_id(plan), username, "allocation")
    shown = [v for v in versions if v.is_latest and v.task.part.entity_type == "Shot"]
    waiting = [v for v in shown if v.status == "Pending Review"] or shown
    yield from _list(
        plan,
        "AssetVersionList",
        "Dailies Monday",
        "Dailies",
        (version.id for version in waiting[:_REVIEWED]),
    )
    yield from _list(
        plan,
        "TypedContextList",
        "This week's priorities",
        "Default",
        (task.id for task in [t for t in tasks if t.state == "IN_PROGRESS"][:12]),
    )
    if shown:
        yield from _review_session(plan, shown[:_REVIEWED])


def studio_rows(tasks: tuple[Task, ...]) -> Iterator[Row]:
    """What belongs to no project: calendar, jobs, scopes, a timer and a grant.

    Args:
        tasks: the tasks of the project called My Project.
    """
    for name in ("Trailer", "Stereo"):
        yield Row("Scope", {"id": identifier("Scope", name), "name": name})
    role = identifier("UserSecurityRole", FREELANCER, "Restricted User")
    yield Row(
        "UserSecurityRoleProject",
        {
            "id": identifier("UserSecurityRoleProject", FREELANCER, MY_PROJECT.name),
            "user_security_role_id": role,
            "project_id": project_id(MY_PROJECT),
        },
    )
    active = next(task for task in tasks if task.status == "In progress")
    yield Row(
        "Timer",
        {
            "id": identifier("Timer", active.assignees[0]),
            "user_id": user_id(active.assignees[0]),
            "context_id": active.id,
            "name": active.step,
            "comment": "",
            "start": moment(0, 9.25),
        },
    )
    yield from _calendar()
    yield from _jobs()


def _list(
    plan: ProjectPlan, entity_type: str, name: str, category: str, items: Iterable[str]
) -> Iterator[Row]:
    key = identifier("List", plan.name, name)
    yield Row(
        entity_type,
        {
            "id": key,
            "name": name,
            "system_type": "task"
            if entity_type == "TypedContextList"
            else "assetversion",
            "category_id": LIST_CATEGORY_IDS[category],
            "project_id": project_id(plan),
            "user_id": user_id(plan.producer),
            "is_open": plan.status == "active",
            "date": moment(0),
        },
    )
    for item in items:
        yield Row(
            "ListObject",
            {
                "id": identifier("ListObject", key, item),
                "list_id": key,
                "entity_id": item,
            },
        )


def _review_session(plan: ProjectPlan, versions: list[Version]) -> Iterator[Row]:
    key = identifier("ReviewSession", plan.name)
    folder = identifier("ReviewSessionFolder", plan.name)
    created = min(moment(-2, 14), moment(plan.ends, 14))
    made: dict[str, Value] = {
        "created_at": created,
        "created_by_id": user_id(plan.producer),
    }
    yield Row(
        "ReviewSessionFolder",
        {"id": folder, "name": "Client reviews", "project_id": project_id(plan)},
    )
    yield Row(
        "ReviewSession",
        {
            "id": key,
            "name": f"{plan.client}: weekly review",
            "description": "Please leave your notes by Friday.",
            "project_id": project_id(plan),
            "review_session_folder_id": folder,
            "start_date": created,
            "end_date": min(moment(10, 18), moment(plan.ends + 10, 18)),
            "is_moderated": False,
            "passphrase_enabled": False,
            "shareable_url_enabled": False,
            **made,
        },
    )
    invitee = identifier("ReviewSessionInvitee", plan.name)
    yield Row(
        "ReviewSessionInvitee",
        {
            "id": invitee,
            "name": "Client reviewer",
            "email": f"reviews.{plan.name.lower().replace(' ', '_')}@example.com",
            "review_session_id": key,
            "created_from_shared_url": False,
            **made,
        },
    )
    for order, version in enumerate(versions):
        item = identifier("ReviewSessionObject", key, version.id)
        part = version.task.part
        yield Row(
            "ReviewSessionObject",
            {
                "id": item,
                "name": f"{part.name} {version.task.step}",
                "description": "",
                "version": f"Version {version.number}",
                "version_id": version.id,
                "review_session_id": key,
                "created_at": created,
                "sort_order": float(order),
            },
        )
        if version.status != "Pending Review":
            is_revised = version.status == "Revise"
            yield Row(
                "ReviewSessionObjectStatus",
                {
                    "id": identifier("ReviewSessionObjectStatus", item),
                    "review_session_object_id": item,
                    "review_session_invitee_id": invitee,
                    "status": "require_changes" if is_revised else "approved",
                    "created_at": created,
                },
            )


def _calendar() -> Iterator[Row]:
    away = PEOPLE[5].username
    yield _event("Studio closed (bank holiday)", 15, 1, everyone=True, leave=True)
    yield _event("Annual leave", 5, 5, leave=True)
    yield _resource("Annual leave", away)
    yield _event("Client visit", 3, 1, project=MY_PROJECT)
    yield _resource("Client visit", MY_PROJECT.producer)
    yield _resource("Client visit", MY_PROJECT.supervisor)


def _event(
    name: str,
    first: int,
    days: int,
    *,
    everyone: bool = False,
    leave: bool = False,
    project: ProjectPlan | None = None,
) -> Row:
    return Row(
        "CalendarEvent",
        {
            "id": identifier("CalendarEvent", name),
            "name": name,
            "start": moment(first),
            "end": moment(first + days - 1, 23.5),
            "everyone": everyone,
            "leave": leave,
            "forecast": False,
            "project_id": project_id(project) if project else None,
            "type_id": TYPE_IDS["Production"],
            "created_at": moment(-20, 11),
            "created_by_id": user_id(MY_PROJECT.producer),
        },
    )


def _resource(event: str, username: str) -> Row:
    return Row(
        "CalendarEventResource",
        {
            "id": identifier("CalendarEventResource", event, username),
            "calendar_event_id": identifier("CalendarEvent", event),
            "resource_id": user_id(username),
            "created_at": moment(-20, 11),
            "created_by_id": user_id(MY_PROJECT.producer),
        },
    )


def _jobs() -> Iterator[Row]:
    for number, (status, description) in enumerate(
        (
            ("done", "Sync frame ranges from the edit of sq010"),
            ("done", "Deliver 6 versions to Brightwater Pictures"),
            ("failed", "Create folders for sq040"),
            ("running", "Transcode plates, unit B"),
            ("queued", "Archive aurelia_winter_30s"),
        )
    ):
        is_over = status in ("done", "failed")
        yield Row(
            "Job",
            {
                "id": identifier("Job", description),
                "type": "api_job",
                "status": status,
                "data": json.dumps({"description": description}),
                "user_id": ADMIN_ID,
                "created_at": moment(number - 4, 8),
                "finished_at": moment(number - 4, 8.2) if is_over else None,
            },
        )
    yield from _traceback()


def _traceback() -> Iterator[Row]:
    job = identifier("Job", "Create folders for sq040")
    component = identifier("Component", job, "traceback")
    yield Row(
        "FileComponent",
        {
            "id": component,
            "name": "traceback",
            "system_type": "file",
            "file_type": ".txt",
            "size": 1843,
        },
    )
    yield Row("JobComponent", {"component_id": component, "job_id": job})
