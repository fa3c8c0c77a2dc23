"""One entity type of a document into records, with cattrs.

What cattrs would convert in silence (a number to text, text to a tuple of letters) is
refused here. A record keeps in ``extra`` whatever its other fields would not give
back, so that nothing that was read is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from operator import eq
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar, get_args

import attrs

from ftrack_typed.schema.dumping import dump_entity, dump_property
from ftrack_typed.schema.records import (
    EntitySchema,
    JsonObject,
    PropertySchema,
    PropertyType,
    Subtype,
)

if TYPE_CHECKING:
    from cattrs import Converter

_Record = TypeVar("_Record")

_FOREIGN_KEY = re.compile(r"Foreign key\(s\): (\w+)\.(\w+)")
_SCALARS = frozenset(get_args(PropertyType)) - {"array", "mapped_array"}
_ENTITY_KEYS = (
    "primary_key",
    "required",
    "immutable",
    "default_projections",
    "system_projections",
    "computed",
    "metadata",
)
_PROPERTY_KEYS = (
    "format",
    "alias_for",
    "description",
    "default",
    "enum",
    "key_value_attributes",
    "restricted_projection",
    "transform",
)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Return whether decoded JSON is a list."""
    return isinstance(value, list)


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Return whether decoded JSON is an object."""
    return isinstance(value, dict)


def structure_entity(
    row: object, label: str, problems: list[str]
) -> EntitySchema | None:
    """Return the entity type that *row* describes.

    Args:
        row: one item of a decoded document.
        label: what to call it in a problem, where it has no name.
        problems: gets every problem met; then none is returned, or a record without
            the attributes that are unusable.
    """
    if not is_object(row):
        problems.append(f"{label} is no object but {abridged(row)}")
        return None
    name, properties = row.get("id"), row.get("properties")
    if not isinstance(name, str) or not name:
        problems.append(f"{label} has no id, the name of the type")
        return None
    if not is_object(properties):
        problems.append(f"{name}: it has no properties, its attributes by name")
        return None
    items = {
        attribute: item
        for attribute, value in properties.items()
        if (item := _property(value, attribute, f"{name}.{attribute}", problems))
    }
    fields = {key: row[key] for key in _ENTITY_KEYS if row.get(key) is not None}
    fields |= {"name": name, "properties": {}}
    fields["alias_for"] = _alias(row.get("alias_for"))
    mixin = row.get("$mixin")
    fields["mixin"] = mixin.get("$ref") if is_object(mixin) else mixin
    entity = structure_record(fields, EntitySchema, name, problems)
    if entity is None:
        return None
    entity = attrs.evolve(entity, properties=items)
    shown = dump_entity(entity) | {"properties": properties}
    return attrs.evolve(entity, extra=_remainder(row, shown))


def _property(
    row: object, name: str, label: str, problems: list[str]
) -> PropertySchema | None:
    if not is_object(row):
        problems.append(f"{label}: it is no object but {abridged(row)}")
        return None
    fields = {key: row[key] for key in _PROPERTY_KEYS if row.get(key) is not None}
    fields |= {"name": name, "has_default": "default" in row} | _kind(row)
    said = _FOREIGN_KEY.fullmatch(str(row.get("description")))
    if said is not None and row.get("format") == "foreign_key":
        fields["foreign_key"] = {"entity_type": said[1], "attribute": said[2]}
    item = structure_record(fields, PropertySchema, label, problems)
    if item is None:
        return None
    return attrs.evolve(item, extra=_remainder(row, dump_property(item)))


def _kind(row: Mapping[str, object]) -> dict[str, object]:
    """Return the type and the target that *row* declares."""
    if "type" not in row and row.get("$ref") is not None:
        return {"target": row["$ref"]}
    if "type" not in row:
        return {"type": "string", "type_assumed": True}
    declared, items = row["type"], row.get("items")
    if declared in ("array", "mapped_array") and is_object(items) and "$ref" in items:
        return {"type": declared, "target": items["$ref"]}
    if isinstance(declared, str) and declared not in _SCALARS:
        return {"type": "variable"}
    return {"type": declared}


def _alias(value: object) -> object:
    if is_object(value):
        return {"base": value.get("id"), "classifiers": value.get("classifiers")}
    return value


def _remainder(row: Mapping[str, object], shown: Mapping[str, object]) -> Any:
    """Return what of *row* is not *shown* by a record's other fields."""
    return {
        key: value
        for key, value in row.items()
        if key not in shown or shown[key] != value
    }


def structure_record(
    fields: dict[str, object], record: type[_Record], label: str, problems: list[str]
) -> _Record | None:
    """Return *fields* as a *record*, none with an entry in *problems* if they are not.

    Args:
        fields: field name to decoded JSON.
        record: the attrs class.
        label: what to call it in a problem.
        problems: gets every problem met.
    """
    from cattrs import BaseValidationError, transform_error

    try:
        return _converter().structure(fields, record)
    except BaseValidationError as error:
        for problem in transform_error(error, path="", format_exception=_worded):
            what, _, field = problem.rpartition(" @ ")
            problems.append(f"{label}: its {field.lstrip('.')} is {what}")
        return None


def _worded(error: BaseException, _type: object) -> str:
    return str(error)


def abridged(value: object) -> str:
    """Return *value* as Python shows it, in at most 40 characters."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


@cache
def _converter() -> Converter:
    """Return a converter that takes only what is already of the right type."""
    from cattrs import Converter

    converter = Converter()
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(bool, _flag)
    for declared, hook in (
        (tuple[str, ...], _names),
        (JsonObject, _object),
        (PropertyType, _text),
        (str | Subtype | None, _table),
    ):
        converter.register_structure_hook_func(partial(eq, declared), hook)
    return converter


def _text(value: object, _type: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"no text but {abridged(value)}")
    return value


def _flag(value: object, _type: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"no boolean but {abridged(value)}")
    return value


def _names(value: object, _type: object) -> tuple[str, ...]:
    if not is_list(value):
        raise TypeError(f"no list of names but {abridged(value)}")
    return tuple(_text(name, str) for name in value)


def _object(value: object, _type: object) -> JsonObject:
    if not is_object(value):
        raise TypeError(f"no object but {abridged(value)}")
    return value


def _table(value: object, _type: object) -> str | Subtype | None:
    """Structure a type's ``alias_for``: a table's name, or a base and classifiers."""
    if is_object(value):
        return _converter().structure(value, Subtype)
    return None if value is None else _text(value, str)
