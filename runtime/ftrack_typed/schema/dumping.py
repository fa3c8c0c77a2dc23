"""Records back into the document they were read from."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import attrs

from ftrack_typed.schema.records import (
    EntitySchema,
    PropertySchema,
    SchemaDocument,
    Subtype,
)
from ftrack_typed.schema.site import CustomAttribute, CustomAttributeLink, Site


def dump_document(document: SchemaDocument) -> list[dict[str, Any]]:
    """Return *document* as a server answers it to ``query_schemas``.

    A document that was read comes back equal to what was read, keys that this version
    does not know included. ``primary_key``, ``required``, ``immutable`` and
    ``default_projections`` are always written, other keys only where they say
    something.
    """
    return [dump_entity(entity) for entity in document.entities.values()]


def dump_snapshot(document: SchemaDocument) -> dict[str, Any]:
    """Return *document* with what is known of its site, as a snapshot file holds them.

    The entity types are under ``schemas``, the site is under ``site`` if it is known.
    """
    result: dict[str, Any] = {"schemas": dump_document(document)}
    if document.site is not None:
        result["site"] = _dump_site(document.site)
    return result


def digest(document: SchemaDocument) -> str:
    """Return the MD5 of the document's entity types in hexadecimal.

    What the site has configured does not count. It is equal to the ``schema_hash`` that
    a server answers to ``query_server_information``, and does not depend on the order
    of keys.
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


def _dump_site(site: Site) -> dict[str, Any]:
    return {
        "custom_attributes": [
            _dump_configured(item) for item in site.custom_attributes
        ],
        "links": [_dump_configured(item) for item in site.links],
        "names": {kind: dict(names) for kind, names in site.names.items()},
    }


def _dump_configured(item: CustomAttribute | CustomAttributeLink) -> dict[str, Any]:
    """Return what *item* says; what is as by default is left out."""
    values: dict[str, Any] = {
        field.name: value
        for field in attrs.fields(type(item))
        if (value := getattr(item, field.name)) != field.default
    }
    if "options" in values:
        values["options"] = list(values["options"])
    return values
