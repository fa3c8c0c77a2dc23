"""Expressions of subscriptions and targets, and what they match.

What to match is a mapping as JSON has it: an event, or a subscriber's metadata. A
field with points leads into inner mappings; a field that is not there matches nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

import attrs

TOPIC = "topic"
"""The field that says what an event is about."""

_WILDCARD = "*"
_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}

OPERATORS = tuple(_COMPARISONS)
"""How a field can be compared, the longer ones first where one begins another."""


def content_of(value: object) -> Mapping[str, object]:
    """Return the content of a JSON object; anything else has none."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


@attrs.frozen
class Condition:
    """A comparison of a field with text.

    ``=`` with a ``*`` at the end compares the beginning, as ftrack does; a ``*`` alone
    matches whatever is there. Values other than text equal no text.

    Attributes:
        field: the field, with points between names.
        operator: one of ``OPERATORS``.
        value: the text.
    """

    field: str
    operator: str
    value: str

    def matches(self, candidate: Mapping[str, object]) -> bool:
        """Return whether *candidate* matches."""
        *path, last = self.field.split(".")
        content = candidate
        for name in path:
            content = content_of(content.get(name))
        return last in content and self._compares(content[last])

    def outcomes(self, topic: str) -> frozenset[bool]:
        """Return what events with *topic* may give."""
        if self.field == TOPIC:
            return frozenset([self._compares(topic)])
        return frozenset([True, False])

    def _compares(self, found: object) -> bool:
        if self.operator == "=" and self.value.endswith(_WILDCARD):
            beginning = self.value.removesuffix(_WILDCARD)
            if not beginning:
                return True
            return isinstance(found, str) and found.startswith(beginning)
        if isinstance(found, str):
            return _COMPARISONS[self.operator](found, self.value)
        return self.operator == "!="


@attrs.frozen
class Not:
    """What does not match another expression."""

    inner: Expression

    def matches(self, candidate: Mapping[str, object]) -> bool:
        """Return whether *candidate* matches."""
        return not self.inner.matches(candidate)

    def outcomes(self, topic: str) -> frozenset[bool]:
        """Return what events with *topic* may give."""
        return frozenset(not outcome for outcome in self.inner.outcomes(topic))


@attrs.frozen
class All:
    """What matches each of several expressions."""

    parts: tuple[Expression, ...]

    def matches(self, candidate: Mapping[str, object]) -> bool:
        """Return whether *candidate* matches."""
        return all(part.matches(candidate) for part in self.parts)

    def outcomes(self, topic: str) -> frozenset[bool]:
        """Return what events with *topic* may give."""
        return _combined(self.parts, topic, decisive=False)


@attrs.frozen
class Any:
    """What matches one of several expressions, or more."""

    parts: tuple[Expression, ...]

    def matches(self, candidate: Mapping[str, object]) -> bool:
        """Return whether *candidate* matches."""
        return any(part.matches(candidate) for part in self.parts)

    def outcomes(self, topic: str) -> frozenset[bool]:
        """Return what events with *topic* may give."""
        return _combined(self.parts, topic, decisive=True)


Expression: TypeAlias = Condition | Not | All | Any
"""What a subscription or a target asks for."""


def _combined(
    parts: tuple[Expression, ...], topic: str, *, decisive: bool
) -> frozenset[bool]:
    """Return the outcomes of parts of which one with *decisive* decides."""
    found = [part.outcomes(topic) for part in parts]
    outcomes: set[bool] = set()
    if any(decisive in each for each in found):
        outcomes.add(decisive)
    if all((not decisive) in each for each in found):
        outcomes.add(not decisive)
    return frozenset(outcomes)
