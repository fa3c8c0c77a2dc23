"""Rows for the custom attributes and links of a site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs

from ftrack_typed.schema import CustomAttribute, CustomAttributeLink, Site
from ftrack_typed_server.custom_attributes import CONFIGURATION
from ftrack_typed_server.seeding import NewRow, SeedRow
from ftrack_typed_server.seeds.defaults_attributes import ATTRIBUTE_TYPE_IDS
from ftrack_typed_server.seeds.records import identifier

LINK_CONFIGURATION: Final = "CustomAttributeLinkConfiguration"
KIND: Final = "CustomAttributeType"


@attrs.frozen
class Configured:
    """The rows of custom attributes.

    Attributes:
        rows: the configurations, and the types that these are of.
        stands_for: the key of a seed's configuration to that of the site's that is the
            same attribute.
        unwanted: the keys of configurations that only the seed has.
    """

    rows: Sequence[SeedRow]
    stands_for: Mapping[object, str]
    unwanted: frozenset[object]


def configured(site: Site, rows: Sequence[SeedRow]) -> Configured:
    """Return the rows for the custom attributes and the links of *site*.

    Args:
        site: what is configured.
        rows: the rows of a seed, whose object types are the site's.
    """
    kinds = {**ATTRIBUTE_TYPE_IDS, **_kinds(rows)}
    for attribute in site.custom_attributes:
        kinds.setdefault(attribute.kind, identifier(KIND, attribute.kind))
    used = {attribute.kind for attribute in site.custom_attributes} - {""}
    seeded = {row.values["id"]: row for row in rows if row.entity_type == CONFIGURATION}
    places = {_place_of_row(row): row for row in seeded.values()}
    stands_for: dict[object, str] = {}
    made = [_kind_row(name, kinds[name]) for name in sorted(used)]
    for attribute in site.custom_attributes:
        kind = kinds[attribute.kind] if attribute.kind else None
        alike = seeded.get(attribute.id) or places.get(_place(attribute, kind))
        if alike is not None:
            stands_for.setdefault(alike.values["id"], attribute.id)
        values: Mapping[str, object] = {} if alike is None else alike.values
        made.append(_attribute_row(attribute, kind, values))
    made += map(_link_row, site.links)
    return Configured(made, stands_for, frozenset(seeded.keys() - stands_for.keys()))


def _kinds(rows: Iterable[SeedRow]) -> dict[str, str]:
    return {
        str(row.values["name"]): str(row.values["id"])
        for row in rows
        if row.entity_type == KIND
    }


def _kind_row(name: str, key: str) -> NewRow:
    values = {"id": key, "name": name, "core": True, "form_config": "{}"}
    return NewRow(KIND, values)


def _place_of_row(row: SeedRow) -> tuple[object, ...]:
    names = ("entity_type", "object_type_id", "key", "project_id", "is_hierarchical")
    return (*(row.values[name] for name in names), row.values["type_id"])


def _place(attribute: CustomAttribute, kind: str | None) -> tuple[object, ...]:
    return (
        attribute.entity_type,
        attribute.object_type_id,
        attribute.key,
        attribute.project_id,
        attribute.hierarchical,
        kind,
    )


def _attribute_row(
    attribute: CustomAttribute, kind: str | None, alike: Mapping[str, object]
) -> NewRow:
    values: dict[str, object] = {"core": False, "config": "{}", **alike}
    values |= _common(attribute) | {
        "type_id": kind,
        "is_hierarchical": attribute.hierarchical,
        "default": attribute.default,
    }
    if attribute.kind == "number":
        values["config"] = json.dumps({"isdecimal": attribute.decimal})
    if "enumerator" in attribute.kind:
        options = [{"menu": value, "value": value} for value in attribute.options]
        values["config"] = json.dumps(
            {"multiSelect": attribute.multiple, "data": json.dumps(options)}
        )
    return NewRow(CONFIGURATION, values)


def _link_row(link: CustomAttributeLink) -> NewRow:
    values: dict[str, object] = {"core": False, "config": "{}", **_common(link)}
    values |= {
        "entity_type_to": link.entity_type_to,
        "object_type_id_to": link.object_type_id_to,
        "one_to_one": link.one_to_one,
    }
    return NewRow(LINK_CONFIGURATION, values)


def _common(item: CustomAttribute | CustomAttributeLink) -> dict[str, object]:
    return {
        "id": item.id,
        "key": item.key,
        "label": item.label,
        "entity_type": item.entity_type,
        "object_type_id": item.object_type_id,
        "project_id": item.project_id,
    }
