"""Whether a value can be compared with an attribute, where that is certain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from ftrack_typed.checking.attributes import Found
from ftrack_typed.language import LiteralValue, Operator
from ftrack_typed.language.dates import parse_date

ValueType: TypeAlias = Literal[
    "text", "number", "boolean", "date", "variable", "object"
]
"""How a value compares; a reference compares by its key, which is text."""

_TYPES: Mapping[str, ValueType] = {
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "object": "object",
    "variable": "variable",
}
_FORMATS: Mapping[str, ValueType] = {"date-time": "date", "integer": "number"}
_BOOLEANS = {"true", "false", "1", "0"}
_PATTERN_OPERATORS = {Operator.LIKE, Operator.NOT_LIKE}
_EQUALITIES = {Operator.IS, Operator.IS_NOT}


def value_type(found: Found) -> ValueType:
    """Return how the values of an attribute compare."""
    if found.relation is not None:
        return "text"
    known = _TYPES.get(found.item.type or "")
    return known or _FORMATS.get(found.item.format or "", "text")


def mismatch(found: Found, operator: Operator, value: LiteralValue) -> str | None:
    """Return why a value cannot be compared with an attribute, none if it can.

    It is the end of a sentence that begins with the attribute.
    """
    kind = value_type(found)
    if value is None:
        return None
    if operator in _PATTERN_OPERATORS:
        return "is true or false, which has no patterns" if kind == "boolean" else None
    if kind == "number" and not _is_number(value):
        return f"is a number, which cannot be compared with {_shown(value)}"
    if kind == "boolean" and _spelled(value).lower() not in _BOOLEANS:
        return f"is true or false, which cannot be compared with {_shown(value)}"
    if kind == "date" and not _is_date(value):
        return (
            f"is a date, which cannot be compared with {_shown(value)}: write it as "
            'in "2024-05-01" or "2024-05-01T08:30:00"'
        )
    return None


def impossible(found: Found, operator: Operator, value: LiteralValue) -> bool:
    """Return whether the schema lists an attribute's values, and not this one."""
    values = found.item.enum
    if not values or not isinstance(value, str) or operator not in _EQUALITIES:
        return False
    # Servers compare text without regard to case.
    return value.casefold() not in {known.casefold() for known in values}


def comparable(one: ValueType, other: ValueType) -> bool:
    """Return whether values of two attributes can be equal."""
    kinds = {one, other}
    if "object" in kinds:
        return False
    if len(kinds) == 1 or kinds == {"text", "date"}:
        return True
    return "variable" in kinds and "boolean" not in kinds


def _is_number(value: str | int | float | bool) -> bool:
    if not isinstance(value, str):
        return True
    try:
        float(value)
    except ValueError:
        return False
    return True


def _is_date(value: str | int | float | bool) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parse_date(value)
    except ValueError:
        return False
    return True


def _spelled(value: str | int | float | bool) -> str:
    return value if isinstance(value, str) else str(value)


def _shown(value: str | int | float | bool) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
