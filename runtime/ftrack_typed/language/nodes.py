"""The query language as frozen values: what a query says, without its spelling.

A statement is built by the typed model's expressions or by the parser, and turned
into text by the renderer; ``parse(render(statement)) == statement`` holds for every
statement that can be built.

Criteria combine with ``&``, ``|`` and ``~``. A node that was parsed remembers where in
the text it stood (``position``), for error messages; positions never take part in
comparison.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Literal, TypeAlias

import attrs

LiteralValue: TypeAlias = "str | int | float | bool | None"
"""What a query can compare with. Dates are written as ISO text, references as keys."""

MAX_NESTING = 100
"""How deep negations, groups, quantifiers and sub-queries may stand in one another."""


def _position() -> int | None:
    field: int | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)
    return field


class Node:
    """What all nodes share: equal are those of one class whose parts are equal."""

    # Written once: what attrs compiles for each class takes more than half of the time
    # that importing this module does.
    __slots__ = ()

    def __repr__(self) -> str:
        shown = (f"{name}={value!r}" for name, value in self._parts())
        return f"{type(self).__name__}({', '.join(shown)})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node) or other.__class__ is not self.__class__:
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.__class__, self._parts()))

    def _parts(self) -> tuple[tuple[str, object], ...]:
        """Return what makes the node what it is; where it stood is no part of it."""
        fields: tuple[attrs.Attribute[object], ...] = vars(type(self))[
            "__attrs_attrs__"
        ]
        return tuple(
            (field.name, getattr(self, field.name)) for field in fields if field.repr
        )


@attrs.frozen(repr=False, eq=False)
class Segment(Node):
    """One step of a path: an attribute, optionally cast to a subtype of its target."""

    name: str
    cast: str | None = None


@attrs.frozen(repr=False, eq=False)
class Path(Node):
    """A dotted path from the queried type, ``status.state.name``.

    Attributes:
        segments: at least one step.
        position: offset of the first character in the parsed text.
    """

    segments: tuple[Segment, ...] = attrs.field(validator=attrs.validators.min_len(1))
    position: int | None = _position()

    @classmethod
    def of(cls, dotted: str) -> Path:
        """Return the path named by *dotted*, without casts."""
        return cls(tuple(Segment(name) for name in dotted.split(".")))


class Operator(Enum):
    """A comparison, by its canonical spelling; synonyms are merged by the parser."""

    IS = "is"
    IS_NOT = "is_not"
    GREATER = ">"
    LESS = "<"
    GREATER_OR_EQUAL = ">="
    LESS_OR_EQUAL = "<="
    LIKE = "like"
    NOT_LIKE = "not_like"


class Criterion(Node):
    """Something a row satisfies or not; combine with ``&``, ``|`` and ``~``."""

    __slots__ = ()

    def __and__(self, other: Criterion) -> And:
        return And((self, other))

    def __or__(self, other: Criterion) -> Or:
        return Or((self, other))

    def __invert__(self) -> Not:
        return Not(self)

    def __bool__(self) -> bool:
        """Refuse: ``a and b`` would silently drop ``a``.

        Raises:
            TypeError: always.
        """
        raise TypeError(
            "A criterion has no truth value: combine criteria with &, | and ~ "
            "instead of 'and', 'or' and 'not', and write a <= x and x <= b as two."
        )


@attrs.frozen(repr=False, eq=False)
class Comparison(Criterion):
    """``path operator value``."""

    path: Path
    operator: Operator
    value: LiteralValue
    position: int | None = _position()


@attrs.frozen(repr=False, eq=False)
class Membership(Criterion):
    """``path in (...)`` or ``path not_in (...)``, of literals or of a sub-query."""

    path: Path
    choices: tuple[LiteralValue, ...] | Statement
    negated: bool = False
    position: int | None = _position()


@attrs.frozen(repr=False, eq=False)
class Quantified(Criterion):
    """``path any (criterion)`` or ``path has (criterion)``; ``any ()`` is non-empty."""

    path: Path
    quantifier: Literal["any", "has"]
    criterion: Criterion | None = None
    position: int | None = _position()


# "a and b and c" is one node of three operands however it was put together, so that
# equal texts are equal nodes.
def _conjunction(operands: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return _flatten(And, operands)


def _disjunction(operands: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return _flatten(Or, operands)


@attrs.frozen(repr=False, eq=False)
class And(Criterion):
    """All of at least two operands hold; nested conjunctions are flattened."""

    operands: tuple[Criterion, ...] = attrs.field(
        converter=_conjunction,
        validator=attrs.validators.min_len(2),
    )


@attrs.frozen(repr=False, eq=False)
class Or(Criterion):
    """At least one of at least two operands holds; nested ones are flattened."""

    operands: tuple[Criterion, ...] = attrs.field(
        converter=_disjunction,
        validator=attrs.validators.min_len(2),
    )


@attrs.frozen(repr=False, eq=False)
class Not(Criterion):
    """The operand does not hold (three-valued: null stays out)."""

    operand: Criterion


@attrs.frozen(repr=False, eq=False)
class Aggregate(Node):
    """``count(id)``, ``sum(bid)``: one value for each group."""

    function: Literal["count", "sum", "avg", "min", "max"]
    path: Path


@attrs.frozen(repr=False, eq=False)
class Ordering(Node):
    """One key of ``order by``."""

    path: Path
    descending: bool = False


@attrs.frozen(repr=False, eq=False)
class Statement(Node):
    """A whole query.

    Attributes:
        entity_type: the queried type's wire name.
        projections: what to fetch; none means the type's default projections.
        criterion: which rows; none means all.
        group_by: the keys that aggregates are computed for.
        order_by: sort keys, most significant first; ties are broken by primary key.
        offset: how many rows to skip.
        limit: how many rows at the most.
        position: offset of the type's name in the parsed text.
    """

    entity_type: str
    projections: tuple[Path | Aggregate, ...] = ()
    criterion: Criterion | None = None
    group_by: tuple[Path, ...] = ()
    order_by: tuple[Ordering, ...] = ()
    offset: int | None = None
    limit: int | None = None
    position: int | None = _position()


def _flatten(
    kind: type[And] | type[Or], operands: Iterable[Criterion]
) -> tuple[Criterion, ...]:
    flat: list[Criterion] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    return tuple(flat)
