"""Which classes get which of the runtime's mixins."""

from __future__ import annotations

from typing import Any

import pytest

from ftrack_typed import mixins
from ftrack_typed_codegen.build import build_package
from ftrack_typed_codegen.conveniences import TABLE
from ftrack_typed_schema import Session
from support.schema_documents import (
    ID,
    TEXT,
    collection,
    document,
    entity_type,
    foreign_key,
    reference,
)

FLAG = {"type": "boolean"}
CONVERSATION = [
    entity_type(
        "Comment",
        {
            "content": TEXT,
            "is_todo": FLAG,
            "subject_id": foreign_key("Subject"),
            "author": reference("Person"),
            "recipients": collection("Addressee"),
            "note_label_links": collection("Tag"),
        },
    ),
    entity_type("Person"),
    entity_type("Label"),
    entity_type(
        "Addressee",
        {"recipient": reference("Person"), "comment_id": foreign_key("Comment")},
    ),
    entity_type(
        "Tag", {"label": reference("Label"), "comment_id": foreign_key("Comment")}
    ),
]


def bases(*entities: Any) -> dict[str, tuple[str, ...]]:
    model = build_package(document(*entities), name="studio")
    return {cls.name: cls.bases for cls in model.classes}


def test_type_with_what_it_takes_gets_the_mixin_whatever_it_is_called() -> None:
    subject = entity_type("Subject", {"notes": collection("Comment")})
    special = entity_type("Special", subject["properties"], base="Subject")

    found = bases(subject, special, *CONVERSATION)

    notes = 'WithNotes["Comment", "Person", "Person", "Label"]'
    assert found["Subject"] == (notes, "Entity")
    assert found["Special"] == ("Subject",)


def test_type_that_lacks_something_does_not() -> None:
    subject = entity_type("Subject", {"notes": collection("Comment")})
    del CONVERSATION[0]["properties"]["is_todo"]
    try:
        assert bases(subject, *CONVERSATION)["Subject"] == ("Entity",)
    finally:
        CONVERSATION[0]["properties"]["is_todo"] = FLAG


@pytest.mark.parametrize("where", ["Subject", "Special"])
def test_mixin_that_would_hide_an_attribute_is_left_out(where: str) -> None:
    subject = entity_type("Subject", {"notes": collection("Comment")})
    special = entity_type("Special", dict(subject["properties"]), base="Subject")
    changed = subject if where == "Subject" else special
    changed["properties"]["create_note"] = TEXT
    if changed is subject:
        special["properties"]["create_note"] = TEXT

    found = bases(subject, special, *CONVERSATION)

    assert found["Subject"] == ("Entity",)


def test_link_that_is_no_way_from_a_project_is_no_path() -> None:
    parent = {"parent": reference("Thing"), "project_id": ID}

    fixed = entity_type("Thing", {"link": TEXT, **parent}, immutable=("id", "link"))
    free = entity_type("Thing", {"link": TEXT, **parent})

    assert bases(fixed)["Thing"] == ("WithPath", "Entity")
    assert bases(free)["Thing"] == ("Entity",)


def test_every_mixin_is_in_the_table_and_used_for_the_stock_schema() -> None:
    registry = Session.registry
    used = {
        base.__name__
        for name in registry
        for base in registry[name].__mro__
        if base.__name__ in mixins.__all__
    }

    assert {row.mixin for row in TABLE} == set(mixins.__all__)
    assert used == set(mixins.__all__)
    assert all(row.members for row in TABLE)
