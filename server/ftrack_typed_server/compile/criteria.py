"""Criteria into conditions."""

from __future__ import annotations

from ftrack_typed.language import (
    And,
    Comparison,
    Criterion,
    Membership,
    Not,
    Or,
    Quantified,
    Segment,
    Statement,
)
from ftrack_typed_server.attributes import Related
from ftrack_typed_server.compile.combining import all_of, any_of
from ftrack_typed_server.compile.comparisons import among, compare, not_among
from ftrack_typed_server.compile.scope import Condition, Scope, walk
from ftrack_typed_server.compile.value import Value, alike
from ftrack_typed_server.compile.values import value_of
from ftrack_typed_server.errors import ParseError


def compile_criterion(scope: Scope, criterion: Criterion) -> Condition:
    """Return *criterion* about the rows of *scope* in SQL.

    Raises:
        ParseError: it names what does not exist, or compares what cannot be.
    """
    match criterion:
        case And(operands=operands):
            return all_of([compile_criterion(scope, item) for item in operands])
        case Or(operands=operands):
            return any_of([compile_criterion(scope, item) for item in operands])
        case Not(operand=operand):
            return ~compile_criterion(scope, operand)
        case Comparison():
            return walk(
                scope,
                criterion.path,
                lambda inner, segment: compare(
                    inner.site.text,
                    value_of(inner, segment),
                    criterion.operator,
                    criterion.value,
                ),
            )
        case Membership():
            return _membership(scope, criterion)
        case Quantified():
            return _quantified(scope, criterion)
        case _:
            raise ParseError(f"{type(criterion).__name__} is no criterion.")


def _membership(scope: Scope, criterion: Membership) -> Condition:
    choices = criterion.choices

    def leaf(inner: Scope, segment: Segment) -> Condition:
        value = value_of(inner, segment)
        if isinstance(choices, Statement):
            found = _among_rows(inner, value, choices)
            return ~found if criterion.negated else found
        if criterion.negated:
            return not_among(inner.site.text, value, choices)
        return among(inner.site.text, value, choices)

    return walk(scope, criterion.path, leaf)


def _among_rows(scope: Scope, value: Value, statement: Statement) -> Condition:
    # Statements consist of criteria, and criteria of statements.
    from ftrack_typed_server.compile.statements import compile_choices

    choices = compile_choices(scope.site, statement)
    own, chosen = alike(scope.site.text, value, choices.value)
    return own.in_(choices.select(chosen))


def _quantified(scope: Scope, criterion: Quantified) -> Condition:
    inner = criterion.criterion

    def leaf(found: Scope, segment: Segment) -> Condition:
        attribute = found.attribute(segment, relation=True)
        if not isinstance(attribute, Related):
            raise ParseError(
                f"{found.entity.name}.{segment.name} is no relation, so "
                f"{criterion.quantifier!r} cannot be asked of it."
            )
        return found.some(
            segment,
            lambda rows: None if inner is None else compile_criterion(rows, inner),
        )

    return walk(scope, criterion.path, leaf)
