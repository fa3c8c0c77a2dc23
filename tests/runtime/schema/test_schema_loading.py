"""Reading schema documents, and giving them back."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.schema import (
    ForeignKey,
    KeyValueAttributes,
    SchemaError,
    Subtype,
    digest,
    dump_document,
    load_document,
    read_document,
)
from support.shared import SHARED, needs_shared

REAL = SHARED / "schema" / "query_schemas.json"


def entity(name: str, **changes: Any) -> dict[str, Any]:
    """Return one entity type of a document."""
    return {
        "id": name,
        "type": "object",
        "properties": {"id": {"type": "string", "default": "{uid}"}},
        "primary_key": ["id"],
        "required": ["id"],
        "immutable": ["id"],
        "default_projections": ["id"],
    } | changes


NOTE = entity(
    "Note",
    properties={
        "id": {"type": "string", "alias_for": "noteid", "default": "{uid}"},
        "author": {"$ref": "User", "alias_for": "user"},
        "user_id": {
            "type": "string",
            "format": "foreign_key",
            "alias_for": "userid",
            "description": "Foreign key(s): User.user_id",
        },
        "status": {"type": "string", "enum": ["open", "done"], "default": None},
        "metadata": {
            "type": "mapped_array",
            "items": {"$ref": "User"},
            "key_value_attributes": {"key": "key", "value": "value"},
        },
        "links": {
            "type": "mapped_array",
            "items": {"$ref": "User"},
            "restricted_projection": True,
        },
        "parent_type": {
            "type": "string",
            "transform": {"client": "{schema_id}", "server": "{table_name}"},
        },
    },
    alias_for={"id": "Table", "classifiers": {"kind": "note"}},
    system_projections=["project_id"],
    computed=["status"],
    metadata={"group_by": True},
)
DOCUMENT = [NOTE, entity("User", alias_for="Person")]


def problems_of(data: object) -> tuple[str, ...]:
    with pytest.raises(SchemaError) as caught:
        load_document(data, source="site.json")
    return caught.value.problems


def test_records_hold_what_the_document_says() -> None:
    note = load_document(DOCUMENT, source="site.json").entities["Note"]
    assert note.alias_for == Subtype(base="Table", classifiers={"kind": "note"})
    assert note.system_projections == ("project_id",)
    assert note.computed == ("status",)
    assert note.supports_group_by
    items = note.properties
    assert items["author"].is_reference
    assert items["author"].target == "User"
    assert items["user_id"].foreign_key == ForeignKey(
        entity_type="User", attribute="user_id"
    )
    assert items["status"].enum == ("open", "done")
    assert items["status"].has_default
    assert items["status"].default is None
    assert not items["author"].has_default
    assert items["metadata"].is_collection
    assert items["metadata"].key_value_attributes == KeyValueAttributes(
        key="key", value="value"
    )
    assert items["links"].restricted_projection
    assert items["parent_type"].transform is not None


@pytest.mark.parametrize("answer", [DOCUMENT, [DOCUMENT], {"schemas": DOCUMENT}])
def test_an_answer_may_be_wrapped(answer: object, tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    assert dump_document(read_document(path)) == DOCUMENT


def test_a_declared_base_is_read_with_its_hint_kept() -> None:
    data = [
        entity("Resource"),
        entity("User", **{"$mixin": {"$ref": "Resource", "/alias_for": "preserve"}}),
    ]
    document = load_document(data, source="site.json")
    assert document.entities["User"].mixin == "Resource"
    assert dump_document(document) == data


def test_quirks_of_real_documents_are_taken() -> None:
    data = [
        entity(
            "User",
            properties={
                "id": {"type": "string"},
                "both": {"type": "string", "$ref": "User"},
                "neither": {"format": "foreign_key"},
                "newer": {"type": "duration"},
                "texts": {"type": "array", "items": {"type": "string"}},
            },
            required=["gone"],
            immutable=["gone"],
            system_projections=["_internal"],
        )
    ]
    del data[0]["type"]
    document = load_document(data, source="site.json")
    items = document.entities["User"].properties
    assert (items["both"].type, items["both"].is_reference) == ("string", False)
    assert (items["neither"].type, items["neither"].type_assumed) == ("string", True)
    assert items["newer"].type == "variable"
    assert not items["texts"].is_collection
    assert dump_document(document) == data


UNUSABLE: list[tuple[object, str]] = [
    ({"exception": "x"}, "it is not a list of entity types, as a server answers"),
    ("<html>", "it is not a list of entity types, as a server answers"),
    ([], "it has no entity types"),
    ([3], "the entity type at position 0 is no object but 3"),
    ([{"properties": {}}], "the entity type at position 0 has no id"),
    ([{"id": "Note"}], "Note: it has no properties"),
    ([entity("Note"), entity("Note")], "the entity type 'Note' is there twice"),
    (
        [entity("Note", properties={"id": {}, "author": {"$ref": "User"}})],
        "Note.author: it refers to the entity type 'User', which is not there",
    ),
    (
        [entity("Note", **{"$mixin": {"$ref": "Base"}})],
        "Note: its $mixin refers to the entity type 'Base', which is not there",
    ),
    (
        [entity("Note", primary_key=["id", "label_id"])],
        "Note: its primary_key names the attribute 'label_id', which is not there",
    ),
    ([entity("Note", primary_key=[])], "Note: its primary_key names no attribute"),
    (
        [entity("Note", primary_key=None, metadata=None, alias_for=[])],
        "Note: its alias_for is no text but []",
    ),
    ([entity("Note"), entity("Note", id=[])], "the entity type at position 1 has"),
    (
        [entity("Note", primary_key="id")],
        "Note: its primary_key is no list of names but 'id'",
    ),
    (
        [entity("Note", properties={"id": {"type": 3}})],
        "Note.id: its type is no text but 3",
    ),
    (
        [entity("Note", properties={"id": {}, "x": 3})],
        "Note.x: it is no object but 3",
    ),
    (
        [entity("Note", **{"$mixin": {"$ref": "Note"}})],
        "the entity type 'Note' has itself as a base: Note < Note",
    ),
]


@pytest.mark.parametrize(("data", "problem"), UNUSABLE)
def test_an_unusable_document_is_refused(data: object, problem: str) -> None:
    assert problems_of(data)[0].startswith(problem)


def test_all_problems_are_reported_at_once_in_ten_lines() -> None:
    properties = {f"ref_{n}": {"$ref": "Gone"} for n in range(20)}
    data = [entity("Note", properties=properties | {"id": {"type": "string"}})]
    with pytest.raises(SchemaError) as caught:
        load_document(data, source="site.json")
    report = str(caught.value).splitlines()
    assert len(report) == 10
    assert report[0] == "site.json: this is not a usable schema document:"
    assert report[-1] == "  and 12 more"
    assert len(caught.value.problems) == 20


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'[\n{"id": "No', "it is not JSON: Unterminated string starting at, line 2, "),
        (b"<html>", "it is not JSON: Expecting value, line 1, column 1"),
        (b"\xff\xfe", "it is not UTF-8 text at byte 0"),
        (b"[" * 200_000, "it is JSON nested too deeply"),
    ],
)
def test_a_file_that_is_no_json_is_refused(
    content: bytes, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "site.json"
    path.write_bytes(content)
    with pytest.raises(SchemaError) as caught:
        read_document(path)
    assert caught.value.source == str(path)
    assert caught.value.problems[0].startswith(problem)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"gone\.json: .*No such file"):
        read_document(tmp_path / "gone.json")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


unknown_keys = st.text(max_size=8).map("x-{}".format)


@given(
    on_entity=st.dictionaries(unknown_keys, json_values, max_size=3),
    on_property=st.dictionaries(unknown_keys, json_values, max_size=3),
)
def test_unknown_keys_are_given_back(
    on_entity: dict[str, Any], on_property: dict[str, Any]
) -> None:
    name = {"type": "string", "format": "x"}
    properties = {"id": {"type": "string"}, "name": on_property | name}
    data = [on_entity | entity("Note", properties=properties)]
    assert dump_document(load_document(data, source="site.json")) == data


@given(data=json_values, value=json_values)
def test_any_json_is_a_document_or_refused(data: object, value: object) -> None:
    rows = [entity("Note", alias_for=value, properties={"id": value, "name": data})]
    for candidate in (data, [data], rows):
        with suppress(SchemaError):
            assert load_document(candidate, source="site.json").entities


def test_importing_the_package_leaves_cattrs_for_later() -> None:
    code = "import sys, ftrack_typed.schema; print('cattrs' in sys.modules)"
    paths = f"import sys; sys.path[:] = {sys.path!r}; "
    done = subprocess.run(
        [sys.executable, "-c", paths + code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@needs_shared
def test_a_real_document_is_given_back_equal() -> None:
    assert dump_document(read_document(REAL)) == json.loads(REAL.read_bytes())


@needs_shared
def test_the_digest_is_the_servers_own() -> None:
    information = SHARED / "schema" / "query_server_information.json"
    said = json.loads(information.read_bytes())["schema_hash"]
    assert digest(read_document(REAL)) == said
