"""Entity classes are attrs classes, once somebody asks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from ftrack_typed import Entity
from ftrack_typed_schema import Context, Metadata, Shot, Task, TypedContext

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("cls", [Context, TypedContext, Task, Shot, Metadata])
def test_fields_are_the_attributes_inherited_ones_included(cls: type[Entity]) -> None:
    names = [field.name for field in attrs.fields(cls)]

    assert sorted(names) == sorted(cls.__attributes__)
    assert attrs.has(cls)


def test_a_narrower_declaration_shows_in_its_field() -> None:
    assert str(attrs.fields_dict(TypedContext)["bid"].type) == "Attr[float]"
    assert str(attrs.fields_dict(Shot)["bid"].type) == "Immutable[float]"


def test_what_is_no_entity_class_has_no_fields() -> None:
    assert not attrs.has(Entity)


@pytest.mark.parametrize(
    "order", ["Shot, Context, Task", "Context, Shot, Task", "Task, Shot, Context"]
)
def test_fields_are_complete_whatever_is_asked_first(order: str) -> None:
    code = (
        "import ftrack_typed_schema as schema, sys\n"
        "assert 'attrs' not in sys.modules and schema.Task\n"
        "import attrs\n"
        f"for name in '{order}'.split(', '):\n"
        "    cls = getattr(schema, name)\n"
        "    names = {field.name for field in attrs.fields(cls)}\n"
        "    assert names == set(cls.__attributes__), name\n"
    )
    path = f"{ROOT / 'runtime'}:{ROOT / 'generated'}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
