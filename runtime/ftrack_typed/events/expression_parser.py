"""Reading expressions of subscriptions and targets.

``or`` binds loosest, then ``and``, then ``not``; there are parentheses. The three words
are keywords in either case, but where a field or a value stands they are names.
"""

from __future__ import annotations

import re
from typing import TypeAlias

import attrs

from ftrack_typed.events.expressions import (
    OPERATORS,
    All,
    Any,
    Condition,
    Expression,
    Not,
)

_DEEPEST = 50
_BLANK = re.compile(r"\s*")
_FIELD = re.compile(r"[A-Za-z0-9_.]+")
_OPERATOR = re.compile("|".join(OPERATORS))
_VALUE = re.compile(
    r"""
      " (?P<double> (?: [^"\\\r\n] | "" | \\. )* ) "
    | ' (?P<single> (?: [^'\\\r\n] | '' | \\. )* ) '
    | (?P<word> [A-Za-z0-9\-_,./*@+]+ )
    """,
    re.VERBOSE,
)
_AND, _OR, _NOT = (
    re.compile(rf"{word}(?![A-Za-z0-9_.])", re.IGNORECASE)
    for word in ("and", "or", "not")
)

_Combination: TypeAlias = "type[All] | type[Any]"


class ExpressionError(ValueError):
    """An expression that is not understood; the message says where."""


def parse_expression(text: str) -> Expression:
    """Return what *text* asks for.

    Quotes are taken away and nothing within them is changed.

    Raises:
        ExpressionError: it is not understood.
    """
    return _Parser(text).parse()


@attrs.define
class _Parser:
    text: str
    place: int = 0
    depth: int = 0

    def parse(self) -> Expression:
        expression = self._any()
        self._skip_blanks()
        if self.place < len(self.text):
            raise self._error("'and', 'or' or the end")
        return expression

    def _any(self) -> Expression:
        return self._list(Any, _OR)

    def _list(
        self, combination: _Combination, conjunction: re.Pattern[str]
    ) -> Expression:
        parts = [self._part(combination)]
        while self._accept(conjunction):
            parts.append(self._part(combination))
        return parts[0] if len(parts) == 1 else combination(tuple(parts))

    def _part(self, combination: _Combination) -> Expression:
        return self._list(All, _AND) if combination is Any else self._negation()

    def _negation(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ExpressionError(
                f"An expression is nested at most {_DEEPEST} levels deep."
            )
        try:
            start = self.place
            if self._accept(_NOT):
                if not self._at_operator():
                    return Not(self._negation())
                # Compared with something: a field of that name.
                self.place = start
            return self._primary()
        finally:
            self.depth -= 1

    def _primary(self) -> Expression:
        self._skip_blanks()
        if self.text.startswith("(", self.place):
            self.place += 1
            inner = self._any()
            self._skip_blanks()
            if not self.text.startswith(")", self.place):
                raise self._error("')'")
            self.place += 1
            return inner
        field = self._take(_FIELD, "a field")[0]
        comparison = self._take(_OPERATOR, f"one of {' '.join(OPERATORS)}")[0]
        match = self._take(_VALUE, "a value")
        assert match.lastgroup is not None
        return Condition(field, comparison, match[match.lastgroup])

    def _at_operator(self) -> bool:
        self._skip_blanks()
        return _OPERATOR.match(self.text, self.place) is not None

    def _accept(self, pattern: re.Pattern[str]) -> bool:
        self._skip_blanks()
        match = pattern.match(self.text, self.place)
        if match is not None:
            self.place = match.end()
        return match is not None

    def _take(self, pattern: re.Pattern[str], wanted: str) -> re.Match[str]:
        self._skip_blanks()
        match = pattern.match(self.text, self.place)
        if match is None:
            raise self._error(wanted)
        self.place = match.end()
        return match

    def _skip_blanks(self) -> None:
        match = _BLANK.match(self.text, self.place)
        assert match is not None
        self.place = match.end()

    def _error(self, wanted: str) -> ExpressionError:
        found = repr(self.text[self.place : self.place + 20])
        if self.place >= len(self.text):
            found = "the end"
        return ExpressionError(
            f"Expected {wanted} at position {self.place}, not {found}."
        )
