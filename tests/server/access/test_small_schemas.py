"""Schemas that know of few of the things that permissions stand on."""

from __future__ import annotations

import pytest

import ftrack_typed_server
from ftrack_typed.schema import SchemaDocument
from support.databases import Databases
from support.people import employ
from support.schema_documents import (
    TEXT,
    collection,
    document,
    entity_type,
    foreign_key,
    reference,
)
from support.site import RefusedError, SiteClient, create, update

FLAG = {"type": "boolean"}
USER = entity_type("User", {"username": TEXT, "is_active": FLAG})
THING = entity_type("Thing", {"name": TEXT}, immutable=())
ROLES = (
    entity_type("SecurityRole", {"name": TEXT, "type": TEXT}),
    entity_type(
        "UserSecurityRole",
        {
            "user": reference("User"),
            "user_id": foreign_key("User"),
            "security_role": reference("SecurityRole"),
            "security_role_id": foreign_key("SecurityRole"),
            "is_all_open_projects": FLAG,
            "user_security_role_projects": collection("UserSecurityRoleProject"),
        },
    ),
    entity_type(
        "UserSecurityRoleProject",
        {
            "user_security_role": reference("UserSecurityRole"),
            "user_security_role_id": foreign_key("UserSecurityRole"),
        },
    ),
)


@pytest.mark.parametrize("schema", [document(THING), document(THING, USER)])
def test_without_roles_everyone_does_everything(
    schema: SchemaDocument, databases: Databases
) -> None:
    with ftrack_typed_server.running(
        schema=schema, database=databases.passing()
    ) as server:
        site = SiteClient.of(server)
        site.call(create("Thing", id="t", name="a"))
        assert site.keys("Thing") == ["t"]
        if "User" in schema.entities:
            site = employ(site, None)
            site.call(update("Thing", "t", name="b"))
            assert site.rows("select name from Thing")[0]["name"] == "b"
        reset = {"action": "reset_remote", "reset_type": "api_key"}
        named = {"entity_type": "ApiKey", "entity_data": {"identifier": "x"}}
        with pytest.raises(RefusedError, match="has no ApiKey"):
            site.call({**reset, **named})


def test_without_projects_roles_tell_administrators_from_others(
    databases: Databases,
) -> None:
    with ftrack_typed_server.running(
        schema=document(THING, USER, *ROLES), database=databases.passing()
    ) as server:
        admin = SiteClient.of(server)
        admin.call(create("Thing", id="t", name="a"))
        user = employ(admin, "User", everywhere=True)
        assert user.keys("Thing") == ["t"]
        with pytest.raises(RefusedError, match="Permission denied"):
            user.call(update("Thing", "t", name="b"))


def test_projects_that_are_no_contexts_hold_nothing_back(
    databases: Databases,
) -> None:
    project = entity_type("Project", {"name": TEXT})
    work = entity_type(
        "List",
        {
            "name": TEXT,
            "project": reference("Project"),
            "project_id": foreign_key("Project"),
        },
    )
    schema = document(project, work, USER, *ROLES)
    with ftrack_typed_server.running(
        schema=schema, database=databases.passing()
    ) as server:
        admin = SiteClient.of(server)
        admin.call(
            create("Project", id="p", name="p"),
            create("List", id="l", name="l", project_id="p"),
        )
        user = employ(admin, "User", everywhere=True)
        assert user.keys("List where project.name is p") == ["l"]
        user.call(update("List", "l", name="b"))
        with pytest.raises(RefusedError, match="Permission denied"):
            user.call(update("Project", "p", name="b"))


def test_a_key_is_set_once_even_where_the_schema_does_not_say_so(
    databases: Databases,
) -> None:
    with ftrack_typed_server.running(
        schema=document(THING), database=databases.passing()
    ) as server:
        site = SiteClient.of(server)
        site.call(create("Thing", id="t", name="a"))
        site.call(update("Thing", "t", id="t", name="b"))
        with pytest.raises(RefusedError, match=r"Thing\.id is immutable"):
            site.call(update("Thing", "t", id="u"))
        assert site.keys("Thing") == ["t"]
