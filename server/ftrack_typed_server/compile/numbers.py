"""Comparing numbers with literals, exactly, whatever their sizes and fractions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, literal, or_

from ftrack_typed_server.attributes import Kind
from ftrack_typed_server.compile.value import Value
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.variables import LARGEST_INTEGER, as_number


def number_literal(value: Value, given: str | int | float | bool) -> int | float:
    """Return the number that a literal is, as *value* is compared with it.

    Of a whole number, another whole number or what lies between or beyond all.

    Raises:
        ParseError: the literal is no number.
    """
    number = int(given) if isinstance(given, bool) else as_number(given)
    if number is None:
        raise ParseError(
            f"{value.label} is a number, which cannot be compared with {given!r}."
        )
    if value.kind is Kind.NUMBER or not float(number).is_integer():
        return float(number)
    whole = int(number)
    # Databases would round it to where there are numbers.
    return whole if abs(whole) <= LARGEST_INTEGER else math.copysign(math.inf, whole)


def compare_number(
    value: Value, compared: Callable[[Any, Any], Any], number: int | float
) -> ColumnElement[bool]:
    """Return how the operator *compared* holds between *value* and a literal's number.

    Args:
        value: the value.
        compared: one of Python's operators.
        number: what :func:`number_literal` made of the literal.
    """
    kind = BigInteger() if isinstance(number, int) else Float()
    found: ColumnElement[bool] = compared(value.column, literal(number, kind))
    return found


def among_numbers(value: Value, numbers: Sequence[int | float]) -> ColumnElement[bool]:
    """Return whether *value* is one of at least one literals' *numbers*."""
    if value.kind is Kind.NUMBER:
        return value.column.in_([literal(number, Float()) for number in numbers])
    found: list[ColumnElement[bool]] = []
    if whole := [number for number in numbers if isinstance(number, int)]:
        found.append(is_among(value.column, whole))
    if rest := [number for number in numbers if isinstance(number, float)]:
        # Equal to no whole number; one stands for all.
        found.append(value.column == literal(rest[0], Float()))
    return or_(*found)
