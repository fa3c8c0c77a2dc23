"""Custom attributes that are for some roles only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support.people import employ, own_id, role_id
from support.site import RefusedError, SiteClient, create, delete, refer, update

KEYS = ("for_all", "to_read", "to_write", "hidden")


@pytest.fixture(autouse=True)
def configurations(admin: SiteClient) -> Iterator[None]:
    """What is for everyone, for managers to change, and for managers to see."""
    managers = [refer("SecurityRole", role_id(admin, "Project Manager"))]
    users = [refer("SecurityRole", role_id(admin, "User"))]
    roles: dict[str, dict[str, Any]] = {
        "for_all": {},
        "to_read": {
            "read_security_roles": [*managers, *users],
            "write_security_roles": managers,
        },
        "to_write": {"write_security_roles": [*managers, *users]},
        "hidden": {
            "read_security_roles": managers,
            "write_security_roles": [*managers, *users],
        },
    }
    (text,) = admin.keys('CustomAttributeType where name is "text"')
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
                default="unset",
                **roles[key],
            )
            for key in KEYS
        )
    )
    yield
    admin.call(*(delete("CustomAttributeConfiguration", key) for key in KEYS))


def values(site: SiteClient) -> dict[str, Any]:
    (row,) = site.rows('select custom_attributes from Project where id is "open"')
    found = {item["key"]: item["value"] for item in row["custom_attributes"]}
    return {key: value for key, value in found.items() if key in KEYS}


def set_value(key: str) -> dict[str, Any]:
    return {
        "action": "update",
        "entity_type": "ContextCustomAttributeValue",
        "entity_key": [key, "open"],
        "entity_data": {"value": "set"},
    }


def test_values_are_read_by_the_roles_they_are_for(
    admin: SiteClient, manager: SiteClient, artist: SiteClient
) -> None:
    assert set(values(admin)) == set(values(manager)) == set(KEYS)
    assert set(values(artist)) == {"for_all", "to_read", "to_write"}
    by_value = 'Project where custom_attributes any (key is "{}" and value is unset)'
    assert artist.keys(by_value.format("to_read")) == ["open"]
    assert artist.keys(by_value.format("hidden")) == []
    assert artist.keys('CustomAttributeConfiguration where key is "hidden"') == []


def test_values_are_written_by_the_roles_they_are_for(
    admin: SiteClient, manager: SiteClient
) -> None:
    # The values are the project's, which managers change.
    local = employ(admin, "Project Manager", "open")
    local.call(*(set_value(key) for key in KEYS))
    assert set(values(local).values()) == {"set"}
    local.close()
    admin.call(
        *(
            update(
                "CustomAttributeConfiguration",
                key,
                write_security_roles=[refer("SecurityRole", role_id(admin, "User"))],
            )
            for key in KEYS
        )
    )
    for key in KEYS:
        with pytest.raises(RefusedError, match="change values of") as refused:
            manager.call(set_value(key))
        assert refused.value.exception == "PermissionError"
        admin.call(set_value(key))


def test_links_are_for_the_roles_of_their_attributes(
    admin: SiteClient, manager: SiteClient, artist: SiteClient
) -> None:
    configuration = {"entity_type": "task", "entity_type_to": "user", "config": "{}"}
    managers = [refer("SecurityRole", role_id(admin, "Project Manager"))]
    admin.call(
        *(
            create(
                "CustomAttributeLinkConfiguration",
                id=key,
                key=key,
                **configuration,
                **{roles: managers},
            )
            for key, roles in (
                ("seen_link", "write_security_roles"),
                ("hidden_link", "read_security_roles"),
            )
        )
    )

    def link(key: str, place: str = "open.shot") -> dict[str, Any]:
        return create(
            "UserCustomAttributeLink",
            id=f"{key}.{place}",
            configuration_id=key,
            from_id=place,
            to_id=own_id(admin),
        )

    manager.call(link("seen_link"), link("hidden_link"))
    manager.call(link("seen_link", "other.shot"))
    for wrong in (
        link("seen_link", "open.task"),
        link("hidden_link", "open.task"),
        delete("UserCustomAttributeLink", "seen_link.open.shot"),
    ):
        with pytest.raises(RefusedError) as refused:
            artist.call(wrong)
        assert refused.value.exception == "PermissionError"
    assert artist.keys("CustomAttributeLink") == ["seen_link.open.shot"]
    assert artist.keys("CustomAttributeLinkFrom") == ["seen_link.open.shot"]
    by_link = 'Shot where custom_attribute_links any (configuration.key is "{}")'
    assert artist.keys(by_link.format("seen_link")) == ["open.shot"]
    assert artist.keys(by_link.format("hidden_link")) == []
    assert len(manager.keys("CustomAttributeLink")) == 3
    admin.call(
        *(
            delete("CustomAttributeLink", key)
            for key in admin.keys("CustomAttributeLink")
        )
    )
    admin.call(
        delete("CustomAttributeLinkConfiguration", "seen_link"),
        delete("CustomAttributeLinkConfiguration", "hidden_link"),
    )


def test_values_of_what_somebody_may_not_change_are_not_written(
    artist: SiteClient, nobody: SiteClient
) -> None:
    for site in (artist, nobody):
        with pytest.raises(RefusedError) as refused:
            site.call(set_value("for_all"))
        assert refused.value.exception == "PermissionError"
