"""Comparing one value with literals, by the kind of the value."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import attrs
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    false,
    func,
    null,
    or_,
    true,
)

from ftrack_typed.language import LiteralValue, Operator
from ftrack_typed.language.dates import is_day, parse_date
from ftrack_typed_server import dates
from ftrack_typed_server.attributes import Kind
from ftrack_typed_server.collation import TextRules, escape_pattern, fold
from ftrack_typed_server.compile.combining import any_of
from ftrack_typed_server.compile.numbers import (
    among_numbers,
    compare_number,
    number_literal,
)
from ftrack_typed_server.compile.value import Value, as_text, not_comparable
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.variables import SEPARATOR, as_number

Condition: TypeAlias = "ColumnElement[bool]"

_ORDERINGS: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS_OR_EQUAL: operator.le,
}
_DAY = 10
_WHOLE_SECONDS = 19
_MOST_LITERALS = 50_000
_LONGEST_PATTERN = 5000
_TEXT = ('"',)
_LIST = ("[",)
_MOMENT = ("{",)
_BOOLEAN = ("t", "f")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def compare(
    rules: TextRules, value: Value, operator_: Operator, literal: LiteralValue
) -> Condition:
    """Return ``value operator literal``; null where the value is missing.

    Raises:
        ParseError: the literal is nothing that the value can be compared with.
    """
    if literal is None:
        return _compare_none(value, operator_)
    if operator_ is Operator.IS_NOT:
        return ~compare(rules, value, Operator.IS, literal)
    if operator_ is Operator.NOT_LIKE:
        return ~compare(rules, value, Operator.LIKE, literal)
    if operator_ is Operator.LIKE:
        return rules.like(as_text(rules, value), _pattern(value, literal))
    if operator_ is Operator.IS:
        return _same(rules, value, literal)
    return _ordered(rules, value, operator_, literal)


def among(
    rules: TextRules, value: Value, literals: Sequence[LiteralValue]
) -> Condition:
    """Return whether *value* is one of *literals*, of which some may be none."""
    found: list[Condition] = []
    if any(literal is None for literal in literals):
        found.append(value.column.is_(None))
    present = [literal for literal in literals if literal is not None]
    if present:
        found.append(_among_present(rules, value, present))
    if not found:
        return false()
    return or_(*found) if len(found) > 1 else found[0]


def not_among(
    rules: TextRules, value: Value, literals: Sequence[LiteralValue]
) -> Condition:
    """Return whether *value* is none of *literals*; null where it is missing."""
    if not literals:
        return true()
    found: list[Condition] = []
    if any(literal is None for literal in literals):
        found.append(value.column.is_not(None))
    present = [literal for literal in literals if literal is not None]
    if present:
        found.append(~_among_present(rules, value, present))
    return and_(*found)


def _among_present(
    rules: TextRules, value: Value, literals: Sequence[str | int | float | bool]
) -> Condition:
    # One list, not one condition a literal: clients send thousands.
    literals = list(dict.fromkeys(literals))
    if len(literals) > _MOST_LITERALS:
        raise ParseError(
            f"{value.label} is compared with more than {_MOST_LITERALS} values."
        )
    match value.kind:
        case Kind.KEY:
            return is_among(value.column, map(_text, literals))
        case Kind.TEXT:
            return rules.one_of(value.column, [_text(literal) for literal in literals])
        case Kind.INTEGER | Kind.NUMBER:
            return among_numbers(
                value, [number_literal(value, item) for item in literals]
            )
        case Kind.DATETIME:
            for literal in literals:
                _moment(value, literal)
            return _among_moments(
                value.column, [_text(literal) for literal in literals]
            )
        case Kind.VARIABLE:
            return _among_variable(rules, value, literals)
        case _:
            return any_of([_same(rules, value, literal) for literal in literals])


def _among_moments(column: ColumnElement[Any], texts: Sequence[str]) -> Condition:
    """Return whether a stored moment is on one of the days or in one of the seconds."""
    moments = [(text, moment) for text in texts if (moment := _as_moment(text))]
    days = [dates.stored(moment)[:_DAY] for text, moment in moments if is_day(text)]
    seconds = [dates.stored(moment) for text, moment in moments if not is_day(text)]
    return or_(
        is_among(func.substr(column, 1, _DAY), days),
        is_among(func.substr(column, 1, _WHOLE_SECONDS), seconds),
    )


def _among_variable(
    rules: TextRules, value: Value, literals: Sequence[str | int | float | bool]
) -> Condition:
    """The value's own type decides how it compares; of several choices, any one."""
    assert value.text is not None
    assert value.number is not None
    text = value.text
    texts = [_text(literal) for literal in literals]
    numbers = [
        float(number) for item in literals if (number := as_number(item)) is not None
    ]
    truths = [
        int(_BOOLEANS[item.lower()]) for item in texts if item.lower() in _BOOLEANS
    ]
    elements = [
        rules.like(text, f"%{SEPARATOR}{escape_pattern(item)}{SEPARATOR}%")
        for item in texts
    ]
    return or_(
        and_(_is(value, _TEXT), rules.one_of(text, texts)),
        and_(_is(value, _LIST), any_of(elements)),
        and_(_is(value, _BOOLEAN), value.number.in_(truths)),
        # What is no number is another value, not an unknown one.
        and_(~_is(value, _BOOLEAN), func.coalesce(value.number.in_(numbers), false())),
        and_(_is(value, _MOMENT), _among_moments(text, texts)),
    )


def _compare_none(value: Value, operator_: Operator) -> Condition:
    if operator_ is Operator.IS:
        return value.column.is_(None)
    if operator_ is Operator.IS_NOT:
        return value.column.is_not(None)
    # Nothing is before, after or like what is not there.
    return cast(null(), Boolean)


def _same(
    rules: TextRules, value: Value, literal: str | int | float | bool
) -> Condition:
    match value.kind:
        case Kind.KEY:
            return value.column == _text(literal)
        case Kind.TEXT:
            return rules.same(value.column, _text(literal))
        case Kind.BOOLEAN:
            return value.column == (true() if _boolean(value, literal) else false())
        case Kind.DATETIME:
            start, end = _span(value, literal)
            return and_(value.column >= start, value.column < end)
        case Kind.VARIABLE:
            return _among_variable(rules, value, [literal])
        case Kind.INTEGER | Kind.NUMBER:
            return compare_number(value, operator.eq, number_literal(value, literal))
        case _:
            raise not_comparable(value)


def _ordered(
    rules: TextRules,
    value: Value,
    operator_: Operator,
    literal: str | int | float | bool,
) -> Condition:
    compared = _ORDERINGS[operator_]
    match value.kind:
        case Kind.KEY:
            found: Condition = compared(value.column, _text(literal))
        case Kind.TEXT:
            found = compared(rules.folded(value.column), fold(_text(literal)))
        case Kind.DATETIME:
            found = _ordered_dates(value, operator_, literal)
        case Kind.INTEGER | Kind.NUMBER:
            found = compare_number(value, compared, number_literal(value, literal))
        case Kind.BOOLEAN:
            found = compared(cast(value.column, Integer), int(_boolean(value, literal)))
        case Kind.VARIABLE:
            found = _ordered_variable(rules, value, operator_, literal)
        case _:
            raise not_comparable(value)
    return found


def _ordered_dates(
    value: Value, operator_: Operator, literal: str | int | float | bool
) -> Condition:
    # A day stands for its midnight here; moments compare at whole seconds.
    start = _moment(value, literal)
    if operator_ in (Operator.GREATER, Operator.LESS_OR_EQUAL):
        bound = dates.stored(start + timedelta(seconds=1))
        if operator_ is Operator.GREATER:
            return value.column >= bound
        return value.column < bound
    if operator_ is Operator.LESS:
        return value.column < dates.stored(start)
    return value.column >= dates.stored(start)


def _ordered_variable(
    rules: TextRules,
    value: Value,
    operator_: Operator,
    literal: str | int | float | bool,
) -> Condition:
    assert value.text is not None
    ordered = _ORDERINGS[operator_]
    text = _text(literal)
    found: list[tuple[Condition, Condition]] = [
        (_is(value, _TEXT), ordered(rules.folded(value.text), fold(text)))
    ]
    known = _BOOLEANS.get(text.lower())
    if known is not None:
        found.append((_is(value, _BOOLEAN), ordered(value.number, int(known))))
    number = as_number(literal)
    if number is not None:
        found.append((~_is(value, _BOOLEAN), ordered(value.number, float(number))))
    if _as_moment(text) is not None:
        moments = attrs.evolve(value, kind=Kind.DATETIME, column=value.text)
        compared = _ordered_dates(moments, operator_, text)
        found.append((_is(value, _MOMENT), compared))
    # What is of another type than the literal is neither before nor after it.
    return case(*found)


def _is(value: Value, lead: Sequence[str]) -> Condition:
    """Return whether the JSON of a variable value begins as one of a type does."""
    return func.substr(value.column, 1, 1).in_(lead)


def _pattern(value: Value, literal: str | int | float | bool) -> str:
    pattern = _text(literal)
    if len(pattern) > _LONGEST_PATTERN:
        raise ParseError(
            f"{value.label} is compared with a pattern of more than "
            f"{_LONGEST_PATTERN} characters."
        )
    return pattern


def _text(literal: str | int | float | bool) -> str:
    if isinstance(literal, bool):
        return "true" if literal else "false"
    return literal if isinstance(literal, str) else repr(literal)


def _boolean(value: Value, literal: str | int | float | bool) -> bool:
    known = _BOOLEANS.get(_text(literal).lower())
    if known is None:
        raise ParseError(
            f"{value.label} is true or false, which cannot be compared with "
            f"{literal!r}."
        )
    return known


def _span(value: Value, literal: str | int | float | bool) -> tuple[str, str]:
    """Return the start and the end of the day or of the second that is named."""
    start = _moment(value, literal)
    whole_day = isinstance(literal, str) and is_day(literal)
    length = timedelta(days=1) if whole_day else timedelta(seconds=1)
    return dates.stored(start), dates.stored(start + length)


def _moment(value: Value, literal: str | int | float | bool) -> datetime:
    moment = _as_moment(literal) if isinstance(literal, str) else None
    if moment is None:
        raise ParseError(
            f"{value.label} is a date, which cannot be compared with {literal!r}: "
            "write it as in 2024-05-01 or 2024-05-01T08:30:00."
        )
    return moment


def _as_moment(literal: str) -> datetime | None:
    try:
        moment = parse_date(literal)
    except ValueError:
        return None
    # The last day has no end that could be written.
    return None if moment.year == datetime.max.year else moment.replace(microsecond=0)
