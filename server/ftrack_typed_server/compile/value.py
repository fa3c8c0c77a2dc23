"""A value in SQL, and the forms in which it is compared with other ones."""

from __future__ import annotations

from typing import Any

import attrs
from sqlalchemy import ColumnElement, Float, Text, cast, func

from ftrack_typed_server.attributes import Kind
from ftrack_typed_server.collation import TextRules
from ftrack_typed_server.errors import ParseError

_WHOLE_SECONDS = 19
_NUMBERS = (Kind.INTEGER, Kind.NUMBER)
_TEXTS = (Kind.DATETIME, Kind.KEY, Kind.TEXT)


@attrs.frozen
class Value:
    """A value in SQL that is compared with literals.

    Attributes:
        label: how to name it in messages.
        kind: how it compares.
        column: the value; of a variable one, its JSON.
        text: a variable value as text.
        number: a variable value as a number.
    """

    label: str
    kind: Kind
    column: ColumnElement[Any]
    text: ColumnElement[Any] | None = None
    number: ColumnElement[Any] | None = None


def alike(
    rules: TextRules, value: Value, other: Value
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return two values in forms that are equal where the values are the same.

    Raises:
        ParseError: they are of different types, of which databases differ on what is
            equal.
    """
    kinds = {value.kind, other.kind}
    if kinds == {Kind.BOOLEAN} or kinds == {Kind.INTEGER}:
        return value.column, other.column
    if kinds <= {*_NUMBERS, Kind.VARIABLE} and kinds != {Kind.VARIABLE}:
        return _as_number(value), _as_number(other)
    if kinds <= {*_TEXTS, Kind.VARIABLE}:
        folded = bool(kinds & {Kind.TEXT, Kind.VARIABLE})
        return _alike(rules, value, folded), _alike(rules, other, folded)
    raise ParseError(
        f"{value.label} and {other.label} are of different types, which cannot be "
        "compared."
    )


def as_text(rules: TextRules, value: Value) -> ColumnElement[Any]:
    """Return *value* as the text that patterns are compared with.

    Raises:
        ParseError: it has no such form.
    """
    match value.kind:
        case Kind.DATETIME:
            return func.substr(value.column, 1, _WHOLE_SECONDS)
        case Kind.VARIABLE:
            assert value.text is not None
            return value.text
        case Kind.INTEGER:
            return cast(value.column, Text)
        case Kind.NUMBER:
            return rules.spelled(value.column)
        case Kind.KEY | Kind.TEXT:
            return value.column
        case _:
            raise not_comparable(value)


def not_comparable(value: Value) -> ParseError:
    """Return the error for a value that cannot be compared as it is asked."""
    kind = "true or false" if value.kind is Kind.BOOLEAN else "an object"
    return ParseError(f"{value.label} is {kind}, which cannot be compared like this.")


def _as_number(value: Value) -> ColumnElement[Any]:
    if value.kind is Kind.VARIABLE:
        assert value.number is not None
        return value.number
    return cast(value.column, Float)


def _alike(rules: TextRules, value: Value, folded: bool) -> ColumnElement[Any]:
    text = as_text(rules, value)
    return rules.folded(text) if folded and value.kind is not Kind.DATETIME else text
