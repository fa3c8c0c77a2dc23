"""Operations that the official client sends as they are, through ``call``."""

from __future__ import annotations

import base64
import hashlib
from importlib import import_module
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

requests: Any = import_module("requests")


def call(session: Any, action: str, **values: Any) -> Any:
    (answer,) = session.call([{"action": action, **values}])
    return answer


def test_what_the_server_says_of_itself(session: Any, other: Any) -> None:
    every = call(session, "query_server_information")
    assert every == other.server_information
    assert every["is_timezone_support_enabled"] is True
    some = call(session, "query_server_information", values=["version", "nothing"])
    assert some == {"version": every["version"]}


def test_searching_by_words(session: Any, project: Any, task: Any) -> None:
    answer = call(
        session,
        "search",
        expression="select name from Task",
        entity_type="Task",
        terms=["anim", project["name"]],
        context_id=project["id"],
    )
    assert answer["data"] == [task]
    assert answer["metadata"]["next"]["offset"] is None
    nothing = call(
        session,
        "search",
        expression="select name from Task",
        entity_type="Task",
        terms=["anim", uuid4().hex],
        context_id=project["id"],
    )
    assert nothing["data"] == []


def test_creating_updating_and_deleting_by_hand(session: Any, shot: Any) -> None:
    key = str(uuid4())
    data = {"__entity_type__": "Task", "id": key, "name": "raw"}
    create = {
        "action": "create",
        "entity_type": "Task",
        "entity_key": [key],
        "entity_data": {**data, "parent_id": shot["id"]},
    }
    # A key that is no list, as the JavaScript client sends it.
    update = {
        "action": "update",
        "entity_type": "Task",
        "entity_key": key,
        "entity_data": {"__entity_type__": "Task", "bid": 5},
    }
    made, changed = session.call([create, update])
    assert (made["action"], changed["action"]) == ("create", "update")
    task = session.get("Task", key)
    assert made["data"] == changed["data"] == task
    assert (task["name"], task["bid"]) == ("raw", 5)
    delete = {"action": "delete", "entity_type": "Task", "entity_key": [key]}
    assert session.call([delete]) == [{"action": "delete", "data": True}]
    assert session.query(f"Task where id is {key}").first() is None


def test_a_batch_is_carried_out_whole_or_not_at_all(
    session: Any, ftrack_api: Any, shot: Any
) -> None:
    name = uuid4().hex
    create = {
        "action": "create",
        "entity_type": "Task",
        "entity_data": {
            "__entity_type__": "Task",
            "name": name,
            "parent_id": shot["id"],
        },
    }
    broken = {"action": "delete", "entity_type": "Task", "entity_key": [str(uuid4())]}
    with pytest.raises(ftrack_api.exception.ServerError, match="There is no Task"):
        session.call([create, broken])
    assert session.query(f"Task where name is {name}").first() is None
    session.call([create])
    assert session.query(f"Task where name is {name}").one()


def test_uploads_in_one_piece_and_in_parts(session: Any) -> None:
    server = session.query('Location where name is "ftrack.server"').one()
    data = b"x" * 1000
    digest = base64.b64encode(hashlib.md5(data).digest()).decode()
    about = {"file_name": "a.bin", "file_size": len(data)}
    one = str(uuid4())
    leave = call(
        session, "get_upload_metadata", component_id=one, checksum=digest, **about
    )
    assert leave["component_id"] == one
    sent = requests.put(leave["url"], data=data, headers=leave["headers"], timeout=60)
    sent.raise_for_status()
    assert server.accessor.open(one).read() == data

    two = str(uuid4())
    leave = call(session, "get_upload_metadata", component_id=two, parts=3, **about)
    numbers = [part["part_number"] for part in leave["urls"]]
    assert numbers == [1, 2, 3]
    parts: list[dict[str, object]] = []
    for part, piece in zip(
        leave["urls"], (data[:400], data[400:800], data[800:]), strict=True
    ):
        sent = requests.put(part["signed_url"], data=piece, timeout=60)
        sent.raise_for_status()
        tag = sent.headers["ETag"]
        parts.append({"part_number": part["part_number"], "e_tag": tag})
    done = call(
        session,
        "complete_multipart_upload",
        component_id=two,
        upload_id=leave["upload_id"],
        parts=parts,
    )
    assert (done["action"], done["component_id"]) == ("complete_multipart_upload", two)
    assert server.accessor.open(two).read() == data


def test_addresses_that_need_no_credentials(session: Any, tmp_path: Any) -> None:
    server = session.query('Location where name is "ftrack.server"').one()
    path = tmp_path / "a.txt"
    path.write_bytes(b"text")
    component = session.create_component(str(path), location=server)
    session.commit()
    signed = call(session, "generate_signed_url", component_id=component["id"])
    with urlopen(signed["signed_url"]) as answer:
        assert answer.read() == b"text"
    with urlopen(Request(signed["signed_url"], headers={"Range": "bytes=1-2"})) as part:
        assert (part.status, part.read()) == (206, b"ex")


def test_keys_are_reset(session: Any) -> None:
    someone = session.create("User", {"username": uuid4().hex})
    session.commit()
    answer = call(
        session,
        "reset_remote",
        reset_type="api_key",
        entity_type="User",
        entity_key=someone["id"],
    )
    assert answer["action"] == "reset_remote"
    assert answer["data"]["api_key"]


@pytest.mark.parametrize(
    ("job_type", "data"),
    [
        ("SYNC_USERS_LDAP", None),
        ("ICONIK_SYNC_STRUCTURE", {"context_id": "c", "include_children": True}),
    ],
)
def test_delayed_jobs_are_jobs(
    session: Any, job_type: str, data: dict[str, object] | None
) -> None:
    options = {} if data is None else {"data": data}
    answer = call(session, "delayed_job", job_type=job_type, **options)
    assert answer["action"] == "delayed_job"
    assert answer["data"].entity_type == "Job"
    assert answer["data"]["status"] == "done"


def test_one_time_codes_need_a_code(session: Any, ftrack_api: Any) -> None:
    with pytest.raises(ftrack_api.exception.ServerError, match="Code must be provided"):
        call(session, "configure_totp", secret="ABCDEFGH")


def test_rollups_and_permissions_answer(session: Any) -> None:
    assert call(session, "compute_rollups")["data"] == []
    assert call(session, "permissions")["action"] == "permissions"


@pytest.mark.parametrize("name", ["fly", "", "Query"])
def test_unknown_actions_are_named(session: Any, ftrack_api: Any, name: str) -> None:
    with pytest.raises(
        ftrack_api.exception.ServerError, match=f"Invalid action u'{name}'"
    ):
        call(session, name)


def test_widgets_of_entities_that_are_not_there(session: Any, ftrack_api: Any) -> None:
    with pytest.raises(ftrack_api.exception.ServerError, match="There is no Task"):
        call(
            session,
            "get_widget_url",
            name="info",
            theme=None,
            entity_type="Task",
            entity_key=[str(uuid4())],
        )


def test_strict_errors_have_a_status_and_the_same_words(
    strict: Any, ftrack_api: Any
) -> None:
    for text, message in (
        ("Task where nothing is 1", "nothing"),
        ("Task where (", "Failed to parse"),
    ):
        with pytest.raises(ftrack_api.exception.ServerError, match=message):
            strict.query(text).all()
