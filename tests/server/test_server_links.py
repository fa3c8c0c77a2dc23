"""Custom attribute links, seen from both ends."""

from __future__ import annotations

from support.site import SiteClient, create, delete

CONFIGURATION = {
    "key": "supervisor",
    "entity_type": "task",
    "entity_type_to": "user",
    "config": "{}",
}


def test_links_are_seen_from_both_ends(site: SiteClient) -> None:
    site.call(
        create("CustomAttributeLinkConfiguration", id="cfg", **CONFIGURATION),
        create(
            "UserCustomAttributeLink",
            id="link",
            configuration_id="cfg",
            from_id="sh1",
            to_id="amy",
        ),
    )
    criterion = 'configuration.key is "supervisor" and user.username is "amy"'
    assert site.keys(f"Shot where custom_attribute_links any ({criterion})") == ["sh1"]
    assert site.keys(
        "User where custom_attribute_links_from any (context.name is sh010)"
    ) == ["amy"]
    (row,) = site.rows(
        "select user.username, from_entity_type from CustomAttributeLink"
    )
    assert row["__entity_type__"] == "UserCustomAttributeLink"
    assert (row["user"]["username"], row["from_entity_type"]) == ("amy", "Shot")
    (row,) = site.rows("select context.name from CustomAttributeLinkFrom")
    assert row["__entity_type__"] == "ContextCustomAttributeLinkFrom"
    assert row["context"]["name"] == "sh010"


def test_link_of_the_base_type_finds_its_own(site: SiteClient) -> None:
    (result,) = site.call(
        create(
            "CustomAttributeLink",
            id="plain",
            configuration_id="cfg",
            from_id="t1",
            to_id="bob",
        )
    )
    assert result["data"]["__entity_type__"] == "UserCustomAttributeLink"
    site.call(delete("Task", "t1"))
    assert site.keys("CustomAttributeLink") == ["link"]
