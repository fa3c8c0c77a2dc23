"""What roles let somebody see."""

from __future__ import annotations

import pytest
import urllib3

from support.people import employ, own_id, role_id
from support.site import RefusedError, SiteClient, create, delete, query

PROJECTS = ["open", "other", "private"]
WORK = [
    *("Project", "Shot", "Task", "Context", "TypedContext", "Asset", "AssetVersion"),
    *("Component", "SequenceComponent", "FileComponent", "Note", "Timelog"),
    *("ReviewSession", "ReviewSessionObject"),
]


def projects_in(site: SiteClient, entity_type: str) -> list[str]:
    return sorted({key.partition(".")[0] for key in site.keys(entity_type)})


@pytest.mark.parametrize("entity_type", WORK)
def test_what_is_in_the_projects_of_a_role_is_seen(
    entity_type: str,
    admin: SiteClient,
    manager: SiteClient,
    artist: SiteClient,
    nobody: SiteClient,
) -> None:
    assert projects_in(admin, entity_type) == PROJECTS
    assert projects_in(manager, entity_type) == ["open", "other"]
    assert projects_in(artist, entity_type) == ["open"]
    assert projects_in(nobody, entity_type) == []


def test_rows_with_other_keys_are_left_out_too(artist: SiteClient) -> None:
    rows = artist.rows("select value from Metadata")
    assert [row["value"] for row in rows] == ["open"]
    values = artist.rows("ContextCustomAttributeValue")
    assert {row["entity_id"].partition(".")[0] for row in values} == {"open"}


def test_what_makes_up_the_site_is_seen_by_everyone(
    admin: SiteClient, nobody: SiteClient
) -> None:
    for entity_type in ("User", "Status", "Type", "ProjectSchema", "ObjectType"):
        assert nobody.keys(entity_type) == admin.keys(entity_type) != []


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("Status where tasks any (id is 'other.task')", 0),
        ("Status where tasks any (id is 'open.task')", 1),
        ("User where timelogs.context.id is 'other.task'", 0),
        ("Note where id in (select notes.id from Task where name is 'task')", 1),
        ("Asset where versions.task.parent.name is 'shot'", 1),
        ("Task where ancestors any (id is 'other.shot')", 0),
        ("Project where descendants any (name is 'task')", 1),
        ("TypedContext where project.name is 'other'", 0),
        ("ProjectSchema where object_types.tasks any (name is 'other')", 0),
    ],
)
def test_no_query_reaches_what_is_not_seen(
    artist: SiteClient, expression: str, found: int
) -> None:
    assert len(artist.rows(expression)) == found


def test_relations_lead_to_what_is_seen_alone(
    admin: SiteClient, artist: SiteClient
) -> None:
    admin.call(
        create("TypedContextLink", id="across", from_id="open.task", to_id="other.task")
    )
    (status,) = admin.rows("select status_id from Task where id is 'open.task'")
    (seen,) = artist.rows(
        f"select tasks.name from Status where id is '{status['status_id']}'"
    )
    assert [task["id"] for task in seen["tasks"]] == ["open.shot", "open.task"]
    (task,) = artist.rows("select outgoing_links, link, parent.parent.name from Task")
    assert task["outgoing_links"] == []
    assert [step["id"] for step in task["link"]] == ["open", "open.shot", "open.task"]
    assert task["parent"]["parent"]["name"] == "open"
    admin.call(delete("TypedContextLink", "across"))


def test_a_reference_to_what_is_not_seen_is_empty(
    admin: SiteClient, artist: SiteClient
) -> None:
    job = create("Job", id="job", user_id=own_id(artist), type="api_job", data="{}")
    admin.call(job, create("JobComponent", job_id="job", component_id="other.frame"))
    (row,) = artist.rows("select job_components.component.name from Job")
    assert row["job_components"] == []
    admin.call(delete("Job", "job"))


def test_pages_and_aggregates_count_what_is_seen(artist: SiteClient) -> None:
    (result,) = artist.call(query("select id from Task limit 1"))
    assert result["metadata"] == {"next": {"offset": None}}
    artist.headers["ftrack-strict-api"] = "true"
    (counted,) = artist.rows("select count(id) from Task")
    del artist.headers["ftrack-strict-api"]
    assert counted == {"count_id": 1}


def test_a_search_finds_what_is_seen(artist: SiteClient) -> None:
    (found,) = artist.call(
        {
            "action": "search",
            "expression": "select id from Task",
            "entity_type": "Task",
            "terms": ["shot"],
        }
    )
    assert [row["id"] for row in found["data"]] == ["open.task"]


def test_a_private_project_is_seen_where_it_is_granted(admin: SiteClient) -> None:
    someone = employ(admin, "User", "private", everywhere=True)
    assert projects_in(someone, "Task") == PROJECTS
    someone.close()


def test_a_role_counts_from_its_grant_on(admin: SiteClient) -> None:
    someone = employ(admin, "User")
    role = {"user_id": own_id(someone), "role_id": role_id(admin, "User")}
    assert projects_in(someone, "Task") == []
    grant = {"action": "grant_user_security_role_project", **role}
    admin.call({**grant, "project_id": "other"})
    assert projects_in(someone, "Task") == ["other"]
    admin.call(
        {**grant, "action": "revoke_user_security_role_project"}
        | {"project_id": "other"}
    )
    assert projects_in(someone, "Task") == []
    admin.call({**grant, "all_open_projects": True})
    assert projects_in(someone, "Task") == ["open", "other"]
    someone.close()


def test_a_role_by_assignment_holds_where_somebody_is_assigned(
    admin: SiteClient,
) -> None:
    restricted = employ(admin, "Restricted User")
    user = employ(admin, "User")
    for site in (restricted, user):
        admin.call(
            create(
                "Appointment",
                context_id="other.task",
                resource_id=own_id(site),
                type="assignment",
            )
        )
    assert projects_in(restricted, "Task") == ["other"]
    assert projects_in(user, "Task") == []
    restricted.close()
    user.close()


def test_an_administrator_of_some_projects_is_none_of_the_others(
    admin: SiteClient,
) -> None:
    someone = employ(admin, "Administrator", "other")
    assert projects_in(someone, "Task") == ["other"]
    someone.close()


def fetch(site: SiteClient, path: str, component: str) -> urllib3.BaseHTTPResponse:
    query = f"id={component}&username={site.user}&apiKey={site.key}"
    return site.pool.request("GET", f"{site.url}/component/{path}?{query}")


def test_files_are_for_those_who_see_their_components(
    admin: SiteClient, artist: SiteClient
) -> None:
    for path in ("get", "thumbnail", "remove"):
        refused = fetch(artist, path, "other.frame")
        assert refused.status == 403
        assert refused.json()["exception"] == "PermissionError"
    # It has no file, but could have.
    assert fetch(artist, "get", "open.frame").status == 404
    for action in ("generate_signed_url", "get_upload_metadata"):
        operation = {"action": action, "file_name": "a", "file_size": 1}
        artist.call({**operation, "component_id": "open.frame"})
        artist.call({**operation, "component_id": "not-there-yet"})
        admin.call({**operation, "component_id": "other.frame"})
        with pytest.raises(RefusedError) as caught:
            artist.call({**operation, "component_id": "other.frame"})
        assert caught.value.exception == "PermissionError"


def test_widgets_show_what_is_seen(artist: SiteClient) -> None:
    widget = {"action": "get_widget_url", "name": "info", "entity_type": "Task"}
    artist.call({**widget, "entity_key": ["open.task"]})
    with pytest.raises(RefusedError, match=r"see Task other\.task"):
        artist.call({**widget, "entity_key": ["other.task"]})
