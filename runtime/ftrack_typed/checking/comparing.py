"""Checking the values that attributes are compared with."""

from __future__ import annotations

import attrs

from ftrack_typed.checking.paths import End
from ftrack_typed.checking.report import Report
from ftrack_typed.checking.site_names import SiteNames
from ftrack_typed.checking.values import impossible, mismatch
from ftrack_typed.language import Comparison, LiteralValue, Membership, Operator
from ftrack_typed.language.lexer import Token


@attrs.frozen
class Comparing:
    """Checks values; what is wrong with them goes to the report."""

    report: Report
    names: SiteNames

    def comparison(self, end: End, comparison: Comparison, *, reached: bool) -> None:
        """Check the value that an attribute is compared with.

        Args:
            end: the attribute.
            comparison: what is asked of it.
            reached: whether the attribute is of rows at the end of a relation.
        """
        token = self.report.places.value(comparison.path)
        self._check(end, comparison.operator, comparison.value, token, reached)

    def membership(self, end: End, membership: Membership, *, reached: bool) -> None:
        """Check the values among which an attribute's is looked for."""
        choices = membership.choices
        assert isinstance(choices, tuple)
        tokens = self.report.places.choices(membership.path, len(choices))
        for value, token in zip(choices, tokens, strict=True):
            self._check(end, Operator.IS, value, token, reached)

    def _check(
        self,
        end: End,
        operator: Operator,
        value: LiteralValue,
        token: Token,
        reached: bool,
    ) -> None:
        if self.report.is_open(token):
            return
        problem = mismatch(end.found, operator, value)
        if problem is not None:
            message = f"{end.label} {problem}."
            self.report.add("value", token, message, end.entity_type)
        elif impossible(end.found, operator, value):
            values = end.found.item.enum
            problem = f'{end.label} is never "{value}", but one of {", ".join(values)}'
            self.report.add_unknown("choice", token, problem, values, end.entity_type)
        elif reached and isinstance(value, str):
            self._named(end, operator, value, token)

    def _named(self, end: End, operator: Operator, value: str, token: Token) -> None:
        names = self.names.of(end.entity_type, end.found.item.name)
        if not names or operator not in (Operator.IS, Operator.IS_NOT):
            return
        if value.casefold() not in {name.casefold() for name in names}:
            problem = f'The site has no {end.label} "{value}"'
            self.report.add_unknown("choice", token, problem, names, end.entity_type)
