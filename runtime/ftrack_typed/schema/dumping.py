"""Records back into the document they were read from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ftrack_typed.schema.records import (
    EntitySchema,
    PropertySchema,
    SchemaDocument,
    Subtype,
)


def dump_document(document: SchemaDocument) -> list[dict[str, Any]]:
    """Return *document* as a server answers it to ``query_schemas``.

    A document that was read comes back equal to what was read, keys that this version
    does not know included. ``primary_key``, ``required``, ``immutable`` and
    ``default_projections`` are always written, other keys only where they say
    something.
    """
    return [dump_entity(entity) for entity in document.entities.values()]


def digest(document: SchemaDocument) -> str:
    """Return the document's MD5 in hexadecimal.

    It is equal to the ``schema_hash`` that a server answers to
    ``query_server_information``, and does not depend on the order of keys.
    """
    text = json.dumps(dump_document(document), sort_keys=True)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def dump_entity(entity: EntitySchema) -> dict[str, Any]:
    """Return one entity type as the object that a document has for it."""
    result: dict[str, Any] = {
        "id": entity.name,
        "properties": {
            name: dump_property(item) for name, item in entity.properties.items()
        },
        "primary_key": list(entity.primary_key),
        "required": list(entity.required),
        "immutable": list(entity.immutable),
        "default_projections": list(entity.default_projections),
    }
    if entity.system_projections:
        result["system_projections"] = list(entity.system_projections)
    if entity.computed:
        result["computed"] = list(entity.computed)
    if isinstance(entity.alias_for, Subtype):
        result["alias_for"] = {
            "id": entity.alias_for.base,
            "classifiers": dict(entity.alias_for.classifiers),
        }
    elif entity.alias_for is not None:
        result["alias_for"] = entity.alias_for
    if entity.mixin is not None:
        result["$mixin"] = {"$ref": entity.mixin}
    if entity.metadata:
        result["metadata"] = dict(entity.metadata)
    result.update(entity.extra)
    return result


def dump_property(item: PropertySchema) -> dict[str, Any]:
    """Return one attribute as the object that a document has for it."""
    result: dict[str, Any] = {}
    if item.type is not None and not item.type_assumed:
        result["type"] = item.type
    if item.is_collection:
        result["items"] = {"$ref": item.target}
    elif item.target is not None:
        result["$ref"] = item.target
    if item.format is not None:
        result["format"] = item.format
    if item.alias_for is not None:
        result["alias_for"] = item.alias_for
    if item.description is not None:
        result["description"] = item.description
    if item.has_default:
        result["default"] = item.default
    if item.enum:
        result["enum"] = list(item.enum)
    if item.key_value_attributes is not None:
        result["key_value_attributes"] = {
            "key": item.key_value_attributes.key,
            "value": item.key_value_attributes.value,
        }
    if item.restricted_projection:
        result["restricted_projection"] = True
    if item.transform is not None:
        result["transform"] = dict(item.transform)
    result.update(item.extra)
    return result
