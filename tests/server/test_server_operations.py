"""Operations besides reading and writing entities."""

from __future__ import annotations

import hashlib
import hmac
import struct
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ftrack_typed_server
from ftrack_typed_server.operations import READING, WRITING
from support.databases import Databases
from support.site import RefusedError, SiteClient, create, query

SERVER_LOCATION = "3a372bde-05bc-11e4-8908-20c9d081909b"
PNG = b"\x89PNG\r\n\x1a\n and more"


def act(site: SiteClient, action: str, /, **fields: Any) -> Any:
    (answer,) = site.call({"action": action, **fields})
    return answer


def upload(site: SiteClient, key: str, data: bytes, file_type: str) -> None:
    component = create("FileComponent", id=key, file_type=file_type, size=len(data))
    (_, answer) = site.call(
        component,
        {
            "action": "get_upload_metadata",
            "component_id": key,
            "file_name": f"main{file_type}",
            "file_size": len(data),
            "checksum": None,
        },
    )
    response = site.pool.request(
        "PUT", answer["url"], body=data, headers=answer["headers"]
    )
    assert response.status == 200


# Keys


def test_a_key_that_is_reset_ends(site: SiteClient) -> None:
    site.call(create("User", id="keyed", username="keyed", is_active=True))
    keys: list[str] = []
    for field in ("keyed", ["keyed"]):
        answer = act(
            site,
            "reset_remote",
            reset_type="api_key",
            entity_type="User",
            entity_key=field,
        )
        assert answer["action"] == "reset_remote"
        keys.append(answer["data"]["api_key"])
    old, new = (SiteClient(site.url, "keyed", key) for key in keys)
    assert new.keys("User where id is keyed") == ["keyed"]
    with pytest.raises(RefusedError) as refused:
        old.call()
    assert refused.value.exception == "InvalidCredentialsError"
    answer = act(new, "reset_remote", reset_type="api_key")
    with pytest.raises(RefusedError):
        new.call()
    assert answer["data"]["api_key"] not in keys
    old.close()
    new.close()


def test_a_key_that_is_reset_in_a_batch_that_fails_stays(site: SiteClient) -> None:
    reset = {"action": "reset_remote", "reset_type": "api_key"}
    with pytest.raises(RefusedError, match="Invalid action"):
        site.call(reset, {"action": "fly"})
    assert site.call() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"reset_type": "password"},
        {"reset_type": "api_key", "entity_type": "Task", "entity_key": "t1"},
        {"reset_type": "api_key", "entity_type": "User", "entity_key": "nobody"},
        {"entity_type": "User", "entity_key": "amy"},
    ],
)
def test_what_cannot_be_reset(site: SiteClient, fields: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        act(site, "reset_remote", **fields)
    assert refused.value.exception == "ValidationError"


def test_the_server_names_the_same_user_after_keys_were_reset(
    databases: Databases, tmp_path: Path
) -> None:
    database = databases.lasting(tmp_path)
    with ftrack_typed_server.running(database=database) as server:
        first = server.api_user
        client = SiteClient.of(server)
        client.call(create("User", id="aaa", username="aaa", is_active=True))
        act(
            client,
            "reset_remote",
            reset_type="api_key",
            entity_type="User",
            entity_key="aaa",
        )
        key = act(client, "reset_remote", reset_type="api_key")["data"]["api_key"]
        client.close()
    with ftrack_typed_server.running(database=database) as server:
        assert (server.api_user, server.api_key) == (first, key)


# Invitations, one-time codes, jobs


def test_invitations(site: SiteClient) -> None:
    assert act(site, "send_user_invite", user_id="amy") == {"sent": True}
    site.call(
        create(
            "ReviewSession",
            id="review",
            name="dailies",
            project_id="p1",
            start_date={"__type__": "datetime", "value": "2024-01-01T00:00:00"},
            end_date={"__type__": "datetime", "value": "2024-02-01T00:00:00"},
            created_by_id="amy",
        ),
        create(
            "ReviewSessionInvitee",
            id="invitee",
            review_session_id="review",
            name="Client",
            email="client@example.com",
        ),
    )
    answer = act(
        site, "send_review_session_invite", review_session_invitee_id="invitee"
    )
    assert answer == {"sent": True}
    for action, field in (
        ("send_user_invite", "user_id"),
        ("send_review_session_invite", "review_session_invitee_id"),
    ):
        with pytest.raises(RefusedError, match="There is no"):
            act(site, action, **{field: "nobody"})
        with pytest.raises(RefusedError, match=f"needs '{field}'"):
            act(site, action)


def test_one_time_codes(site: SiteClient) -> None:
    with pytest.raises(RefusedError) as refused:
        act(site, "configure_totp", secret="JBSWY3DPEHPK3PXP")
    assert refused.value.exception == "ValidationError"
    assert refused.value.content == "Code must be provided to enable totp."
    for secret, code in (
        ("JBSWY3DPEHPK3PXP", "wrong"),
        ("not base 32!", "123456"),
        ("é", "123456"),
    ):
        with pytest.raises(RefusedError):
            act(site, "configure_totp", secret=secret, code=code)
    key = b"Hello!\xde\xad\xbe\xef"
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    code = f"{number % 1_000_000:06}"
    assert act(site, "configure_totp", secret="JBSWY3DPEHPK3PXP", code=code) == {
        "action": "configure_totp",
        "data": True,
    }
    (user,) = site.rows(
        f"select is_totp_enabled from User where username is {site.user}"
    )
    assert user["is_totp_enabled"] is True


def test_a_delayed_job_is_done(site: SiteClient) -> None:
    answer = act(
        site, "delayed_job", job_type="SYNC_USERS_LDAP", data={"context_id": "p1"}
    )
    assert answer["action"] == "delayed_job"
    job = answer["data"]
    assert job["__entity_type__"] == "Job"
    (row,) = site.rows(
        f"select status, type, data, finished_at from Job where id is {job['id']}"
    )
    assert (row["status"], row["type"]) == ("done", "SYNC_USERS_LDAP")
    assert orjson.loads(row["data"]) == {"context_id": "p1"}
    assert row["finished_at"] is not None
    with pytest.raises(RefusedError, match="'job_type'"):
        act(site, "delayed_job")
    with pytest.raises(RefusedError, match="'data'"):
        act(site, "delayed_job", job_type="SYNC_USERS_LDAP", data=[1])


# Widgets


def test_a_widget_answers_without_credentials(
    site: SiteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.call(create("Task", id="marked", name="<b>bold</b>", parent_id="sh1"))
    url = act(
        site,
        "get_widget_url",
        name="info",
        theme=None,
        entity_type="Task",
        entity_key=["marked"],
    )["widget_url"]
    page = site.pool.request("GET", url)
    assert page.status == 200
    assert b"Task &lt;b&gt;bold&lt;/b&gt;" in page.data
    assert site.pool.request("GET", url.replace("info", "tasks")).status == 403
    # Seven minutes later.
    late = time.time() + 7 * 60
    monkeypatch.setattr("ftrack_typed_server.signing.time.time", lambda: late)
    assert site.pool.request("GET", url).status == 403


def test_widgets_that_are_none(site: SiteClient) -> None:
    url = act(site, "get_widget_url", name="tasks", theme="light")["widget_url"]
    assert site.pool.request("GET", url).status == 200
    with pytest.raises(RefusedError, match="no widget 'fly'"):
        act(site, "get_widget_url", name="fly")
    with pytest.raises(RefusedError, match="There is no Task"):
        act(
            site,
            "get_widget_url",
            name="info",
            entity_type="Task",
            entity_key=["nothing"],
        )


# Roles


def test_roles_of_users_and_their_projects(site: SiteClient) -> None:
    roles = {
        row["name"]: row["id"] for row in site.rows("select name from SecurityRole")
    }
    manager, user = roles["Project Manager"], roles["User"]

    def held() -> list[tuple[str, bool, list[str]]]:
        rows = site.rows(
            "select security_role.name, is_all_open_projects,"
            " user_security_role_projects.project_id"
            " from UserSecurityRole where user_id is amy"
        )
        return [
            (
                row["security_role"]["name"],
                row["is_all_open_projects"],
                [item["project_id"] for item in row["user_security_role_projects"]],
            )
            for row in rows
        ]

    def change(action: str, role: str, **fields: Any) -> None:
        answer = act(site, action, user_id="amy", role_id=role, **fields)
        assert answer == {"action": action, "data": True}

    change("add_user_security_role", manager)
    assert held() == [("Project Manager", False, [])]
    change("grant_user_security_role_project", manager, project_id="p1")
    assert held() == [("Project Manager", False, ["p1"])]
    with pytest.raises(RefusedError, match="DuplicateEntryError"):
        change("add_user_security_role", manager)
    with pytest.raises(RefusedError, match="DuplicateEntryError"):
        change("grant_user_security_role_project", manager, project_id="p1")
    change("update_user_security_role", manager, new_role_id=user)
    assert held() == [("User", False, ["p1"])]
    change("grant_user_security_role_project", user, all_open_projects=True)
    assert held() == [("User", True, ["p1"])]
    change("revoke_user_security_role_project", user, all_open_projects=True)
    change("revoke_user_security_role_project", user, project_id="p1")
    assert held() == [("User", False, [])]
    amy = SiteClient(
        site.url,
        "amy",
        act(
            site,
            "reset_remote",
            reset_type="api_key",
            entity_type="User",
            entity_key="amy",
        )["data"]["api_key"],
    )
    assert act(amy, "permissions")["data"] == ["User"]
    amy.close()
    change("remove_user_security_role", user)
    assert held() == []


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("add_user_security_role", {"user_id": "nobody"}),
        ("add_user_security_role", {"role_id": "none"}),
        ("remove_user_security_role", {}),
        ("update_user_security_role", {"new_role_id": "none"}),
        ("grant_user_security_role_project", {"project_id": "p1"}),
        ("revoke_user_security_role_project", {"project_id": "p1"}),
        ("remove_user_security_role", {"role_id": None}),
        ("remove_user_security_role", {"role_id": ["x"]}),
    ],
)
def test_roles_that_are_none(
    site: SiteClient, action: str, fields: dict[str, Any]
) -> None:
    (role, *_) = site.keys("SecurityRole")
    with pytest.raises(RefusedError) as refused:
        act(site, action, **{"user_id": "bob", "role_id": role, **fields})
    assert refused.value.exception == "ValidationError"


def test_there_are_no_rollups(site: SiteClient) -> None:
    answer = act(site, "compute_rollups")
    assert answer == {"action": "compute_rollups", "data": []}


# Media


def encoded(site: SiteClient, key: str, **fields: Any) -> Mapping[str, Any]:
    answer = act(site, "encode_media", component_id=key, **fields)
    assert answer.keys() == {"job_id"}
    (job,) = site.rows(
        "select status, data, job_components.component_id"
        f" from Job where id is '{answer['job_id']}'"
    )
    data: dict[str, Any] = orjson.loads(job["data"])
    made = {item["component_id"] for item in job["job_components"]}
    assert made == {item["component_id"] for item in data["output"]}
    return {"status": job["status"], **data}


def test_an_image_is_kept_as_it_is(site: SiteClient) -> None:
    upload(site, "picture", PNG, ".png")
    (version,) = site.keys("AssetVersion limit 1")
    job = encoded(site, "picture", version_id=version, keep_original=True)
    assert (job["status"], job["source_component_id"]) == ("done", "picture")
    (output,) = job["output"]
    assert output["format"] == "image/png"
    (made,) = site.rows(
        "select name, file_type, size, version_id, metadata.value,"
        " component_locations.location_id, component_locations.url"
        f" from FileComponent where id is '{output['component_id']}'"
    )
    assert (made["name"], made["file_type"]) == ("ftrackreview-image", ".png")
    assert (made["size"], made["version_id"]) == (len(PNG), version)
    assert orjson.loads(made["metadata"][0]["value"]) == {"format": "image"}
    (there,) = made["component_locations"]
    assert there["location_id"] == SERVER_LOCATION
    assert site.pool.request("GET", there["url"]["url"]).data == PNG
    assert site.keys("FileComponent where id is picture") == ["picture"]


def test_the_original_goes_when_it_is_not_kept(site: SiteClient) -> None:
    upload(site, "clip", b"....ftypqt  ", ".mov")
    job = encoded(site, "clip", version_id=None, keep_original=False)
    (output,) = job["output"]
    assert output["format"] == "video/quicktime"
    assert site.keys("FileComponent where id is clip") == []
    query = {"username": site.user, "apiKey": site.key}
    url = f"{site.url}/component/get"
    kept = {"id": output["component_id"], **query}
    assert site.pool.request("GET", url, fields=kept).data == b"....ftypqt  "
    gone = {"id": "clip", **query}
    assert site.pool.request("GET", url, fields=gone).status == 404


def test_what_cannot_be_encoded_is_kept(site: SiteClient) -> None:
    upload(site, "script", b"print()", ".py")
    site.call(create("FileComponent", id="elsewhere", file_type=".mov"))
    for key in ("script", "elsewhere"):
        job = encoded(site, key, keep_original=False)
        assert (job["status"], job["output"]) == ("failed", [])
        assert site.keys(f"FileComponent where id is {key}") == [key]
    with pytest.raises(RefusedError, match="There is no FileComponent"):
        act(site, "encode_media", component_id="nothing")


# Search


def found(site: SiteClient, expression: str, *terms: str, **fields: Any) -> list[str]:
    answer = act(
        site,
        "search",
        expression=expression,
        entity_type="TypedContext",
        terms=list(terms),
        **fields,
    )
    assert answer["action"] == "search"
    assert answer["metadata"] == {"next": {"offset": None}}
    return [row["id"] for row in answer["data"]]


def test_search_by_names_and_names_above(production: SiteClient) -> None:
    tasks = "select id from Task order by id"
    assert found(production, tasks, "ANIM") == ["t1"]
    assert found(production, tasks, "sh010") == ["t1", "t2"]
    assert found(production, tasks, "sh010 comp") == ["t2"]
    assert found(production, tasks, "sh010", "alpha", "anim") == ["t1"]
    assert found(production, tasks, "50%") == ["t2"]
    assert found(production, tasks, "%_%") == []
    assert found(production, tasks, "nothing") == []
    assert found(production, tasks) == production.keys(tasks)
    filtered = "select id from Task where status.name is 'Not started'"
    assert found(production, filtered, "sh010") == ["t1"]


def test_search_below_a_context(production: SiteClient) -> None:
    tasks = "select id from Task order by id"
    assert found(production, tasks, context_id="sh1") == ["t1", "t2"]
    assert found(production, tasks, "anim", context_id="p1") == ["t1"]
    assert found(production, tasks, "anim", context_id="p2") == []
    assert found(production, "Shot", context_id="sh1") == ["sh1"]
    assert found(production, tasks, context_id=None) == production.keys(tasks)
    assert found(production, tasks, context_id=False) == production.keys(tasks)
    assert "amy" in found(production, "User", "amy", context_id="sh1")


def test_search_by_object_type(production: SiteClient) -> None:
    (shot,) = production.keys("ObjectType where name is Shot")
    contexts = "select id from TypedContext order by id"
    assert found(production, contexts, "sh", object_type_ids=[shot]) == ["sh1", "sh2"]


def test_search_in_every_type(production: SiteClient) -> None:
    (schemas,) = production.call({"action": "query_schemas"})
    nameless: list[str] = []
    for schema in schemas:
        try:
            act(
                production,
                "search",
                expression=schema["id"],
                entity_type=schema["id"],
                terms=["a"],
                context_id="p1",
            )
        except RefusedError as refused:
            nameless.append(refused.content)
    assert set(nameless) == {"Entities without names cannot be searched for."}
    assert len(nameless) < len(schemas) / 2


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"expression": None}, "'expression'"),
        ({"expression": "Task where"}, "Failed to parse"),
        ({"expression": "Nothing"}, "no entity type 'Nothing'"),
        ({"entity_type": None}, "'entity_type'"),
        ({"entity_type": "Nothing"}, "no entity type 'Nothing'"),
        ({"terms": "a"}, "'terms'"),
        ({"terms": [1]}, "'terms'"),
        ({"terms": ["a"] * 51}, "50 terms"),
        ({"context_id": 1}, "'context_id'"),
        ({"object_type_ids": "a"}, "'object_type_ids'"),
    ],
)
def test_search_that_is_wrong(
    production: SiteClient, fields: dict[str, Any], reason: str
) -> None:
    operation = {"expression": "Task", "entity_type": "Task", "terms": ["a"], **fields}
    with pytest.raises(RefusedError, match=reason):
        act(production, "search", **operation)


# All of them


@pytest.mark.parametrize(
    "action",
    [
        "add_user_security_role",
        "complete_multipart_upload",
        "configure_totp",
        "delayed_job",
        "encode_media",
        "generate_signed_url",
        "get_upload_metadata",
        "get_widget_url",
        "grant_user_security_role_project",
        "remove_user_security_role",
        "reset_remote",
        "revoke_user_security_role_project",
        "search",
        "send_review_session_invite",
        "send_user_invite",
        "update_user_security_role",
    ],
)
def test_operations_without_what_they_need_are_refused(
    site: SiteClient, action: str
) -> None:
    values: tuple[object, ...] = (None, [], 1, {"a": [1]})
    for value in values:
        names = ("component_id", "user_id", "role_id", "expression", "name", "code")
        with pytest.raises(RefusedError) as refused:
            act(site, action, **dict.fromkeys(names, value))
        assert refused.value.exception == "ValidationError"


def test_operations_follow_the_writes_of_their_batch(site: SiteClient) -> None:
    _, invited, rows = site.call(
        create("User", id="late", username="late", is_active=True),
        {"action": "send_user_invite", "user_id": "late"},
        query("User where id is late"),
    )
    assert invited == {"sent": True}
    assert [row["id"] for row in rows["data"]] == ["late"]


_FIELDS = (
    "checksum",
    "code",
    "component_id",
    "context_id",
    "data",
    "entity_key",
    "entity_type",
    "expression",
    "file_name",
    "file_size",
    "job_type",
    "keep_original",
    "name",
    "new_role_id",
    "object_type_ids",
    "parts",
    "project_id",
    "reset_type",
    "review_session_invitee_id",
    "role_id",
    "secret",
    "terms",
    "theme",
    "upload_id",
    "user_id",
    "version_id",
)
_texts = st.text(max_size=10) | st.sampled_from(
    ["amy", "p1", "Task", "Task where name is x", "info", "api_key", "User", "t1", "a"]
)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner),
    max_leaves=5,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(sorted({*READING, *WRITING})),
    st.dictionaries(st.sampled_from(_FIELDS), _texts | _values),
)
def test_whatever_is_sent_the_answer_is_a_result_or_says_what_is_wrong(
    site: SiteClient, action: str, fields: dict[str, Any]
) -> None:
    if action == "reset_remote":
        # Nobody's key, that is: this client goes on with its own.
        fields |= {"entity_type": "User", "entity_key": "bob"}
    response = site.post(orjson.dumps([{"action": action, **fields}]))
    answer = orjson.loads(response.data)
    if isinstance(answer, dict):
        assert answer["exception"] not in ("ServerError", "DatabaseError"), answer
    else:
        assert len(answer) == 1
