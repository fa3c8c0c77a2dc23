"""A reference evaluator of the query language over plain objects.

Truth has three values, as in SQL: true, false and none for what is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from ftrack_typed.language import (
    Aggregate,
    And,
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Not,
    Or,
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
)
from support.query_values import (
    Truth,
    compare,
    kind_of,
    sorting_value,
    values_equal,
)
from support.query_world import Entity, World

_Leaf: TypeAlias = Callable[[str, "Entity | None", Segment], Truth]


def evaluate(world: World, statement: Statement) -> list[Entity]:
    """Return the rows that *statement* finds, in order."""
    type_name = statement.entity_type
    found = [
        row
        for row in world.rows(type_name)
        if statement.criterion is None
        or holds(world, type_name, row, statement.criterion) is True
    ]
    found = ordered(world, type_name, found, statement.order_by)
    start = statement.offset or 0
    end = None if statement.limit is None else start + statement.limit
    return found[start:end]


def ordered(
    world: World, type_name: str, rows: Iterable[Entity], keys: Iterable[Ordering]
) -> list[Entity]:
    """Return *rows* sorted by *keys*, then by their primary key."""
    parts = world.document.entities[type_name].primary_key
    result = sorted(rows, key=lambda row: [str(row.values[part]) for part in parts])
    # Sorting keeps the order of equals, also when it is reversed.
    for key in reversed(list(keys)):
        result.sort(
            key=lambda row: _least(world, type_name, row, key.path),
            reverse=key.descending,
        )
    return result


def _least(world: World, type_name: str, row: Entity, path: Path) -> tuple[bool, Any]:
    values = [
        value
        for value in values_at(world, type_name, row, path.segments)
        if value is not None
    ]
    kind = kind_of(world, end_of(world, type_name, path), path.segments[-1].name)
    keys = [sorting_value(kind, value) for value in values]
    # Nothing stands before everything.
    return (True, min(keys)) if keys else (False, ())


def values_at(
    world: World, type_name: str, row: Entity | None, segments: tuple[Segment, ...]
) -> list[object]:
    """Return the values at the end of a path, of which relations to many make many."""
    first, *rest = segments
    if not rest:
        return [leaf_value(world, type_name, row, first)]
    target, _, found = world.follow(row, type_name, first)
    return [
        value
        for other in found
        for value in values_at(world, target, other, tuple(rest))
    ]


def end_of(world: World, type_name: str, path: Path) -> str:
    """Return the type that the last name of a path is an attribute of."""
    for segment in path.segments[:-1]:
        type_name, _, _ = world.follow(None, type_name, segment)
    return type_name


def leaf_value(
    world: World, type_name: str, row: Entity | None, segment: Segment
) -> object:
    """Return an attribute's value; a reference stands for its key."""
    owner, item = world.attribute(type_name, segment.name)
    if not item.is_reference:
        return world.scalar(row, segment.name)
    if segment.cast is not None:
        _, _, found = world.follow(row, type_name, segment)
        return found[0].values["id"] if found else None
    return world.reference_key(row, owner, segment.name)


def holds(
    world: World, type_name: str, row: Entity | None, criterion: Criterion
) -> Truth:
    """Return whether a row of a type satisfies *criterion*."""
    match criterion:
        case And(operands=operands):
            return _all(holds(world, type_name, row, item) for item in operands)
        case Or(operands=operands):
            return _any(holds(world, type_name, row, item) for item in operands)
        case Not(operand=operand):
            return _not(holds(world, type_name, row, operand))
        case Comparison(path=path, operator=operator, value=literal):

            def compared(name: str, end: Entity | None, last: Segment) -> Truth:
                value = leaf_value(world, name, end, last)
                return compare(
                    kind_of(world, name, last.name), value, operator, literal
                )

            return _at_end(world, type_name, row, path.segments, compared)
        case Membership(path=path, choices=choices, negated=negated):
            members = (
                _chosen(world, choices) if isinstance(choices, Statement) else choices
            )
            between = isinstance(choices, Statement)

            def contained(name: str, end: Entity | None, last: Segment) -> Truth:
                value = leaf_value(world, name, end, last)
                kind = kind_of(world, name, last.name)
                found = _any(
                    values_equal(kind, value, member)
                    if between
                    else _is_literal(kind, value, member)
                    for member in members
                )
                return _not(found) if negated else found

            return _at_end(world, type_name, row, path.segments, contained)
        case Quantified(path=path, criterion=inner):

            def exists(name: str, end: Entity | None, last: Segment) -> Truth:
                target, _, found = world.follow(end, name, last)
                return any(
                    inner is None or holds(world, target, other, inner) is True
                    for other in found
                )

            return _at_end(world, type_name, row, path.segments, exists)
        case _:
            raise AssertionError(criterion)


def _is_literal(kind: str, value: object, member: object) -> Truth:
    from ftrack_typed.language import Operator

    assert member is None or isinstance(member, (str, int, float, bool))
    literal: LiteralValue = member
    return compare(kind, value, Operator.IS, literal)


def _at_end(
    world: World,
    type_name: str,
    row: Entity | None,
    segments: tuple[Segment, ...],
    leaf: _Leaf,
) -> Truth:
    """Follow a path; a relation to many asks for some row that satisfies the rest."""
    first, *rest = segments
    if not rest:
        return leaf(type_name, row, first)
    target, many, found = world.follow(row, type_name, first)
    following = tuple(rest)
    if many:
        return any(
            _at_end(world, target, other, following, leaf) is True for other in found
        )
    return _at_end(world, target, found[0] if found else None, following, leaf)


def _chosen(world: World, statement: Statement) -> list[object]:
    (projection,) = statement.projections
    assert not isinstance(projection, Aggregate)
    return [
        value
        for row in evaluate(world, statement)
        for value in values_at(world, statement.entity_type, row, projection.segments)
        # Nothing equals what is not there, so it is no choice.
        if value is not None
    ]


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _all(truths: Iterable[Truth]) -> Truth:
    known = list(truths)
    if any(truth is False for truth in known):
        return False
    return None if any(truth is None for truth in known) else True


def _any(truths: Iterable[Truth]) -> Truth:
    known = list(truths)
    if any(truth is True for truth in known):
        return True
    return None if any(truth is None for truth in known) else False
