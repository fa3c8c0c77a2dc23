"""Visiting the paths of a query."""

from __future__ import annotations

from collections.abc import Iterator

from ftrack_typed.language.nodes import (
    Aggregate,
    And,
    Comparison,
    Criterion,
    Membership,
    Not,
    Or,
    Path,
    Quantified,
    Segment,
    Statement,
)


def walk(statement: Statement) -> Iterator[tuple[str, Path]]:
    """Yield each path of *statement* and the entity type that it starts from.

    Paths come in the order projections, criterion, grouping, ordering. A path in an
    ``any (...)`` or ``has (...)`` is continued from the relation before it, so
    ``timelogs any (user.username is "x")`` yields ``timelogs`` and
    ``timelogs.user.username``; its ``position`` is where the inner part stands. A
    path in a sub-query starts from the type of the sub-query.
    """
    entity_type = statement.entity_type
    for projection in statement.projections:
        path = projection.path if isinstance(projection, Aggregate) else projection
        yield entity_type, path
    if statement.criterion is not None:
        yield from _walk_criterion(statement.criterion, entity_type, ())
    for path in statement.group_by:
        yield entity_type, path
    for key in statement.order_by:
        yield entity_type, key.path


def _walk_criterion(
    criterion: Criterion, entity_type: str, scope: tuple[Segment, ...]
) -> Iterator[tuple[str, Path]]:
    if isinstance(criterion, (And, Or)):
        for operand in criterion.operands:
            yield from _walk_criterion(operand, entity_type, scope)
    elif isinstance(criterion, Not):
        yield from _walk_criterion(criterion.operand, entity_type, scope)
    elif isinstance(criterion, (Comparison, Membership, Quantified)):
        segments = scope + criterion.path.segments
        yield entity_type, Path(segments, position=criterion.path.position)
        if isinstance(criterion, Quantified) and criterion.criterion is not None:
            yield from _walk_criterion(criterion.criterion, entity_type, segments)
        elif isinstance(criterion, Membership) and isinstance(
            criterion.choices, Statement
        ):
            yield from walk(criterion.choices)
