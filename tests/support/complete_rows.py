"""Rows with a value for every attribute, as the schema's defaults fill them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone

import attrs

from ftrack_typed.schema import EntitySchema, Subtype


@attrs.frozen
class SiteRow:
    """A row to insert: concrete type and all its stored attributes."""

    entity_type: str
    values: Mapping[str, object]


def complete_values(
    entity: EntitySchema, given: Mapping[str, object]
) -> dict[str, object]:
    """Return a value for every scalar attribute, as a new row has them."""
    values: dict[str, object] = {}
    for name, item in entity.properties.items():
        if not item.is_reference and not item.is_collection:
            values[name] = item.default if item.has_default else None
    if isinstance(entity.alias_for, Subtype):
        for internal, value in entity.alias_for.classifiers.items():
            for name, item in entity.properties.items():
                if name in values and internal in (name, item.alias_for):
                    values[name] = value
    marks = {
        "context_type": "show" if entity.name == "Project" else "task",
        "resource_type": entity.name.lower(),
        "system_type": _SYSTEM_TYPES.get(entity.name),
    }
    values.update({name: mark for name, mark in marks.items() if name in values})
    for name, value in given.items():
        if isinstance(value, datetime) and value.tzinfo is not None:
            value = value.astimezone(timezone.utc).replace(tzinfo=None)
        # An attribute may have two names.
        alias = entity.properties[name].alias_for if name in values else None
        for other, item in entity.properties.items():
            if other in values and alias and item.alias_for == alias:
                values[other] = value
        if name in values or name == "state_id":
            values[name] = value
    return values


_SYSTEM_TYPES = {
    "AssetVersionList": "assetversion",
    "ContainerComponent": "container",
    "FileComponent": "file",
    "SequenceComponent": "sequence",
    "TypedContextList": "task",
}
