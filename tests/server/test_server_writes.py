"""Creating, changing and deleting, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ftrack_typed.language import render_literal
from support.production import (
    COMPLETED,
    IN_PROGRESS,
    NOT_STARTED,
    SHOT_FSTART,
    VFX_SCHEMA,
)
from support.site import (
    RefusedError,
    SiteClient,
    create,
    delete,
    moment,
    query,
    refer,
    update,
)


def value(site: SiteClient, entity_type: str, key: str, name: str) -> Any:
    (row,) = site.rows(f"select {name} from {entity_type} where id is {key}")
    return row[name]


def test_reply_to_a_create_has_key_defaults_and_what_was_sent(site: SiteClient) -> None:
    (result,) = site.call(create("Scope", name="Oslo"))
    assert result["action"] == "create"
    assert UUID(result["data"].pop("id")).version == 4
    assert result["data"] == {"__entity_type__": "Scope", "name": "Oslo"}


def test_new_task_gets_what_the_server_knows(site: SiteClient) -> None:
    (result,) = site.call(create("Task", id="new", name="new", parent_id="sh2"))
    data = result["data"]
    assert data["project_id"] == "p1"
    assert data["context_type"] == "task"
    assert data["status_id"] == NOT_STARTED
    assert data["bid"] == 0.0
    assert data["sort"] == 1.0
    assert data["created_at"]["__type__"] == "datetime"
    (me,) = site.keys(f"User where username is {site.user}")
    assert data["created_by_id"] == me


def test_reference_may_be_an_object_or_a_key(site: SiteClient) -> None:
    task: dict[str, Any] = {"parent": refer("Shot", "sh1"), "status_id": COMPLETED}
    (result,) = site.call(create("Task", id="refs", name="refs", **task))
    assert result["data"]["parent_id"] == "sh1"
    site.call(update("Task", "refs", status={"id": IN_PROGRESS}, parent_id="sh2"))
    assert value(site, "Task", "refs", "status_id") == IN_PROGRESS
    assert value(site, "Task", "refs", "parent_id") == "sh2"


def test_reply_to_an_update_has_what_was_sent(site: SiteClient) -> None:
    (result,) = site.call(
        update("Task", ["t4"], description=None, status=refer("Status", COMPLETED))
    )
    assert result["data"]["description"] is None
    assert result["data"]["status"] == refer("Status", COMPLETED)
    assert result["data"]["id"] == "t4"


def test_replies_show_the_state_after_the_batch(site: SiteClient) -> None:
    first, second = site.call(
        create("FileComponent", id="fc1", name="data", component_locations=[]),
        create("ComponentLocation", id="cl1", component_id="fc1"),
    )
    (location,) = first["data"]["component_locations"]
    assert location["id"] == "cl1"
    assert second["data"]["component_id"] == "fc1"


def test_queries_in_a_batch_see_what_came_before(site: SiteClient) -> None:
    _, result = site.call(
        update("Task", ["t2"], description="seen"),
        query("Task where description is seen"),
    )
    assert [row["id"] for row in result["data"]] == ["t2"]


def test_failed_batch_leaves_nothing(site: SiteClient) -> None:
    with pytest.raises(RefusedError):
        site.call(
            create("Scope", id="lost", name="lost"),
            update("Task", ["t1"], name="lost"),
            delete("Task", "missing"),
        )
    assert site.keys("Scope where id is lost") == []
    assert value(site, "Task", "t1", "name") == "anim"


def test_keys_need_only_exist_when_the_batch_ends(site: SiteClient) -> None:
    site.call(
        create("Task", id="early", name="early", parent_id="later"),
        create("Folder", id="later", name="later", parent_id="p1"),
    )
    assert value(site, "Task", "early", "project_id") == "p1"


def test_row_may_be_created_bare_and_completed_later(site: SiteClient) -> None:
    site.call(
        create("Appointment", id="bare"),
        update("Appointment", ["bare"], context_id="t1", resource_id="amy", type="x"),
    )
    assert value(site, "Appointment", "bare", "context_id") == "t1"
    site.call(create("User", id="nameless"))
    assert value(site, "User", "nameless", "username")


@pytest.mark.parametrize(
    ("operation", "exception", "part"),
    [
        (
            update("Task", "t1", nme="x"),
            "ValidationError",
            "Task has no attribute 'nme'",
        ),
        (update("Task", "t1", name=5), "ValidationError", "Task.name must be text"),
        (update("Task", "t1", bid="5"), "ValidationError", "Task.bid must be a number"),
        (
            update("Task", "t1", start_date="soon"),
            "ValidationError",
            "Task.start_date must be a date",
        ),
        (
            update("User", "amy", is_active="yes"),
            "ValidationError",
            "User.is_active must be true or false",
        ),
        (
            update("Task", "t1", object_type_id="x"),
            "ValidationError",
            "Task.object_type_id is immutable",
        ),
        (
            update("Task", "t1", time_logged=5),
            "ValidationError",
            "Task.time_logged is computed",
        ),
        (
            update("Task", "t1", status_id="x"),
            "ValidationError",
            "Task.status_id refers to Status 'x', which does not exist",
        ),
        (
            update("Task", "t1", notes=[{"id": "nothing"}]),
            "ValidationError",
            "Task.notes refers to nothing, which does not exist",
        ),
        (
            update("Task", "t1", ancestors=[]),
            "ValidationError",
            "Task.ancestors follows from the parents",
        ),
        (update("Task", "gone", name="x"), "ValidationError", "There is no Task gone"),
        (update("Task", ["t1", "x"]), "ValidationError", "The key of Task"),
        (update("Tsk", "t1"), "ValidationError", "There is no entity type 'Tsk'"),
        (delete("Task", "gone"), "ValidationError", "There is no Task gone"),
        (create("Task", id="t1"), "IntegrityError", "there is a Task t1 already"),
        (
            create("Task", name="anim", parent_id="sh1"),
            "IntegrityError",
            "DuplicateEntryError: there is another Task",
        ),
        (
            create("Project", name="alpha", project_schema_id=VFX_SCHEMA),
            "IntegrityError",
            "DuplicateEntryError: there is another Project",
        ),
        (
            create("Project", name="x"),
            "ValidationError",
            "project_schema_id is required",
        ),
        (create("Appointment", type="x"), "ValidationError", "is required"),
        (create("Job", status="lost"), "ValidationError", "queued, running, done"),
        (
            update("ContextCustomAttributeValue", [SHOT_FSTART, "sh1"], value="x"),
            "ValidationError",
            'Custom attribute value for "fstart" must be of type number.',
        ),
        (
            update("ContextCustomAttributeValue", ["none", "sh1"], value=1),
            "ValidationError",
            "There is no CustomAttributeConfiguration none",
        ),
        (delete("Status", IN_PROGRESS), "IntegrityError", "refers to it"),
    ],
)
def test_wrong_operation_is_refused(
    site: SiteClient, operation: dict[str, Any], exception: str, part: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        site.call(operation)
    assert refused.value.exception == exception
    assert part in refused.value.content


def test_second_timer_of_a_user_is_a_duplicate(site: SiteClient) -> None:
    site.call(create("Timer", id="ti1", context_id="t1"))
    with pytest.raises(RefusedError, match="DuplicateEntryError"):
        site.call(create("Timer", id="ti2", context_id="t1"))
    site.call(delete("Timer", "ti1"))


def test_versions_are_numbered_in_their_asset(site: SiteClient) -> None:
    site.call(
        create("Asset", id="numbered", name="n", context_id="sh2"),
        create("AssetVersion", id="nv1", asset_id="numbered"),
        create("AssetVersion", id="nv2", asset={"id": "numbered"}),
    )
    assert value(site, "AssetVersion", "nv1", "version") == 1
    assert value(site, "AssetVersion", "nv2", "version") == 2
    assert value(site, "AssetVersion", "nv2", "status")
    assert value(site, "Asset", "numbered", "latest_version")["id"] == "nv2"


def test_change_of_status_is_recorded(site: SiteClient) -> None:
    site.call(create("Task", id="st", name="st", parent_id="sh2"))
    site.call(update("Task", "st", status_id=IN_PROGRESS))
    (row,) = site.rows(
        "select status_changes.from_status_id, status_changes.status_id, "
        "status_changes.user.username from Task where id is st"
    )
    (change,) = row["status_changes"]
    assert change["__entity_type__"] == "TypedContextStatusChange"
    assert change["from_status_id"] == NOT_STARTED
    assert change["status_id"] == IN_PROGRESS
    assert change["user"]["username"] == site.user


def test_moved_context_takes_its_descendants_along(site: SiteClient) -> None:
    site.call(
        create("Folder", id="mv", name="mv", parent_id="p1"),
        create("Folder", id="mv2", name="mv2", parent_id="mv"),
        create("Task", id="mv3", name="mv3", parent_id="mv2"),
    )
    site.call(update("Folder", "mv", parent=refer("Project", "p2")))
    assert value(site, "Task", "mv3", "project_id") == "p2"
    assert value(site, "Task", "mv3", "link")[0]["id"] == "p2"


def test_date_is_taken_in_every_form(site: SiteClient) -> None:
    forms = {
        "2020-01-02": "2020-01-02T00:00:00",
        "2020-01-02T03:04:05": "2020-01-02T03:04:05",
        "2020-01-02 03:04:05Z": "2020-01-02T03:04:05",
        "2020-01-02T03:04:05+02:00": "2020-01-02T01:04:05",
        "2020-01-02T03:04:05.5-0230": "2020-01-02T05:34:05.500000",
        "2020-01-02T03:04": "2020-01-02T03:04:00",
    }
    for form, stored in forms.items():
        for sent in (form, moment(form), {"__type__": "date", "value": form}):
            site.call(update("Task", "t1", end_date=sent))
            assert value(site, "Task", "t1", "end_date") == moment(stored)


def test_metadata_is_written_and_removed_as_clients_do(site: SiteClient) -> None:
    fps = {"__entity_type__": "Metadata", "parent_id": "t2", "key": "fps"}
    site.call(
        create("Metadata", parent_id="t2", parent_type="Task", key="fps", value="25"),
        update("Task", ["t2"], metadata=[fps]),
    )
    assert value(site, "Task", "t2", "metadata") == [{**fps, "value": "25"}]
    site.call(
        update("Metadata", ["t2", "fps"], value="24"),
        update("Task", ["t2"], metadata=[]),
        delete("Metadata", "t2", "fps"),
    )
    assert value(site, "Task", "t2", "metadata") == []


def test_custom_attribute_is_stored_by_an_update(site: SiteClient) -> None:
    key = [SHOT_FSTART, "sh2"]
    (result,) = site.call(update("ContextCustomAttributeValue", key, value=1234))
    assert result["data"]["value"] == 1234
    assert result["data"]["entity_id"] == "sh2"
    found = site.keys("Shot where custom_attributes any (key is fstart and value=1234)")
    assert found == ["sh2"]


def test_collection_is_replaced_as_a_whole(site: SiteClient) -> None:
    site.call(
        create("Task", id="col", name="col", parent_id="sh2"),
        create("Timelog", id="ta", duration=1),
        create("Timelog", id="tb", duration=2),
        create("Scope", id="sa", name="a"),
        create("Scope", id="sb", name="b"),
    )
    site.call(
        update("Task", "col", timelogs=[refer("Timelog", "ta")], scopes=[{"id": "sa"}])
    )
    site.call(
        update("Task", "col", timelogs=[refer("Timelog", "tb")], scopes=[{"id": "sb"}])
    )
    (row,) = site.rows("select timelogs, scopes from Task where id is col")
    assert [item["id"] for item in row["timelogs"]] == ["tb"]
    assert [item["id"] for item in row["scopes"]] == ["sb"]
    assert value(site, "Timelog", "ta", "context_id") is None


def test_collection_through_links_is_replaced(site: SiteClient) -> None:
    site.call(update("TypedContextList", "li1", items=[refer("Task", "t3")]))
    (row,) = site.rows("select items.name from TypedContextList where id is li1")
    assert [item["id"] for item in row["items"]] == ["t3"]
    assert len(site.rows("ListObject where list_id is li1")) == 1


def test_items_whose_key_can_not_be_empty_stay(site: SiteClient) -> None:
    site.call(update("Task", "t1", assignments=[]))
    assert "ap1" in site.keys("Appointment where context_id is t1")


def test_items_may_come_after_their_collection(site: SiteClient) -> None:
    site.call(
        update("Task", "t3", notes=[refer("Note", "late")]),
        create("Note", id="late", content="late"),
    )
    assert value(site, "Note", "late", "parent_id") == "t3"
    assert value(site, "Note", "late", "parent_type") == "Task"


def test_deleted_project_takes_everything_along(site: SiteClient) -> None:
    site.call(
        create("Project", id="dp", name="doomed", project_schema_id=VFX_SCHEMA),
        create("Shot", id="ds", name="ds", parent_id="dp"),
        create("Task", id="dt", name="dt", parent_id="ds"),
        create("Timelog", id="dl", context_id="dt"),
        create("Note", id="dn", content="x", parent_id="dt", parent_type="Task"),
        create("Note", id="dr", content="y", in_reply_to_id="dn"),
        create("Metadata", parent_id="dt", parent_type="Task", key="k", value="v"),
        create("Asset", id="da", name="da", context_id="ds"),
        create("AssetVersion", id="dv", asset_id="da"),
        create("FileComponent", id="dc", version_id="dv"),
        update("ContextCustomAttributeValue", [SHOT_FSTART, "ds"], value=7),
    )
    site.call(delete("Project", "dp"), delete("Task", "dt"))
    for expression in (
        "Context where id in (dp, ds, dt)",
        "Timelog where id is dl",
        "Note where id in (dn, dr)",
        "Metadata where parent_id is dt",
        "Asset where id is da",
        "AssetVersion where id is dv",
        "Component where id is dc",
        "CustomAttributeValue where entity_id is ds",
    ):
        assert site.rows(expression) == []


def test_deleting_empties_references_that_may_be_empty(site: SiteClient) -> None:
    site.call(
        create("FileComponent", id="thumb", name="thumb"),
        update("Task", "t1", thumbnail_id="thumb"),
    )
    assert "thumb" in value(site, "Task", "t1", "thumbnail_url")["url"]
    site.call(delete("FileComponent", "thumb"))
    assert value(site, "Task", "t1", "thumbnail_id") is None
    assert value(site, "Task", "t1", "thumbnail_url") is None


def test_location_with_components_can_not_be_deleted(site: SiteClient) -> None:
    site.call(
        create("Location", id="disk", name="disk"),
        create("FileComponent", id="held"),
        create("ComponentLocation", id="cl2", component_id="held", location_id="disk"),
    )
    with pytest.raises(RefusedError, match="refers to it"):
        site.call(delete("Location", "disk"))


def test_base_type_is_stored_as_itself(site: SiteClient) -> None:
    (result,) = site.call(create("Component", id="plain", name="plain"))
    assert result["data"]["__entity_type__"] == "Component"
    (row,) = site.rows("Component where id is plain")
    assert row["__entity_type__"] == "Component"


def test_typed_context_becomes_what_its_object_type_says(site: SiteClient) -> None:
    shot = "bad911de-3bd6-47b9-8b46-3476e237cb36"
    (result,) = site.call(
        create("TypedContext", name="tc", parent_id="sq1", object_type_id=shot)
    )
    assert result["data"]["__entity_type__"] == "Shot"


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
def test_any_text_comes_back_and_is_found(site: SiteClient, text: str) -> None:
    key = str(uuid4())
    site.call(create("Scope", id=key, name=text))
    assert value(site, "Scope", key, "name") == text
    literal = render_literal(text)
    assert key in site.keys(f"Scope where name is {literal}")
    assert key in site.keys(f"Scope where name in ({literal})")
