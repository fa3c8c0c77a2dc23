"""A snapshot that contradicts itself is not served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

import ftrack_typed_server
from ftrack_typed.errors import SchemaError
from ftrack_typed.schema import CustomAttribute, CustomAttributeLink
from ftrack_typed_codegen.snapshot import snapshot_text
from ftrack_typed_server.seeds.defaults_workflow import OBJECT_TYPE_IDS
from support.site_snapshots import configured, stock_snapshot

SHOT = OBJECT_TYPE_IDS["Shot"]


def attribute(**more: Any) -> CustomAttribute:
    values: dict[str, Any] = {
        "key": "lens",
        "kind": "text",
        "entity_type": "show",
        "id": "a",
    }
    return CustomAttribute(**{**values, **more})


LINK = CustomAttributeLink(
    key="lead", entity_type="task", entity_type_to="user", id="a"
)


@pytest.mark.parametrize(
    ("drawn", "linked", "named", "problem"),
    [
        (
            [],
            [],
            {"Status": {"Done": "1", "Over": "1"}},
            "site.names.Status: 'Done' and 'Over' have one key, '1'",
        ),
        (
            [],
            [],
            {"ObjectType": {**OBJECT_TYPE_IDS, "Scene": "scene"}},
            "site.names.ObjectType: no entity type is of the object type 'Scene', "
            "'scene'",
        ),
        (
            [],
            [],
            {"ObjectType": {"Task": SHOT, "Shot": OBJECT_TYPE_IDS["Task"]}},
            f"site.names.ObjectType: the key of 'Task' is that of the entity type "
            f"Shot, {SHOT!r}",
        ),
        (
            [],
            [],
            {"ObjectType": {"Shot": SHOT}},
            "site.names.ObjectType: the object type of Task, "
            f"{OBJECT_TYPE_IDS['Task']!r}, is missing",
        ),
        ([attribute()], [LINK], {}, "site: 'lens', 'lead' have one key, 'a'"),
        (
            [attribute(object_type="Shot", object_type_id=OBJECT_TYPE_IDS["Task"])],
            [],
            {},
            f"site.custom_attributes ('lens'): {OBJECT_TYPE_IDS['Task']!r} is the key "
            "of 'Task', and not of 'Shot'",
        ),
        (
            [],
            [attrs.evolve(LINK, object_type_to="Prop", object_type_id_to="prop")],
            {},
            "site.links ('lead'): 'prop' is the key of no object type, and not of "
            "'Prop'",
        ),
        (
            [attribute(options=("a",))],
            [],
            {},
            "site.custom_attributes ('lens'): it has options, and is no enumerator "
            "but of the type 'text'",
        ),
        (
            [attribute(kind="number", default=1e305)],
            [],
            {},
            "site.custom_attributes ('lens'): its default is no value that is kept: "
            "1e+305",
        ),
        (
            [attribute(kind="number", default=2**70)],
            [],
            {},
            "site.custom_attributes ('lens'): its default is no value that is kept: "
            f"{2**70}",
        ),
        (
            [attribute(decimal=False)],
            [],
            {},
            "site.custom_attributes ('lens'): it is without decimals, and no number "
            "but of the type 'text'",
        ),
    ],
)
def test_a_snapshot_that_contradicts_itself_is_refused(
    tmp_path: Path,
    drawn: list[CustomAttribute],
    linked: list[CustomAttributeLink],
    named: Any,
    problem: str,
) -> None:
    file = tmp_path / "schema.json"
    file.write_text(snapshot_text(configured(stock_snapshot(), drawn, linked, named)))

    with (
        pytest.raises(SchemaError) as caught,
        ftrack_typed_server.running(file),
    ):
        pass

    assert problem in caught.value.problems
    assert str(caught.value).startswith(f"{file}: this snapshot cannot be served:")
    assert str(caught.value).endswith("or correct the places named.")
