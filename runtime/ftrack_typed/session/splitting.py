"""A query for any number of values, as several that a server takes.

``in`` of thousands of values is split; the results together are those of the whole
query, in its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..language.nodes import (
    Aggregate,
    And,
    Criterion,
    LiteralValue,
    Membership,
    Path,
    Statement,
)

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from ..model.registry import Registry

E = TypeVar("E", bound="Entity")
T = TypeVar("T")

CHUNK = 500
"""Values of one ``in`` that are sent with one query."""


def split(registry: Registry, statement: Statement) -> tuple[Statement, ...]:
    """Return queries whose results together are those of *statement*.

    It is split by the largest ``in`` of more than :data:`CHUNK` values that every row
    has to satisfy; without one, or with one inside of ``or`` and ``not``, it is
    returned as it is.
    """
    found = _longest(statement.criterion)
    if found is None:
        return (statement,)
    values = tuple(_distinct(found))
    limit = statement.limit
    if limit is not None:
        limit += statement.offset or 0
    return tuple(
        statement.replace(
            criterion=_replaced(
                statement.criterion, found, values[start : start + CHUNK]
            ),
            projections=_with_sort_keys(registry, statement),
            offset=None,
            limit=limit,
        )
        for start in range(0, len(values), CHUNK)
    )


def merged(
    registry: Registry, statement: Statement, parts: Iterable[Sequence[E]]
) -> list[E]:
    """Return what is in *parts* in the order, and within the limits, of *statement*."""
    root = registry[statement.entity_type]
    sort_keys = [python_names(root, each.path) for each in statement.order_by]
    rows = [
        (entity.__key__, [value_at(entity, names) for names in sort_keys], entity)
        for part in parts
        for entity in part
    ]
    return in_order(statement, rows)


def in_order(
    statement: Statement,
    rows: Iterable[tuple[tuple[str, ...], Sequence[object], T]],
) -> list[T]:
    """Return *rows* in the order, and within the limits, of *statement*.

    Args:
        statement: the query.
        rows: the key of each row, its values of what the query sorts by, and itself.
    """
    # A row that satisfies "in" by several items of its own is in several parts.
    found = list({row[0]: row for row in rows}.values())
    # The least significant key first, as each sort keeps the order of equals.
    found.sort(key=lambda row: row[0])
    for number, ordering in reversed(list(enumerate(statement.order_by))):

        def sort_key(row: tuple[Any, Sequence[object], T], at: int = number) -> Any:
            return _comparable(row[1][at])

        found.sort(key=sort_key, reverse=ordering.descending)
    return [row for _, _, row in within_limits(found, statement)]


def parts_are_disjoint(statement: Statement) -> bool:
    """Say whether no row is in the results of two of the parts of *statement*.

    So it is when each row has one value of what it is split by.
    """
    found = _longest(statement.criterion)
    return found is None or len(found.path.segments) == 1


def within_limits(rows: Sequence[T], statement: Statement) -> Sequence[T]:
    """Return those of all *rows* that the offset and limit of *statement* leave."""
    start = statement.offset or 0
    stop = None if statement.limit is None else start + statement.limit
    return rows[start:stop]


def _longest(criterion: Criterion | None) -> Membership | None:
    operands = criterion.operands if isinstance(criterion, And) else (criterion,)
    longest: Membership | None = None
    length = CHUNK
    for operand in operands:
        if (
            isinstance(operand, Membership)
            and not operand.negated
            and isinstance(operand.choices, tuple)
            and len(operand.choices) > length
        ):
            longest, length = operand, len(operand.choices)
    return longest


def _distinct(membership: Membership) -> Iterable[LiteralValue]:
    choices = cast("tuple[LiteralValue, ...]", membership.choices)
    # Texts are compared without regard to case, so these would match the same rows.
    return {
        choice.casefold() if isinstance(choice, str) else choice: choice
        for choice in choices
    }.values()


def _replaced(
    criterion: Criterion | None, found: Membership, values: tuple[LiteralValue, ...]
) -> Criterion:
    part = found.replace(choices=values)
    if not isinstance(criterion, And):
        return part
    return And(
        tuple(part if operand is found else operand for operand in criterion.operands)
    )


def _with_sort_keys(
    registry: Registry, statement: Statement
) -> tuple[Path | Aggregate, ...]:
    cls = registry[statement.entity_type]
    projections = statement.projections or tuple(
        Path.of(name) for name in cls.__default_projections__
    )
    keys = (ordering.path for ordering in statement.order_by)
    return (*projections, *(path for path in keys if path not in projections))


def python_names(root: type[Entity], path: Path) -> tuple[str, ...]:
    """Return the Python names along *path*, from entities of *root* to a value.

    Raises:
        ValueError: it leads over a collection, or to what there is not.
    """
    attributes = attributes_on(root, path)
    several = [each.wire for each in attributes if each.to_many]
    if several:
        raise _no_single(root, path, several[0])
    return tuple(each.name for each in attributes)


def attributes_on(root: type[Entity], path: Path) -> list[Attribute]:
    """Return the attributes on *path*, which starts from entities of *root*.

    Raises:
        ValueError: it leads to what there is not.
    """
    found: list[Attribute] = []
    cls = root
    for segment in path.segments:
        attribute = cls.__by_wire__.get(segment.name)
        if attribute is None:
            raise _no_single(root, path, segment.name)
        found.append(attribute)
        if attribute.relation:
            cls = root.__registry__[segment.cast or attribute.relation]
    return found


def _no_single(root: type[Entity], path: Path, name: str) -> ValueError:
    dotted = ".".join(step.name for step in path.segments)
    return ValueError(
        f"{root.__entity_type__} has no single {dotted} ({name!r} is none, or "
        "several): sort or index by an attribute of its own or of what it refers to."
    )


def value_at(entity: Entity, names: Sequence[str]) -> object:
    """Return the value that *names* lead to, none if there is none on the way."""
    value: object = entity
    for name in names:
        if value is None:
            return None
        value = getattr(value, name, None)
    return value


def _comparable(value: object) -> tuple[bool, Any]:
    """Return what sorts as on the server: null first, texts without regard to case."""
    if isinstance(value, str):
        return True, value.casefold()
    if isinstance(value, datetime):
        return True, value.timestamp()
    return value is not None, value
