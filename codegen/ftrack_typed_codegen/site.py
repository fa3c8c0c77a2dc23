"""What a site has configured, as its server answers it, into a snapshot's ``site``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias, cast

from ftrack_typed.schema import SchemaDocument

Row: TypeAlias = Mapping[str, Any]
"""A row of a query's answer."""

_ATTRIBUTES: Final = "CustomAttributeConfiguration"
_LINKS: Final = "CustomAttributeLinkConfiguration"
_KINDS: Final = "CustomAttributeType"
_NAMED: Final = ("ObjectType", "Priority", "ProjectSchema", "Status", "Type")
_CONFIGURED: Final = (
    "id",
    "key",
    "label",
    "entity_type",
    "object_type_id",
    "project_id",
)

WANTED: Final[Mapping[str, Sequence[str]]] = {
    _ATTRIBUTES: (*_CONFIGURED, "type_id", "is_hierarchical", "config", "default"),
    _LINKS: (*_CONFIGURED, "entity_type_to", "object_type_id_to", "one_to_one"),
    **dict.fromkeys((_KINDS, *_NAMED), ("id", "name")),
}
"""Entity type to the attributes that are asked of it.

None leads to another type: of an entity that is met twice in an answer, a server tells
only once what it is called.
"""

_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    _ATTRIBUTES: frozenset({"id", "key", "entity_type", "type_id"}),
    _LINKS: frozenset({"id", "key", "entity_type", "entity_type_to"}),
}
_NAME: Final = frozenset({"id", "name"})
"""What is no use without, of configurations and of all others."""


def there(document: SchemaDocument) -> dict[str, Sequence[str]]:
    """Return of :data:`WANTED` what *document* has."""
    found: dict[str, Sequence[str]] = {}
    for name, wanted in WANTED.items():
        entity = document.entities.get(name)
        known = () if entity is None else entity.properties
        if _NEEDED.get(name, _NAME).issubset(known):
            found[name] = [attribute for attribute in wanted if attribute in known]
    return found


def site_json(answers: Mapping[str, Iterable[Row]]) -> dict[str, Any]:
    """Return *answers*, entity type to rows, as a snapshot has it under ``site``.

    Rows without a key or a level, which nothing has, are left out.
    """
    kinds = _by_id(answers.get(_KINDS, ()))
    object_types = _by_id(answers.get("ObjectType", ()))
    links = [_link(row, object_types) for row in answers.get(_LINKS, ())]
    return {
        "custom_attributes": _sorted(
            _attribute(row, kinds, object_types) for row in answers.get(_ATTRIBUTES, ())
        ),
        "links": _sorted(row for row in links if row["entity_type_to"]),
        "names": {kind: _names(answers[kind]) for kind in _NAMED if kind in answers},
    }


def _attribute(
    row: Row, kinds: Mapping[str, str], object_types: Mapping[str, str]
) -> dict[str, Any]:
    kind = kinds.get(row["type_id"], "")
    config = _object(row.get("config"))
    found = _configured(row, object_types) | {
        "kind": kind,
        "hierarchical": bool(row.get("is_hierarchical")),
        "default": row.get("default"),
    }
    if kind == "number":
        found["decimal"] = config.get("isdecimal") is not False
    if "enumerator" in kind:
        found["multiple"] = config.get("multiSelect") is True
        found["options"] = _options(config.get("data"))
    return found


def _link(row: Row, object_types: Mapping[str, str]) -> dict[str, Any]:
    object_type_id = row.get("object_type_id_to")
    return _configured(row, object_types) | {
        "entity_type_to": row["entity_type_to"],
        "object_type_to": object_types.get(object_type_id or ""),
        "object_type_id_to": object_type_id,
        "one_to_one": bool(row.get("one_to_one")),
    }


def _configured(row: Row, object_types: Mapping[str, str]) -> dict[str, Any]:
    object_type_id = row.get("object_type_id")
    return {
        "id": row["id"],
        "key": row["key"],
        "label": row.get("label") or "",
        "entity_type": row["entity_type"],
        "object_type": object_types.get(object_type_id or ""),
        "object_type_id": object_type_id,
        "project_id": row.get("project_id"),
    }


def _sorted(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        (row for row in rows if row["key"] and row["entity_type"]), key=_place
    )


def _place(row: Row) -> list[str]:
    names = ("entity_type", "object_type", "key", "project_id", "id")
    return [str(row[name] or "") for name in names]


def _names(rows: Iterable[Row]) -> dict[str, str]:
    """Return name to key; where two rows have one name, the smaller key."""
    found: dict[str, str] = {}
    named = [(str(row["name"]), str(row["id"])) for row in rows if row.get("name")]
    for name, key in sorted(named):
        found.setdefault(name, key)
    return found


def _by_id(rows: Iterable[Row]) -> dict[str, str]:
    return {str(row["id"]): str(row["name"]) for row in rows if row.get("name")}


def _object(text: object) -> Mapping[str, Any]:
    """Return the object that *text* is JSON of, an empty one if it is none."""
    found = _decoded(text)
    return cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}


def _options(text: object) -> list[str]:
    """Return an enumerator's values; none where not all can be told."""
    rows = _decoded(text)
    if not isinstance(rows, list):
        return []
    values = [_object(row).get("value") for row in cast("list[object]", rows)]
    texts = [value for value in values if isinstance(value, str)]
    return list(dict.fromkeys(texts)) if len(texts) == len(values) else []


def _decoded(text: object) -> object:
    """Return what *text* is JSON of; some servers send it decoded."""
    if not isinstance(text, str):
        return text
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found
