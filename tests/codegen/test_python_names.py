from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftrack_typed.model import Entity
from ftrack_typed_codegen.naming import (
    attribute_name,
    class_name,
    module_name,
    name_document,
)
from support.schema_documents import TEXT, document, entity_type


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("name", "name"),
        ("_link", "_link"),
        ("from", "from_"),
        ("global", "global_"),
        ("items", "items_"),
        ("any", "any_"),
        ("mro", "mro_"),
        ("list", "list_"),
        ("datetime", "datetime_"),
        ("entity", "entity"),
        ("__init__", "_init_"),
        ("__private", "_private_"),
        ("frame-rate 2.0", "frame_rate_2_0"),
        ("4k", "_4k"),
        ("größe", "größe"),
        ("ﬁle", "file"),
        ("match", "match"),
    ],
)
def test_attribute_keeps_its_name_or_gets_a_safe_one(wire: str, name: str) -> None:
    assert attribute_name(wire) == name


@pytest.mark.parametrize(
    "wire",
    ['x"); import os', "a'b", "f()", "a\nb", "", "a=1", "a\x00", "a\u200bb", "+", "#"],
)
def test_name_meant_as_code_is_none(wire: str) -> None:
    assert attribute_name(wire) is None
    assert class_name(wire) is None


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("Task", "Task"),
        ("Asset Build", "Asset_Build"),
        ("None", "None_"),
        ("Session", "Session_"),
        ("Attr", "Attr_"),
        ("Warning", "Warning_"),
        ("3DAsset", "Type3DAsset"),
        ("_Hidden", "Hidden"),
    ],
)
def test_class_keeps_its_name_or_gets_a_safe_one(wire: str, name: str) -> None:
    assert class_name(wire) == name


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("Task", "task"),
        ("AssetVersion", "asset_version"),
        ("CustomAttributeLinkFrom", "custom_attribute_link_from"),
        ("URLThing", "url_thing"),
        ("Import", "import_"),
        ("Session_", "session_"),
    ],
)
def test_module_is_the_class_in_snake_case(name: str, module: str) -> None:
    assert module_name(name) == module


def test_attribute_named_like_a_class_does_not_hide_it() -> None:
    assert attribute_name("Status", frozenset({"Status"})) == "Status_"
    assert attribute_name("Any", frozenset({"Any_"})) == "Any__"


def test_modules_differ_on_file_systems_that_ignore_case() -> None:
    names = name_document(
        document(
            entity_type("FooBar"),
            entity_type("Foo_Bar"),
            entity_type("FOOBAR"),
            entity_type("foobar"),
        ),
        [],
    )

    modules = [module.casefold() for module in names.modules.values()]
    assert len(set(modules)) == 4
    assert "foobar" not in modules, "the package's attribute is the class of that name"


def test_two_wire_names_of_one_python_name_are_a_problem_naming_both() -> None:
    problems: list[str] = []

    name_document(
        document(entity_type("Task", {"from": TEXT, "from_": TEXT})), problems
    )

    assert problems == [
        "'Task' has the attributes 'from' and 'from_', which would both become "
        "'from_' in Python"
    ]


@given(st.text(max_size=12) | st.sampled_from(keyword.kwlist) | st.from_regex(r"__\w+"))
def test_any_attribute_name_is_none_or_an_identifier_that_hides_nothing(
    wire: str,
) -> None:
    name = attribute_name(wire)

    if name is not None:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("__") or set(name) == {"_"}
        assert name.startswith("_") or name not in dir(Entity)


@given(st.text(max_size=12) | st.sampled_from(keyword.kwlist))
def test_any_class_name_is_none_or_a_public_identifier(wire: str) -> None:
    name = class_name(wire)

    if name is not None:
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert not name.startswith("_")
