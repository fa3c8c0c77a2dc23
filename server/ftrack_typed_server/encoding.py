"""Values on their way into columns, checked against the attribute's schema."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

import orjson

from ftrack_typed_server import dates
from ftrack_typed_server.attributes import Kind, Stored
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.variables import stored_variable

_LARGEST_INTEGER = 2**63 - 1
_EXPECTED = {
    Kind.KEY: "text",
    Kind.TEXT: "text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "true or false",
    Kind.DATETIME: "a date",
    Kind.OBJECT: "an object",
    Kind.VARIABLE: "text, a number, true or false, a list or a date",
}


def column_values(
    entity_type: str, attribute: Stored, value: object
) -> dict[str, object]:
    """Return the columns that hold *value*, none being null.

    Raises:
        ValidationError: the value is not of the attribute's type.
    """
    if attribute.kind is Kind.VARIABLE:
        try:
            return stored_variable(attribute.column, value)
        except (ValueError, OverflowError) as error:
            raise _wrong(entity_type, attribute, value) from error
    if value is None:
        return {attribute.column: None}
    stored = _stored(attribute, value)
    if stored is None:
        raise _wrong(entity_type, attribute, value)
    choices = attribute.property.enum
    if choices and stored not in choices:
        raise ValidationError(
            f"{entity_type}.{attribute.name} is one of {', '.join(choices)}, not "
            f"{value!r}."
        )
    return {attribute.column: stored}


def _stored(attribute: Stored, value: object) -> object:
    match attribute.kind:
        case Kind.KEY | Kind.TEXT:
            return value if isinstance(value, str) else None
        case Kind.BOOLEAN:
            return value if isinstance(value, bool) else None
        case Kind.INTEGER:
            return _integer(value)
        case Kind.NUMBER:
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                return None
            return float(value)
        case Kind.DATETIME:
            return moment(value)
        case _:
            if isinstance(value, (dict, list)):
                return orjson.dumps(value).decode()
            return None


def moment(value: object) -> str | None:
    """Return the stored form of a date in any form that clients send, else none."""
    if isinstance(value, datetime):
        return dates.stored(value)
    if isinstance(value, date):
        return dates.stored(datetime(value.year, value.month, value.day))
    if isinstance(value, dict):
        tagged = cast("dict[str, Any]", value)
        if tagged.get("__type__") not in ("datetime", "date"):
            return None
        value = tagged.get("value")
    if not isinstance(value, str):
        return None
    try:
        return dates.stored(dates.parse(value))
    except (ValueError, OverflowError):
        return None


def _integer(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    whole = int(value)
    return whole if abs(whole) <= _LARGEST_INTEGER else None


def _wrong(entity_type: str, attribute: Stored, value: object) -> ValidationError:
    shown = repr(value)
    if len(shown) > 80:
        shown = shown[:77] + "..."
    return ValidationError(
        f"{entity_type}.{attribute.name} must be {_EXPECTED[attribute.kind]}, not "
        f"{shown}."
    )
