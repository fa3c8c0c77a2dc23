"""Literal types and constants of the names that a site has."""

from __future__ import annotations

from pathlib import Path

import pytest

from ftrack_typed.schema import NamedType, SchemaDocument, Site, load_document
from ftrack_typed_codegen.build import build_package
from ftrack_typed_codegen.errors import SettingsError
from ftrack_typed_codegen.names import constant_name
from ftrack_typed_codegen.settings import NAMES, Settings, read_settings
from support.schema_documents import TEXT, entity_type


def schema(site: Site | None) -> SchemaDocument:
    found = load_document([entity_type("Status", {"name": TEXT})], source="the test")
    return SchemaDocument(found.entities, site)


def constants(*names: str) -> dict[str, str]:
    """Return constant to name for statuses called *names*."""
    rows: dict[NamedType, dict[str, str]] = {
        "Status": {name: f"id {number}" for number, name in enumerate(names)}
    }
    model = build_package(
        schema(Site(names=rows)), name="x", settings=Settings(names=("statuses",))
    )
    return {each.name: each.value for each in model.names[0].constants}


def test_a_name_becomes_a_constant() -> None:
    assert constants("Client approved", "on-hold") == {
        "CLIENT_APPROVED": "'Client approved'",
        "ON_HOLD": "'on-hold'",
    }


def test_names_that_would_be_one_constant_have_none() -> None:
    assert constants("Done", "done", "DONE!", "WIP") == {"WIP": "'WIP'"}


@pytest.mark.parametrize(
    ("name", "constant"),
    [
        ("2D", "STATUS_2D"),
        ("__slots__", "SLOTS"),
        ("...", ""),
        ("", ""),
        ("Überarbeiten", "ÜBERARBEITEN"),
        ('"]; import os', "IMPORT_OS"),
        ("a\nb", "A_B"),
        ("²x", "STATUS_2X"),
    ],
)
def test_what_is_no_name_in_python_is_made_one_or_left_out(
    name: str, constant: str
) -> None:
    assert constant_name("Status", name) == constant


def test_names_stay_texts_unless_they_are_asked_for() -> None:
    site = Site(names={"Status": {"Done": "s1"}})

    assert build_package(schema(site), name="x").names == ()
    asked = Settings(names=("types",))
    assert build_package(schema(site), name="x", settings=asked).names == ()


def test_a_site_without_names_of_a_kind_has_texts() -> None:
    asked = Settings(names=tuple(NAMES))
    site = Site(names={"Status": {}})

    assert build_package(schema(site), name="x", settings=asked).names == ()


def test_a_schema_without_its_site_is_refused(tmp_path: Path) -> None:
    asked = Settings(source=tmp_path / "pyproject.toml", names=("statuses",))

    with pytest.raises(SettingsError, match="ftrack-typed schema") as caught:
        build_package(schema(None), name="x", settings=asked)

    assert caught.value.file == tmp_path / "pyproject.toml"


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("true", tuple(NAMES)),
        ("false", ()),
        ('["types", "statuses"]', ("types", "statuses")),
    ],
)
def test_a_project_says_which_names_are_literal(
    tmp_path: Path, value: str, names: tuple[str, ...]
) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[tool.ftrack-typed]\nnames = {value}\n")

    assert read_settings(file).names == names


@pytest.mark.parametrize("value", ['"statuses"', "3", '["status"]', "[3]"])
def test_what_else_it_says_is_refused(tmp_path: Path, value: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(f"[tool.ftrack-typed]\nnames = {value}\n")

    with pytest.raises(SettingsError, match=r'names: it is .* "object_types"'):
        read_settings(file)
