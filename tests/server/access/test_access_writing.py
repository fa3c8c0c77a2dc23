"""What roles let somebody change."""

from __future__ import annotations

from typing import Any

import pytest

from support.people import employ, own_id, role_id
from support.site import (
    RefusedError,
    SiteClient,
    create,
    delete,
    query,
    refer,
    update,
)


def refuse(site: SiteClient, *operations: dict[str, Any]) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        site.call(*operations)
    assert caught.value.exception == "PermissionError", caught.value
    assert caught.value.content.startswith("Permission denied: ")
    return caught.value


def test_a_refusal_names_the_entity_and_has_a_status(artist: SiteClient) -> None:
    operation = update("Task", "other.task", name="x")
    refused = refuse(artist, operation)
    assert refused.status == 200
    assert refused.content == (
        "Permission denied: none of your roles lets you see Task other.task."
    )
    artist.headers["ftrack-strict-api"] = "true"
    assert refuse(artist, operation).status == 403
    del artist.headers["ftrack-strict-api"]


WRITES = [
    ("Task", [lambda p: update("Task", f"{p}.task", description="d")]),
    ("created task", [lambda p: create("Task", name="new", parent_id=f"{p}.shot")]),
    (
        "note",
        [
            lambda p: create("Note", id=f"{p}.new", content="n"),
            lambda p: update(
                "Task",
                f"{p}.task",
                notes=[refer("Note", key) for key in (f"{p}.note", f"{p}.new")],
            ),
        ],
    ),
    ("version", [lambda p: update("AssetVersion", f"{p}.version", comment="c")]),
    (
        "metadata",
        [
            lambda p: create(
                "Metadata",
                parent_id=f"{p}.task",
                parent_type="Task",
                key="a",
                value="b",
            )
        ],
    ),
    ("frame", [lambda p: update("FileComponent", f"{p}.frame", name="2")]),
    ("reply", [lambda p: update("Note", f"{p}.reply", content="no")]),
    ("remark", [lambda p: update("Note", f"{p}.remark", content="?")]),
    ("timelog", [lambda p: delete("Timelog", f"{p}.timelog")]),
]


@pytest.mark.parametrize(
    "operations", [pytest.param(made, id=name) for name, made in WRITES]
)
def test_work_can_be_changed_in_the_projects_of_a_role(
    operations: list[Any], artist: SiteClient, manager: SiteClient, nobody: SiteClient
) -> None:
    for site, project in (
        (artist, "other"),
        (artist, "private"),
        (manager, "private"),
        (nobody, "open"),
    ):
        refuse(site, *(make(project) for make in operations))
    artist.call(*(make("open") for make in operations))


def test_a_batch_that_is_refused_changes_nothing(artist: SiteClient) -> None:
    refuse(
        artist,
        update("Task", "open.task", name="changed"),
        delete("Task", "other.task"),
    )
    (row,) = artist.rows('select name from Task where id is "open.task"')
    assert row["name"] == "task"


def test_nothing_is_moved_between_projects_unless_both_are_ones_own(
    admin: SiteClient, artist: SiteClient, manager: SiteClient
) -> None:
    admin.call(create("Task", id="moved", name="moved", parent_id="open.shot"))
    move = update("Task", "moved", parent_id="other.shot")
    refuse(artist, move)
    refuse(artist, update("Task", "other.task", parent_id="open.shot"))
    manager.call(move)
    refuse(artist, delete("Task", "moved"))
    admin.call(delete("Task", "moved"))


def test_nothing_is_taken_through_a_collection(artist: SiteClient) -> None:
    refuse(
        artist,
        update("Task", "open.task", timelogs=[refer("Timelog", "other.timelog")]),
    )
    refuse(
        artist,
        create("TypedContextLink", from_id="open.task", to_id="other.task"),
    )
    refuse(
        artist,
        update(
            "AssetVersion",
            "open.version",
            uses_versions=[refer("AssetVersion", "other.version")],
        ),
    )


def test_projects_are_made_and_changed_by_managers(
    artist: SiteClient, manager: SiteClient
) -> None:
    (schema,) = manager.keys('ProjectSchema where name is "VFX"')
    made = create(
        "Project",
        id="new",
        name="new",
        full_name="New",
        project_schema_id=schema,
        status="active",
    )
    refuse(artist, made)
    refuse(artist, update("Project", "open", full_name="Mine"))
    refuse(artist, delete("Project", "open"))
    manager.call(made, update("Project", "new", full_name="Newer"))
    manager.call(delete("Project", "new"))
    refuse(manager, update("Project", "private", full_name="Mine"))
    refuse(manager, delete("Project", "private"))


def test_a_user_everywhere_makes_no_project(admin: SiteClient) -> None:
    user = employ(admin, "User", everywhere=True)
    (schema,) = user.keys('ProjectSchema where name is "VFX"')
    refuse(
        user,
        create("Project", name="mine", full_name="Mine", project_schema_id=schema),
    )
    user.close()


def test_the_site_is_changed_by_administrators(
    admin: SiteClient, manager: SiteClient
) -> None:
    status = admin.keys("Status")[0]
    for operation in (
        update("Status", status, name="Renamed"),
        create("Type", name="Mine"),
        create("User", username="friend", is_active=True),
        create("Group", name="Friends", local=True),
        create("Setting", name="a", group="b", value="c"),
        update("SecurityRole", role_id(admin, "User"), name="Administrator"),
    ):
        refuse(manager, operation)


def test_nobody_gives_themselves_a_role(admin: SiteClient, manager: SiteClient) -> None:
    me = own_id(manager)
    role = role_id(admin, "Administrator")
    held = admin.keys(f'UserSecurityRole where user_id is "{me}"')
    named = {"user_id": me, "role_id": role}
    for operation in (
        create(
            "UserSecurityRole",
            user_id=me,
            security_role_id=role,
            is_all_open_projects=True,
        ),
        create(
            "UserSecurityRoleProject",
            user_security_role_id=held[0],
            project_id="private",
        ),
        update("UserSecurityRole", held[0], security_role_id=role),
        update("User", me, user_security_roles=[]),
        {"action": "add_user_security_role", **named},
        {
            "action": "update_user_security_role",
            "user_id": me,
            "role_id": role_id(admin, "Project Manager"),
            "new_role_id": role,
        },
        {
            "action": "grant_user_security_role_project",
            "user_id": me,
            "role_id": role_id(admin, "Project Manager"),
            "project_id": "private",
        },
        create("ApiKey", identifier="mine"),
    ):
        refuse(manager, operation)


def test_everybody_changes_their_own_user(
    nobody: SiteClient, artist: SiteClient
) -> None:
    me = own_id(nobody)
    nobody.call(update("User", me, first_name="No"))
    refuse(nobody, update("User", own_id(artist), first_name="No"))


def test_what_people_keep_for_themselves_needs_a_role(
    artist: SiteClient, nobody: SiteClient
) -> None:
    def job(site: SiteClient) -> dict[str, Any]:
        return create("Job", user_id=own_id(site), type="api_job", data="{}")

    artist.call(job(artist))
    refuse(nobody, job(nobody))


def test_published_together_is_allowed_together(artist: SiteClient) -> None:
    *_, found = artist.call(
        create("FileComponent", id="late", name="main"),
        create("AssetVersion", id="v2", asset_id="open.asset"),
        update("FileComponent", "late", version_id="v2"),
        query('select version.asset.name from FileComponent where id is "late"'),
    )
    assert found["data"][0]["version"]["asset"]["name"] == "a"
    artist.call(delete("FileComponent", "late"), delete("AssetVersion", "v2"))


def test_a_role_by_assignment_lets_change_where_somebody_is_assigned(
    admin: SiteClient,
) -> None:
    restricted = employ(admin, "Restricted User")
    change = update("Task", "other.task", description="mine")
    refuse(restricted, change)
    admin.call(
        create(
            "Appointment",
            context_id="other.shot",
            resource_id=own_id(restricted),
            type="assignment",
        )
    )
    restricted.call(change)
    restricted.close()
