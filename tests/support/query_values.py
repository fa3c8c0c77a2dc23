"""Comparing values with literals and with each other, by the kind of attribute."""

from __future__ import annotations

import operator as comparisons
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, TypeAlias, cast

from ftrack_typed.language import LiteralValue, Operator
from support.query_world import World

Truth: TypeAlias = "bool | None"
"""True, false, or none for what is not known."""

_ORDERINGS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.GREATER: comparisons.gt,
    Operator.LESS: comparisons.lt,
    Operator.GREATER_OR_EQUAL: comparisons.ge,
    Operator.LESS_OR_EQUAL: comparisons.le,
}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")


def kind_of(world: World, type_name: str, name: str) -> str:
    """Return how the values of an attribute compare."""
    owner, item = world.attribute(type_name, name)
    if item.is_reference:
        return "key"
    if item.format == "date-time":
        return "datetime"
    if item.type in ("integer", "number", "boolean", "variable", "object"):
        return "number" if item.type == "integer" else item.type
    key = item.foreign_key
    if name == "id" or (key is not None and key.entity_type in world.document.entities):
        return "key"
    return "key" if (owner, name) in world.keys else "text"


def compare(kind: str, value: object, how: Operator, literal: LiteralValue) -> Truth:
    """Return ``value how literal``."""
    if literal is None:
        if how in (Operator.IS, Operator.IS_NOT):
            return (value is None) == (how is Operator.IS)
        return None
    if value is None:
        return None
    if how is Operator.IS_NOT:
        return not _same(kind, value, literal)
    if how is Operator.IS:
        return _same(kind, value, literal)
    if how is Operator.NOT_LIKE:
        return not _like(_as_text(value), _spelled(literal))
    if how is Operator.LIKE:
        return _like(_as_text(value), _spelled(literal))
    return _ordered(kind, value, how, literal)


def values_equal(kind: str, value: object, other: object) -> Truth:
    """Return whether a value is one that a sub-query chose."""
    if value is None:
        return None
    if isinstance(value, datetime) and isinstance(other, datetime):
        return _seconds(value) == _seconds(other)
    if kind == "text":
        return fold(str(value)) == fold(str(other))
    return value == other


def sorting_value(kind: str, value: object) -> Any:
    """Return what a value of a kind is sorted by."""
    if kind == "text":
        return fold(str(value))
    if kind == "variable":
        if isinstance(value, (bool, int, float)):
            return (0, float(value), "")
        if isinstance(value, datetime):
            # To the microsecond, as other dates are sorted.
            return (1, 0.0, fold(value.isoformat()))
        return (1, 0.0, fold(_as_text(value)))
    return value


def fold(text: str) -> str:
    """Return *text* without differences of case, letter by letter.

    A letter that would become two, or be of ASCII all at once, stays.
    """
    return "".join(
        small
        if len(small := letter.lower()) == 1 and small.isascii() == letter.isascii()
        else letter
        for letter in text
    )


def _same(kind: str, value: object, literal: str | int | float | bool) -> bool:
    if kind == "variable":
        return _same_variable(value, literal)
    if isinstance(value, datetime):
        text = _spelled(literal)
        if _DAY.fullmatch(text):
            start = _moment(text)
            return start <= value < start + timedelta(days=1)
        return _seconds(value) == _seconds(_moment(text))
    if isinstance(value, bool):
        return value is _BOOLEANS[_spelled(literal).lower()]
    if isinstance(value, (int, float)):
        return value == _number(literal)
    if kind == "key":
        return value == _spelled(literal)
    return fold(str(value)) == fold(_spelled(literal))


def _same_variable(value: object, literal: str | int | float | bool) -> bool:
    """The value's own type decides; a list is equal to each of its elements."""
    text = _spelled(literal)
    if isinstance(value, bool):
        return _BOOLEANS.get(text.lower()) is value
    if isinstance(value, (int, float)):
        return _number(literal) == value
    if isinstance(value, list):
        elements = cast("list[object]", value)
        return any(fold(str(element)) == fold(text) for element in elements)
    if isinstance(value, datetime):
        return bool(_MOMENT.fullmatch(text)) and _same("datetime", value, text)
    return fold(str(value)) == fold(text)


def _ordered(
    kind: str, value: object, how: Operator, literal: str | int | float | bool
) -> Truth:
    ordered = _ORDERINGS[how]
    text = _spelled(literal)
    if isinstance(value, datetime):
        if kind == "variable" and not _MOMENT.fullmatch(text):
            return None
        return ordered(_seconds(value), _seconds(_moment(text)))
    if isinstance(value, bool):
        known = _BOOLEANS.get(text.lower())
        return None if known is None else ordered(value, known)
    if isinstance(value, (int, float)):
        number = _number(literal)
        return None if number is None else ordered(value, number)
    if isinstance(value, list):
        return None
    if kind == "key":
        return ordered(value, text)
    return ordered(fold(str(value)), fold(text))


def _like(text: str, pattern: str) -> bool:
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        follower = pattern[position + 1 : position + 2]
        if char == "\\" and follower and follower in "\\%_":
            parts.append(re.escape(fold(follower)))
            position += 1
        elif char in "%_":
            parts.append(".*" if char == "%" else ".")
        else:
            parts.append(re.escape(fold(char)))
        position += 1
    return re.fullmatch("".join(parts), fold(text), re.DOTALL) is not None


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return _seconds(value).isoformat()
    if isinstance(value, list):
        elements = cast("list[object]", value)
        return "\x1f" + "\x1f".join(str(element) for element in elements) + "\x1f"
    return str(value)


def _spelled(literal: str | int | float | bool) -> str:
    if isinstance(literal, bool):
        return "true" if literal else "false"
    return literal if isinstance(literal, str) else repr(literal)


def _number(literal: str | int | float | bool) -> float | None:
    if isinstance(literal, bool):
        return None
    try:
        return float(literal)
    except ValueError:
        return None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment


def _seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
