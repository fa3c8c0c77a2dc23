"""Who is let in with which key, and who may make new ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import attrs
import pytest
from sqlalchemy import event

import ftrack_typed_server
from support.databases import Databases
from support.people import employ, own_id, reset_key, role_id
from support.site import (
    RefusedError,
    SiteClient,
    create,
    delete,
    query,
    refer,
    update,
)

RESET = {"action": "reset_remote", "reset_type": "api_key"}


@pytest.fixture
def artist(admin: SiteClient) -> Iterator[SiteClient]:
    site = employ(admin, "User", "open")
    yield site
    site.close()


def with_key(site: SiteClient, key: str) -> SiteClient:
    return attrs.evolve(site, key=key)


def is_let_in(site: SiteClient) -> bool:
    """Whether the server answers; if not, with the words of a real one."""
    answer = site.post(b"[]").json()
    if answer == []:
        return True
    assert answer == {
        "exception": "InvalidCredentialsError",
        "content": "The supplied API key is not valid.",
        "error_code": None,
    }
    return False


def test_keys_are_of_one_user(admin: SiteClient, artist: SiteClient) -> None:
    assert is_let_in(artist)
    assert not is_let_in(attrs.evolve(artist, user=admin.user))
    assert not is_let_in(with_key(artist, admin.key))
    assert not is_let_in(with_key(artist, ""))
    assert not is_let_in(attrs.evolve(artist, user="no-such-user"))
    assert not is_let_in(attrs.evolve(artist, user=""))


def test_the_refusal_has_a_status_where_that_is_asked_for(artist: SiteClient) -> None:
    wrong = with_key(artist, "wrong")
    for strict, status in (("false", 200), ("true", 401)):
        with pytest.raises(RefusedError) as refused:
            attrs.evolve(wrong, headers={"ftrack-strict-api": strict}).call()
        assert refused.value.status == status


def test_who_left_is_not_let_in(admin: SiteClient, artist: SiteClient) -> None:
    me = own_id(artist)
    admin.call(update("User", me, is_active=False))
    assert not is_let_in(artist)
    admin.call(update("User", me, is_active=True))
    assert is_let_in(artist)
    admin.call(delete("User", me))
    assert not is_let_in(artist)


def test_people_reset_their_own_key_and_administrators_any(
    admin: SiteClient, artist: SiteClient, manager: SiteClient
) -> None:
    changed = with_key(artist, reset_key(artist))
    assert is_let_in(changed)
    assert not is_let_in(artist)
    with pytest.raises(RefusedError, match="only an administrator") as refused:
        reset_key(manager, own_id(changed))
    assert refused.value.exception == "PermissionError"
    assert is_let_in(changed)
    again = with_key(artist, reset_key(admin, own_id(changed)))
    assert is_let_in(again)
    assert not is_let_in(changed)


def reset_named(site: SiteClient, **fields: Any) -> str:
    (answer,) = site.call({**RESET, "entity_type": "ApiKey", **fields})
    key: str = answer["data"]["api_key"]
    return key


def test_a_further_key_is_ones_own(admin: SiteClient, artist: SiteClient) -> None:
    named = {"entity_data": {"identifier": f"render-{uuid4()}"}}
    further = with_key(artist, reset_named(artist, **named))
    assert is_let_in(artist)
    assert is_let_in(further)
    assert not is_let_in(attrs.evolve(further, user=admin.user))
    assert further.keys("Task") == artist.keys("Task") == ["open.task"]
    (row,) = artist.rows(
        "select resource_id from ApiKey where identifier is "
        f'"{named["entity_data"]["identifier"]}"'
    )
    assert row["resource_id"] == own_id(artist)
    again = with_key(artist, reset_named(further, **named))
    assert is_let_in(again)
    assert not is_let_in(further)
    by_key = with_key(artist, reset_named(artist, entity_key=row["id"]))
    assert is_let_in(by_key)
    admin.call(delete("ApiKey", row["id"]))
    assert not is_let_in(by_key)


def test_the_key_of_who_is_deleted_is_nobodys(
    admin: SiteClient, artist: SiteClient
) -> None:
    key = reset_named(artist, entity_data={"identifier": f"render-{uuid4()}"})
    admin.call(delete("User", own_id(artist)))
    assert not is_let_in(with_key(artist, key))
    assert not is_let_in(with_key(admin, key))


def test_a_further_key_is_reset_by_its_owner_or_an_administrator(
    admin: SiteClient, artist: SiteClient, manager: SiteClient
) -> None:
    named = {"entity_data": {"identifier": f"render-{uuid4()}"}}
    reset_named(artist, **named)
    with pytest.raises(RefusedError, match="only an administrator"):
        reset_named(manager, **named)
    assert is_let_in(with_key(artist, reset_named(admin, **named)))


@pytest.mark.parametrize(
    "fields",
    [
        {"entity_data": {}},
        {"entity_data": {"identifier": 1}},
        {"entity_data": "render"},
        {"entity_key": "no-such-key"},
        {"entity_key": {"id": "x"}},
        {},
    ],
)
def test_further_keys_that_are_none(admin: SiteClient, fields: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        reset_named(admin, **fields)
    assert refused.value.exception == "ValidationError"


@pytest.fixture
def farm(admin: SiteClient, artist: SiteClient) -> SiteClient:
    """The artist's name with a global key."""
    identifier = f"farm-{uuid4()}"
    admin.call(create("ApiKey", identifier=identifier))
    key = reset_named(admin, entity_data={"identifier": identifier})
    return with_key(artist, key)


def test_a_global_key_goes_with_any_user(admin: SiteClient, farm: SiteClient) -> None:
    assert is_let_in(farm)
    assert is_let_in(attrs.evolve(farm, user=admin.user))
    assert not is_let_in(attrs.evolve(farm, user="no-such-user"))


def test_a_global_key_sees_and_changes_all_work_as_the_user(
    admin: SiteClient, farm: SiteClient
) -> None:
    assert farm.keys("Project") == admin.keys("Project")
    farm.call(create("Shot", id="farmed", name="farmed", parent_id="private"))
    (row,) = farm.rows("select created_by_id from Shot where id is farmed")
    assert row["created_by_id"] == own_id(farm)
    farm.call(
        delete("Shot", "farmed"), update("Status", farm.keys("Status")[0], sort=1)
    )
    (me,) = farm.call(
        {"action": "query_server_information", "values": ["user_information"]}
    )
    told = me["user_information"]
    assert (told["username"], told["is_global_access_key"]) == (farm.user, True)
    assert told["access_key_id"] in farm.keys("ApiKey")
    assert told["permissions"] == ["API"]


def test_a_global_key_opens_no_doors(admin: SiteClient, farm: SiteClient) -> None:
    me = own_id(farm)
    for operation in (
        RESET,
        {**RESET, "entity_type": "User", "entity_key": own_id(admin)},
        {**RESET, "entity_type": "ApiKey", "entity_data": {"identifier": "mine"}},
        create("UserSecurityRole", user_id=me, security_role_id=role_id(admin, "API")),
        create("ApiKey", identifier="another"),
        {"action": "send_user_invite", "user_id": me},
    ):
        with pytest.raises(RefusedError) as refused:
            farm.call(operation)
        assert refused.value.exception == "PermissionError"


def test_custom_attributes_can_be_for_global_keys(
    admin: SiteClient, farm: SiteClient
) -> None:
    (text,) = admin.keys('CustomAttributeType where name is "text"')
    keys = {"farm_only": "API", "people_only": "User"}
    admin.call(
        *(
            create(
                "CustomAttributeConfiguration",
                id=key,
                key=key,
                label=key,
                entity_type="show",
                type_id=text,
                config="{}",
                read_security_roles=[refer("SecurityRole", role_id(admin, role))],
            )
            for key, role in keys.items()
        )
    )
    wanted = "CustomAttributeConfiguration where id in (farm_only, people_only)"
    assert farm.keys(wanted) == ["farm_only"]
    admin.call(*(delete("CustomAttributeConfiguration", key) for key in keys))


def test_invitations_are_sent_by_administrators(
    admin: SiteClient, artist: SiteClient
) -> None:
    invite = {"action": "send_user_invite", "user_id": own_id(artist)}
    assert admin.call(invite) == [{"sent": True}]
    with pytest.raises(RefusedError, match="only an administrator"):
        artist.call(invite)
    admin.call(
        *(
            create(
                "ReviewSessionInvitee",
                id=f"{project}.invitee",
                name="c",
                email="c@example.com",
                review_session_id=f"{project}.review",
            )
            for project in ("open", "other")
        )
    )
    review = {"action": "send_review_session_invite"}
    named = {**review, "review_session_invitee_id": "open.invitee"}
    assert artist.call(named) == [{"sent": True}]
    with pytest.raises(RefusedError, match="lets you see ReviewSessionInvitee"):
        artist.call({**review, "review_session_invitee_id": "other.invitee"})


def test_keys_last_as_long_as_the_database(
    tmp_path: Path, databases: Databases
) -> None:
    database = databases.lasting(tmp_path)
    with ftrack_typed_server.running(database=database) as server:
        site = SiteClient.of(server)
        site.call(create("ApiKey", identifier="farm"))
        key = reset_named(site, entity_data={"identifier": "farm"})
        amy = employ(site, "User", username="amy")
    with ftrack_typed_server.running(database=database) as server:
        assert is_let_in(attrs.evolve(amy, url=server.url))
        assert is_let_in(attrs.evolve(amy, url=server.url, key=key))


def test_roles_cost_no_statement_more(databases: Databases) -> None:
    """Everyone is signed in by one statement, and reads by the same number of them."""
    with ftrack_typed_server.running(
        seed="demo", database=databases.passing()
    ) as server:
        site = SiteClient.of(server)
        artist = employ(site, "User", everywhere=True)
        counted: list[str] = []
        engine = server._service.storage.engine

        def count(*given: object) -> None:
            counted.append(str(given[2]))

        def statements(asking: SiteClient, *operations: dict[str, Any]) -> int:
            counted.clear()
            event.listen(engine, "before_cursor_execute", count)
            asking.call(*operations)
            event.remove(engine, "before_cursor_execute", count)
            return len(
                [item for item in counted if item.startswith(("SELECT", "WITH"))]
            )

        wide = query(
            "select name, parent.name, assignments.resource, notes.content, "
            "custom_attributes, ancestors.name from Task limit 300"
        )
        assert statements(site) == statements(artist) == 1
        assert statements(site, wide) == statements(artist, wide)
        site.close()
        artist.close()


def test_a_database_without_keys_gets_an_administrator(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/site.sqlite"
    with ftrack_typed_server.running(database=database) as server:
        before = server.api_user
    with closing(sqlite3.connect(tmp_path / "site.sqlite")) as opened, opened:
        opened.execute('DELETE FROM "__api_key__"')
    with ftrack_typed_server.running(database=database) as server:
        assert server.api_user != before
        site = SiteClient.of(server)
        site.call(update("Status", site.keys("Status")[0], sort=7))
        assert is_let_in(site)
