"""Custom attribute types and the configurations that every site begins with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from .defaults_workflow import OBJECT_TYPE_IDS
from .records import Row, Value, identifier

ATTRIBUTE_TYPE_IDS: Mapping[str, str] = {
    "text": "6268aef0-381c-11e0-acff-0019bb49847a",
    "date": "79968e9e-381c-11e0-acff-0019bb49847a",
    "number": "92009b00-381c-11e0-acff-0019bb49847a",
    "boolean": "ad1034d8-15e2-11e1-b21a-0019bb4983d8",
    "expression": "d2e6a530-357f-11e2-bd73-0019bb4985b8",
    "enumerator": "6ff9c812-ead3-11e2-846c-f23c91dfaa16",
    "dynamic enumerator": "882e4aee-fae6-11e3-b623-20c9d0831e59",
    "url": "ec616dcd-56e2-4147-99f8-7e4a4f040cf9",
}

FSTART_ID = "acd86546-4082-11e2-95b1-0019bb4983d8"
FEND_ID = "432bc746-4087-11e2-8250-0019bb4983d8"
HANDLES_ID = "432bdfa6-4087-11e2-8250-0019bb4983d8"
SHOT_FPS_ID = "d25907a0-acb5-11e1-8668-f23c91df1211"
SEQUENCE_FPS_ID = "d25532e2-acb5-11e1-8668-f23c91df1211"
PROJECT_FPS_ID = "d25219d6-acb5-11e1-8668-f23c91df1211"
DURATION_ID = "928887a8-645f-4909-a7d0-d1661cacd178"

_GROUP_ID = identifier("CustomAttributeGroup", "Frames")

_CONFIGS: Mapping[str, dict[str, bool]] = {
    "text": {"markdown": False},
    "number": {"isdecimal": True},
}

# Identifier, key, label, object type (none for a project), type, default.
_DEFAULTS: tuple[tuple[str, str, str, str | None, str, Value], ...] = (
    (FSTART_ID, "fstart", "Frame start", "Shot", "number", 1),
    (FEND_ID, "fend", "Frame end", "Shot", "number", 1),
    (HANDLES_ID, "handles", "Frame handles", "Shot", "number", 0),
    (SHOT_FPS_ID, "fps", "Fps", "Shot", "number", 25),
    (SEQUENCE_FPS_ID, "fps", "Fps", "Sequence", "number", 25),
    (PROJECT_FPS_ID, "fps", "Fps", None, "number", 24),
    (
        DURATION_ID,
        "duration",
        "Duration",
        "Shot",
        "expression",
        "{self.fend - self.fstart + 1}",
    ),
)


def attribute_rows() -> Iterator[Row]:
    """Custom attribute types, one group and the default configurations."""
    for name, key in ATTRIBUTE_TYPE_IDS.items():
        yield Row(
            "CustomAttributeType",
            {"id": key, "name": name, "core": True, "form_config": "{}"},
        )
    yield Row("CustomAttributeGroup", {"id": _GROUP_ID, "name": "Frames"})
    for sort, (key, name, label, object_type, kind, default) in enumerate(_DEFAULTS):
        yield configuration(
            key=name,
            label=label,
            entity_type="task" if object_type else "show",
            kind=kind,
            default=default,
            configuration_id=key,
            object_type=object_type,
            group_id=_GROUP_ID,
            sort=sort,
        )


def configuration(
    *,
    key: str,
    label: str,
    entity_type: str,
    kind: str,
    default: Value,
    configuration_id: str,
    object_type: str | None = None,
    group_id: str,
    sort: int,
    is_hierarchical: bool = False,
) -> Row:
    """One custom attribute configuration, valid in all projects.

    Args:
        key: the attribute's name in scripts.
        label: the attribute's name in forms.
        entity_type: ``task`` for typed contexts, ``show`` for projects,
            ``assetversion``, ``asset``, ``list`` or ``user``.
        kind: the name of the custom attribute type.
        default: the value of entities that have none of their own.
        configuration_id: the row's identifier.
        object_type: the only object type that has the attribute; none for all.
        group_id: the group that forms show the attribute in.
        sort: the place within the group.
        is_hierarchical: whether projects, contexts, assets and versions all have it.
    """
    return Row(
        "CustomAttributeConfiguration",
        {
            "id": configuration_id,
            "key": key,
            "label": label,
            "entity_type": entity_type,
            "object_type_id": OBJECT_TYPE_IDS[object_type] if object_type else None,
            "project_id": None,
            "type_id": ATTRIBUTE_TYPE_IDS[kind],
            "default": default,
            "is_hierarchical": is_hierarchical,
            "group_id": group_id,
            "core": False,
            "config": json.dumps(_CONFIGS.get(kind, {})),
            "sort": sort,
        },
    )
