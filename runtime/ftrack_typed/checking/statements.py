"""Checking whole queries and their clauses, each path once."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ftrack_typed.checking.attributes import Attributes
from ftrack_typed.checking.comparing import Comparing
from ftrack_typed.checking.paths import End, Paths
from ftrack_typed.checking.report import Report
from ftrack_typed.checking.values import comparable, value_type
from ftrack_typed.language import (
    Aggregate,
    And,
    Comparison,
    Criterion,
    Membership,
    Not,
    Or,
    Ordering,
    Path,
    Quantified,
    Statement,
)

_NUMBERS_ONLY = ("avg", "sum")
_ADDED_UP = ("number", "boolean", "variable")


@attrs.frozen
class Statements:
    """Checks what was parsed; what is wrong with it goes to the report."""

    attributes: Attributes
    report: Report
    paths: Paths
    comparing: Comparing

    def statement(self, statement: Statement) -> bool:
        """Check a query whose text names its type; return whether that is there."""
        if not self._is_type(statement):
            return False
        self.clauses(statement)
        return True

    def clauses(self, statement: Statement) -> None:
        """Check all clauses of a query for a type that is there."""
        entity_type = statement.entity_type
        if statement.group_by or any(
            isinstance(item, Aggregate) for item in statement.projections
        ):
            self._aggregates(statement)
        else:
            paths = [item for item in statement.projections if isinstance(item, Path)]
            self.projections(entity_type, paths)
        if statement.criterion is not None:
            self.criterion(entity_type, statement.criterion)
        self.orderings(entity_type, statement.order_by)

    def projections(self, entity_type: str, paths: Iterable[Path]) -> None:
        """Check what is selected."""
        for path in paths:
            self.paths.project(entity_type, path)

    def orderings(self, entity_type: str, orderings: Iterable[Ordering]) -> None:
        """Check what is sorted by."""
        for key in orderings:
            self._value(entity_type, key.path)

    def criterion(
        self, entity_type: str, criterion: Criterion, *, reached: bool = False
    ) -> None:
        """Check what rows are asked to satisfy.

        Args:
            entity_type: the rows' type.
            criterion: what is asked.
            reached: whether the rows are at the end of a relation.
        """
        match criterion:
            case And(operands=operands) | Or(operands=operands):
                for operand in operands:
                    self.criterion(entity_type, operand, reached=reached)
            case Not(operand=operand):
                self.criterion(entity_type, operand, reached=reached)
            case Comparison(path=path):
                end = self._value(entity_type, path)
                if end is not None:
                    through = reached or len(path.segments) > 1
                    self.comparing.comparison(end, criterion, reached=through)
            case Membership(path=path, choices=Statement() as choices):
                self._among_rows(entity_type, path, choices)
            case Membership(path=path):
                end = self._value(entity_type, path)
                if end is not None:
                    through = reached or len(path.segments) > 1
                    self.comparing.membership(end, criterion, reached=through)
            case Quantified():
                self._quantified(entity_type, criterion)
            case _:
                raise TypeError(f"{type(criterion).__name__} is no criterion.")

    def _is_type(self, statement: Statement) -> bool:
        assert statement.position is not None
        token = self.report.places.at(statement.position)
        name = self.report.name(token)
        known = self.attributes.entities
        if name not in known:
            problem = f'There is no entity type "{name}"'
            self.report.add_unknown("entity-type", token, problem, known, None)
        return name in known

    def _value(self, entity_type: str, path: Path) -> End | None:
        """Return what *path* ends at, if that is something to compare or sort by."""
        end = self.paths.follow(entity_type, path)
        if end is None or not end.found.many:
            return end
        problem = (
            f"{end.label} is a collection, which has no value: ask with "
            f"'{end.found.item.name} any (...)'."
        )
        self.report.add("relation", end.step.name, problem, end.entity_type)
        return None

    def _quantified(self, entity_type: str, criterion: Quantified) -> None:
        end = self.paths.follow(entity_type, criterion.path, relation=True)
        if end is None:
            return
        if end.target is None:
            problem = (
                f"{end.label} is no relation, so '{criterion.quantifier}' cannot be "
                "asked of it."
            )
            self.report.add("relation", end.step.name, problem, end.entity_type)
        elif criterion.criterion is not None:
            self.criterion(end.target, criterion.criterion, reached=True)

    def _among_rows(self, entity_type: str, path: Path, choices: Statement) -> None:
        own = self._value(entity_type, path)
        if not self._is_type(choices):
            return
        chosen = self._chosen(choices)
        if choices.criterion is not None:
            self.criterion(choices.entity_type, choices.criterion)
        self.orderings(choices.entity_type, choices.order_by)
        if own is None or chosen is None:
            return
        if not comparable(value_type(own.found), value_type(chosen.found)):
            problem = (
                f"{own.label} and {chosen.label} are of different types, which cannot "
                "be compared."
            )
            self.report.add("value", chosen.step.name, problem, chosen.entity_type)

    def _chosen(self, choices: Statement) -> End | None:
        """Return what a sub-query selects, if it is one value."""
        first = choices.projections[0]
        path = first.path if isinstance(first, Aggregate) else first
        if len(choices.projections) == 1 and isinstance(first, Path):
            return self._value(choices.entity_type, path)
        token = self.report.places.steps(path)[0].name
        problem = "A sub-query selects exactly one attribute."
        self.report.add("relation", token, problem, choices.entity_type)
        return None

    def _aggregates(self, statement: Statement) -> None:
        entity_type = statement.entity_type
        if not self.attributes.entities[entity_type].supports_group_by:
            first = (*statement.projections, *statement.group_by)[0]
            path = first.path if isinstance(first, Aggregate) else first
            token = self.report.places.steps(path)[0].name
            problem = f"{entity_type} cannot be aggregated."
            self.report.add("relation", token, problem, entity_type)
            return
        keys = {_dotted(path) for path in statement.group_by}
        for item in statement.projections:
            if isinstance(item, Aggregate):
                self._aggregate(entity_type, item)
            elif (name := _dotted(item)) not in keys:
                token = self.report.places.steps(item)[0].name
                problem = f"{name} is neither an aggregate nor grouped by."
                self.report.add("relation", token, problem, entity_type)
        for key in statement.group_by:
            self._value(entity_type, key)

    def _aggregate(self, entity_type: str, item: Aggregate) -> None:
        end = self._value(entity_type, item.path)
        if end is None or item.function not in _NUMBERS_ONLY:
            return
        if end.target is not None or value_type(end.found) not in _ADDED_UP:
            problem = f"{end.label} is no number, so it has no {item.function}."
            self.report.add("value", end.step.name, problem, end.entity_type)


def _dotted(path: Path) -> str:
    return ".".join(segment.name for segment in path.segments)
