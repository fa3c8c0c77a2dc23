"""Writing queries as text.

Whatever a statement holds, its text parses to an equal statement or is refused: names
must be identifiers and values are escaped, so neither can become query syntax.
"""

from __future__ import annotations

from ftrack_typed.language.literals import render_literal
from ftrack_typed.language.nodes import (
    MAX_NESTING,
    Aggregate,
    And,
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Not,
    Operator,
    Or,
    Path,
    Quantified,
    Segment,
    Statement,
)

_PATTERN_OPERATORS = {Operator.LIKE, Operator.NOT_LIKE}


def render(statement: Statement) -> str:
    """Return the text of *statement*.

    Raises:
        ValueError: a name is not an identifier, a value cannot be written, a number of
            rows is negative, a sub-query has no projections, or the nesting is deeper
            than ``MAX_NESTING``.
        TypeError: a value is of a type that queries cannot hold.
    """
    return _render_statement(statement, 0)


def render_criterion(criterion: Criterion) -> str:
    """Return the text of *criterion*, without ``where``.

    Raises:
        ValueError: as `render`.
        TypeError: as `render`.
    """
    return _render_criterion(criterion, 0)


def render_path(path: Path) -> str:
    """Return the text of *path*, ``parent[Shot].name``.

    Raises:
        ValueError: the name of an attribute or of a cast's type is not an identifier.
    """
    return ".".join(_render_segment(segment) for segment in path.segments)


def _render_segment(segment: Segment) -> str:
    name = _identifier(segment.name, "attribute")
    if segment.cast is None:
        return name
    return f"{name}[{_identifier(segment.cast, 'entity type')}]"


def _render_statement(statement: Statement, depth: int) -> str:
    parts: list[str] = []
    if statement.projections:
        parts.append(f"select {_join(statement.projections)} from")
    elif statement.entity_type.lower() == "select":
        raise ValueError(
            f"The entity type {statement.entity_type!r} can be queried with "
            "projections only: without them the name begins a select."
        )
    parts.append(_identifier(statement.entity_type, "entity type"))
    if statement.criterion is not None:
        parts.append(f"where {_render_criterion(statement.criterion, depth)}")
    if statement.group_by:
        parts.append(f"group by {_join(statement.group_by)}")
    if statement.order_by:
        keys = (
            f"{render_path(key.path)} desc" if key.descending else render_path(key.path)
            for key in statement.order_by
        )
        parts.append(f"order by {', '.join(keys)}")
    if statement.offset is not None:
        parts.append(f"offset {_row_count(statement.offset, 'offset')}")
    if statement.limit is not None:
        parts.append(f"limit {_row_count(statement.limit, 'limit')}")
    return " ".join(parts)


def _join(projections: tuple[Path | Aggregate, ...]) -> str:
    return ", ".join(
        f"{projection.function}({render_path(projection.path)})"
        if isinstance(projection, Aggregate)
        else render_path(projection)
        for projection in projections
    )


def _row_count(count: int, clause: str) -> str:
    if count < 0:
        raise ValueError(f"The {clause} of a query cannot be negative: {count}.")
    return f"{count:d}"


def _render_criterion(criterion: Criterion, depth: int) -> str:
    if isinstance(criterion, Comparison):
        return _render_comparison(criterion)
    if isinstance(criterion, Membership):
        return _render_membership(criterion, depth)
    if isinstance(criterion, Quantified):
        return _render_quantified(criterion, depth)
    if isinstance(criterion, And):
        return " and ".join(
            _grouped(operand, depth)
            if isinstance(operand, Or)
            else _render_criterion(operand, depth)
            for operand in criterion.operands
        )
    if isinstance(criterion, Or):
        return " or ".join(
            _render_criterion(operand, depth) for operand in criterion.operands
        )
    if isinstance(criterion, Not):
        inner = _deeper(depth)
        if isinstance(criterion.operand, (And, Or)):
            return f"not {_grouped(criterion.operand, inner)}"
        return f"not {_render_criterion(criterion.operand, inner)}"
    raise TypeError(
        f"A {type(criterion).__name__} is not a criterion of the query language."
    )


def _render_comparison(comparison: Comparison) -> str:
    operator = comparison.operator
    pattern = operator in _PATTERN_OPERATORS
    value = _value(comparison.value, comparison.path, pattern=pattern)
    return f"{render_path(comparison.path)} {operator.value} {value}"


def _render_membership(membership: Membership, depth: int) -> str:
    path = render_path(membership.path)
    operator = "not_in" if membership.negated else "in"
    if not isinstance(membership.choices, Statement):
        values = (_value(value, membership.path) for value in membership.choices)
        return f"{path} {operator} ({', '.join(values)})"
    sub_query = membership.choices
    if not sub_query.projections:
        raise ValueError(
            f"The sub-query of {path} must say which attribute of "
            f"{sub_query.entity_type} it compares with: give it a projection."
        )
    return f"{path} {operator} ({_render_statement(sub_query, _deeper(depth))})"


def _render_quantified(quantified: Quantified, depth: int) -> str:
    body = "()"
    if quantified.criterion is not None:
        body = _grouped(quantified.criterion, depth)
    return f"{render_path(quantified.path)} {quantified.quantifier} {body}"


def _grouped(criterion: Criterion, depth: int) -> str:
    return f"({_render_criterion(criterion, _deeper(depth))})"


def _deeper(depth: int) -> int:
    if depth == MAX_NESTING:
        raise ValueError(
            f"The criterion is nested deeper than {MAX_NESTING} levels: join the "
            "operands of one kind into one And or Or."
        )
    return depth + 1


def _value(value: LiteralValue, path: Path, *, pattern: bool = False) -> str:
    try:
        return render_literal(value, pattern=pattern)
    except ValueError as error:
        raise ValueError(f"{_compared_with(path)}: {error}") from error
    except TypeError as error:
        raise TypeError(f"{_compared_with(path)}: {error}") from error


def _compared_with(path: Path) -> str:
    return f'The value compared with "{render_path(path)}"'


def _identifier(name: str, kind: str) -> str:
    if not (name.isascii() and name.isidentifier()):
        raise ValueError(
            f"{name!r} cannot be the name of an {kind} in a query: a name is made of "
            "ASCII letters, digits and underscores and begins with no digit."
        )
    return name
