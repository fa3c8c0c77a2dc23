"""Values of any type, as custom attributes have them: stored as JSON, text and number.

The text and the number are there to be compared with; a list's text has its elements
between separators.
"""

from __future__ import annotations

import math
from typing import Any, cast

import orjson

from ftrack_typed.language.dates import parse_date
from ftrack_typed_server import dates
from ftrack_typed_server.attributes import VARIABLE_NUMBER, VARIABLE_TEXT

SEPARATOR = "\x1f"
"""Stands before, between and after the elements of a list's text."""

_LONGEST_NUMBER = 400
LARGEST_INTEGER = 2**63 - 1
"""The largest whole number that is stored; the least is its negative."""

LARGEST_NUMBER = 1e300
"""The largest number that is stored: sums of any that a site has are numbers, too."""


def as_number(value: object) -> int | float | None:
    """Return the number that *value* is or spells, none for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _storable(value)
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return None
    for convert in (int, float):
        try:
            return _storable(convert(value))
        except ValueError:
            continue
    return None


def _storable(number: int | float) -> int | float | None:
    # Beyond the range of the database's integers a float is near enough.
    if isinstance(number, int) and abs(number) > LARGEST_INTEGER:
        try:
            number = float(number)
        except OverflowError:
            return None
    return number if math.isfinite(number) else None


def stored_variable(column: str, value: object) -> dict[str, object]:
    """Return the values of the columns that hold *value*.

    Args:
        column: the attribute's column.
        value: none, text, a number, a boolean, a list of text, a tagged date.
    """
    if value is None:
        return {
            column: None,
            column + VARIABLE_TEXT: None,
            column + VARIABLE_NUMBER: None,
        }
    text, number = _comparable(value)
    return {
        column: orjson.dumps(value).decode(),
        column + VARIABLE_TEXT: text,
        column + VARIABLE_NUMBER: number,
    }


def _comparable(value: object) -> tuple[str | None, float | None]:
    if isinstance(value, bool):
        return ("true" if value else "false"), float(value)
    if isinstance(value, (int, float)):
        if abs(value) > LARGEST_NUMBER:
            raise ValueError(f"{value!r} is too large a number")
        return repr(value), float(value)
    if isinstance(value, str):
        return value, None
    if isinstance(value, list):
        inner = SEPARATOR.join(str(element) for element in cast("list[object]", value))
        return f"{SEPARATOR}{inner}{SEPARATOR}", None
    if isinstance(value, dict):
        tagged = cast("dict[str, Any]", value)
        if tagged.get("__type__") == "datetime":
            return dates.stored(parse_date(str(tagged.get("value")))), None
    return orjson.dumps(value).decode(), None
