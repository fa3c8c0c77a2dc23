"""Values on their way into columns, checked against the attribute's schema."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeGuard, cast

import orjson

from ftrack_typed.language.dates import parse_date
from ftrack_typed_server import dates
from ftrack_typed_server.attributes import Kind, Stored
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.variables import (
    LARGEST_INTEGER,
    LARGEST_NUMBER,
    stored_variable,
)

LONGEST_KEY = 255
"""The most characters of a key: indexes of databases hold no long text."""

_LONGEST_SHOWN = 80
_EXPECTED = {
    Kind.KEY: f"text of {LONGEST_KEY} characters at most",
    Kind.TEXT: "text",
    Kind.INTEGER: "a whole number",
    Kind.NUMBER: f"a number (of {LARGEST_NUMBER:.0e} at most)",
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


def shortened(value: object) -> str:
    """Return *value* for a message, cut where it is long."""
    shown = repr(value)
    return (
        shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 3]}..."
    )


def _stored(attribute: Stored, value: object) -> object:
    match attribute.kind:
        case Kind.KEY:
            return value if is_key(value) else None
        case Kind.TEXT:
            return value if isinstance(value, str) else None
        case Kind.BOOLEAN:
            return value if isinstance(value, bool) else None
        case Kind.INTEGER:
            return _integer(value)
        case Kind.NUMBER:
            return _number(value)
        case Kind.DATETIME:
            return moment(value)
        case _:
            if isinstance(value, (dict, list)):
                return orjson.dumps(value).decode()
            return None


def is_key(value: object) -> TypeGuard[str]:
    """Return whether *value* is text that can be a key."""
    return isinstance(value, str) and len(value) <= LONGEST_KEY


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
        return dates.stored(parse_date(value))
    except (ValueError, OverflowError):
        return None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # A zero has no sign: not every database keeps it.
    return float(value) + 0.0 if abs(value) <= LARGEST_NUMBER else None


def _integer(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    whole = int(value)
    return whole if abs(whole) <= LARGEST_INTEGER else None


def _wrong(entity_type: str, attribute: Stored, value: object) -> ValidationError:
    return ValidationError(
        f"{entity_type}.{attribute.name} must be {_EXPECTED[attribute.kind]}, not "
        f"{shortened(value)}."
    )
