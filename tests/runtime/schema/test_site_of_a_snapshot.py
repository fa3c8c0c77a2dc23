"""What a snapshot says of a site, and how it is given back."""

from __future__ import annotations

from typing import Any

import pytest

from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    SchemaError,
    digest,
    dump_document,
    dump_snapshot,
    load_document,
)

SCHEMAS = [
    {
        "id": "Task",
        "properties": {"id": {"type": "string"}},
        "primary_key": ["id"],
        "required": [],
        "immutable": [],
        "default_projections": ["id"],
    }
]
SHOT = "bad911de-3bd6-47b9-8b46-3476e237cb36"
HANDLES = {
    "key": "handles",
    "label": "Frame handles",
    "kind": "number",
    "entity_type": "task",
    "object_type": "Shot",
    "object_type_id": SHOT,
    "project_id": "p1",
    "decimal": False,
    "default": 8,
    "id": "c1",
}
DELIVERY = {
    "key": "delivery",
    "kind": "enumerator",
    "entity_type": "show",
    "hierarchical": True,
    "options": ["exr", "mov"],
    "multiple": True,
    "default": ["exr"],
    "id": "c2",
}
LEAD = {
    "key": "lead",
    "entity_type": "task",
    "object_type": "Shot",
    "object_type_id": SHOT,
    "entity_type_to": "user",
    "one_to_one": True,
    "id": "l1",
}
NAMES = {"Status": {"Done": "s1", "On Hold": "s2"}, "Type": {}}
SITE = {"custom_attributes": [HANDLES, DELIVERY], "links": [LEAD], "names": NAMES}


def test_a_site_is_read_as_records() -> None:
    site = load_document({"schemas": SCHEMAS, "site": SITE}, source="a test").site

    assert site is not None
    assert site.custom_attributes == (
        CustomAttribute(
            key="handles",
            label="Frame handles",
            kind="number",
            entity_type="task",
            object_type="Shot",
            object_type_id=SHOT,
            project_id="p1",
            decimal=False,
            default=8,
            id="c1",
        ),
        CustomAttribute(
            key="delivery",
            kind="enumerator",
            entity_type="show",
            hierarchical=True,
            options=("exr", "mov"),
            multiple=True,
            default=["exr"],
            id="c2",
        ),
    )
    assert site.links == (
        CustomAttributeLink(
            key="lead",
            entity_type="task",
            object_type="Shot",
            object_type_id=SHOT,
            entity_type_to="user",
            one_to_one=True,
            id="l1",
        ),
    )
    assert site.names == NAMES


def test_a_snapshot_comes_back_equal_to_what_was_read() -> None:
    data = {"schemas": SCHEMAS, "site": SITE}

    assert dump_snapshot(load_document(data, source="a test")) == data


def test_a_document_without_a_site_has_none() -> None:
    for data in (SCHEMAS, {"schemas": SCHEMAS}, {"schemas": SCHEMAS, "site": None}):
        document = load_document(data, source="a test")

        assert document.site is None
        assert dump_snapshot(document) == {"schemas": SCHEMAS}


def test_the_digest_is_that_of_the_schemas_alone() -> None:
    bare = load_document(SCHEMAS, source="a test")
    full = load_document({"schemas": SCHEMAS, "site": SITE}, source="a test")

    assert digest(full) == digest(bare)
    assert dump_document(full) == dump_document(bare) == SCHEMAS


UNUSABLE: list[tuple[object, str]] = [
    ([], "site: it is no object but []"),
    (
        {"attributes": []},
        "site: it has 'attributes', which this version does not know; it knows "
        "custom_attributes, links, names",
    ),
    ({"links": {}}, "site.links: it is no list but {}"),
    ({"links": [3]}, "site.links[0]: it is no object but 3"),
    (
        {"custom_attributes": [HANDLES, {**DELIVERY, "options": "exr"}]},
        "site.custom_attributes[1] ('delivery'): its options is no list of names but "
        "'exr'",
    ),
    (
        {"custom_attributes": [{**HANDLES, "decimal": 1}]},
        "site.custom_attributes[0] ('handles'): its decimal is no boolean but 1",
    ),
    (
        {"custom_attributes": [{**HANDLES, "object_type": 1}]},
        "site.custom_attributes[0] ('handles'): its object_type is no text but 1",
    ),
    (
        {"custom_attributes": [{**HANDLES, "colour": 1}]},
        "site.custom_attributes[0] ('handles'): it has 'colour', which is not known",
    ),
    (
        {"links": [{"key": "lead", "id": "l1", "entity_type": "task"}]},
        "site.links[0] ('lead'): it has no entity_type_to",
    ),
    ({"names": []}, "site.names: it is no object but []"),
    (
        {"names": {"User": {}}},
        "site.names: it has 'User'; names are known of ObjectType, Priority, "
        "ProjectSchema, Status, Type",
    ),
    ({"names": {"Status": 1}}, "site.names.Status: it is no object but 1"),
    (
        {"names": {"Status": {"Done": 1}}},
        "site.names.Status: the key of 'Done' is no text but 1",
    ),
]


@pytest.mark.parametrize(("site", "problem"), UNUSABLE)
def test_an_unusable_site_is_refused(site: Any, problem: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load_document({"schemas": SCHEMAS, "site": site}, source="site.json")

    assert caught.value.problems == (problem,)
    assert str(caught.value).startswith("site.json: ")


def test_what_is_wrong_with_schemas_and_site_is_told_at_once() -> None:
    with pytest.raises(SchemaError) as caught:
        load_document({"schemas": [*SCHEMAS, 3], "site": {"links": 4}}, source="x")

    assert len(caught.value.problems) == 2
