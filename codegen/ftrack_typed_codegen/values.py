"""The Python types of scalar attributes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

from ftrack_typed.schema import EntitySchema, PropertySchema

from .model import Import, ValueType

ANY = ValueType("Any", (Import("typing", "Any"),))
DATETIME = ValueType("datetime", (Import("datetime", "datetime", late=True),))
LINK = ValueType(
    "list[LinkItem]", (Import("ftrack_typed.model", "LinkItem", late=True),)
)
_OBJECT = ValueType("dict[str, Any]", ANY.imports)

_LITERAL = Import("typing", "Literal")
_TYPES: Mapping[str | None, ValueType] = {
    "string": ValueType("str"),
    "integer": ValueType("int"),
    "number": ValueType("float"),
    "boolean": ValueType("bool"),
    "object": _OBJECT,
    "variable": ANY,
}
_LINK_NAMES = ("link", "_link")


def is_link(entity: EntitySchema, item: PropertySchema) -> bool:
    """Return whether the attribute is the path from the project to the entity.

    ftrack declares it as a string that cannot be changed and sends a list.
    """
    return (
        item.name in _LINK_NAMES
        and item.type == "string"
        and item.format is None
        and item.name in entity.immutable
    )


def is_temporal(item: PropertySchema) -> bool:
    """Return whether the attribute's values are dates and times."""
    return item.type == "string" and item.format == "date-time"


def scalar_type(entity: EntitySchema, item: PropertySchema) -> ValueType:
    """Return the type of a scalar's values, none aside."""
    if is_link(entity, item):
        return LINK
    if is_temporal(item):
        return DATETIME
    if item.type == "string" and item.format == "integer":
        return _TYPES["integer"]
    if item.type == "string" and item.enum:
        choices = ", ".join(expression(choice) for choice in item.enum)
        return ValueType(f"Literal[{choices}]", (_LITERAL,))
    return _TYPES[item.type]


def expression(value: object) -> str:
    """Return *value*, made of what JSON knows, as a Python expression.

    Raises:
        ValueError: it is no JSON value, as infinity is none.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no JSON value")
    if value is None or isinstance(value, (bool, int, float, str)):
        return repr(value)
    if isinstance(value, dict):
        pairs = cast("dict[object, object]", value).items()
        shown = (f"{expression(key)}: {expression(item)}" for key, item in pairs)
        return f"{{{', '.join(shown)}}}"
    if isinstance(value, list):
        items = cast("list[object]", value)
        return f"[{', '.join(expression(item) for item in items)}]"
    raise ValueError(f"{value!r} is no JSON value")
