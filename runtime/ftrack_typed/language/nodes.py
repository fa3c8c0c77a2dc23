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
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from ..frozen import Frozen, set_part

if TYPE_CHECKING:
    from typing_extensions import Self

LiteralValue: TypeAlias = "str | int | float | bool | None"
"""What a query can compare with. Dates are written as ISO text, references as keys."""

MAX_NESTING = 100
"""How deep negations, groups, quantifiers and sub-queries may stand in one another."""


class Node(Frozen):
    """What all nodes share.

    Attributes:
        position: offset in the parsed text, where the node was parsed from one that
            says more than where it begins; no part of what makes nodes equal.
    """

    __slots__ = ("position",)

    position: int | None

    def __init__(self, *, position: int | None = None) -> None:
        set_part(self, "position", position)

    def replace(self, **parts: Any) -> Self:
        """Return the same node with other *parts*, standing where this one stood."""
        made = super().replace(**parts)
        set_part(made, "position", self.position)
        return made


class Segment(Node):
    """One step of a path: an attribute, optionally cast to a subtype of its target."""

    __slots__ = ("cast", "name")
    __match_args__: ClassVar[tuple[str, ...]] = ("name", "cast")

    name: str
    cast: str | None

    def __init__(self, name: str, cast: str | None = None) -> None:
        super().__init__()
        set_part(self, "name", name)
        set_part(self, "cast", cast)


class Path(Node):
    """A dotted path from the queried type, ``status.state.name``.

    Attributes:
        segments: at least one step.
        position: offset of the first character in the parsed text.
    """

    __slots__ = ("segments",)
    __match_args__: ClassVar[tuple[str, ...]] = ("segments",)

    segments: tuple[Segment, ...]

    def __init__(
        self, segments: tuple[Segment, ...], *, position: int | None = None
    ) -> None:
        if not segments:
            raise ValueError("A path has at least one step.")
        super().__init__(position=position)
        set_part(self, "segments", segments)

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


class Comparison(Criterion):
    """``path operator value``."""

    __slots__ = ("operator", "path", "value")
    __match_args__: ClassVar[tuple[str, ...]] = ("path", "operator", "value")

    path: Path
    operator: Operator
    value: LiteralValue

    def __init__(
        self,
        path: Path,
        operator: Operator,
        value: LiteralValue,
        *,
        position: int | None = None,
    ) -> None:
        super().__init__(position=position)
        set_part(self, "path", path)
        set_part(self, "operator", operator)
        set_part(self, "value", value)


class Membership(Criterion):
    """``path in (...)`` or ``path not_in (...)``, of literals or of a sub-query."""

    __slots__ = ("choices", "negated", "path")
    __match_args__: ClassVar[tuple[str, ...]] = ("path", "choices", "negated")

    path: Path
    choices: tuple[LiteralValue, ...] | Statement
    negated: bool

    def __init__(
        self,
        path: Path,
        choices: tuple[LiteralValue, ...] | Statement,
        negated: bool = False,
        *,
        position: int | None = None,
    ) -> None:
        super().__init__(position=position)
        set_part(self, "path", path)
        set_part(self, "choices", choices)
        set_part(self, "negated", negated)


class Quantified(Criterion):
    """``path any (criterion)`` or ``path has (criterion)``; ``any ()`` is non-empty."""

    __slots__ = ("criterion", "path", "quantifier")
    __match_args__: ClassVar[tuple[str, ...]] = ("path", "quantifier", "criterion")

    path: Path
    quantifier: Literal["any", "has"]
    criterion: Criterion | None

    def __init__(
        self,
        path: Path,
        quantifier: Literal["any", "has"],
        criterion: Criterion | None = None,
        *,
        position: int | None = None,
    ) -> None:
        super().__init__(position=position)
        set_part(self, "path", path)
        set_part(self, "quantifier", quantifier)
        set_part(self, "criterion", criterion)


class And(Criterion):
    """All of at least two operands hold; nested conjunctions are flattened."""

    __slots__ = ("operands",)
    __match_args__: ClassVar[tuple[str, ...]] = ("operands",)

    operands: tuple[Criterion, ...]

    def __init__(self, operands: Iterable[Criterion]) -> None:
        super().__init__()
        set_part(self, "operands", _flatten(And, operands))


class Or(Criterion):
    """At least one of at least two operands holds; nested ones are flattened."""

    __slots__ = ("operands",)
    __match_args__: ClassVar[tuple[str, ...]] = ("operands",)

    operands: tuple[Criterion, ...]

    def __init__(self, operands: Iterable[Criterion]) -> None:
        super().__init__()
        set_part(self, "operands", _flatten(Or, operands))


class Not(Criterion):
    """The operand does not hold (three-valued: null stays out)."""

    __slots__ = ("operand",)
    __match_args__: ClassVar[tuple[str, ...]] = ("operand",)

    operand: Criterion

    def __init__(self, operand: Criterion) -> None:
        super().__init__()
        set_part(self, "operand", operand)


class Aggregate(Node):
    """``count(id)``, ``sum(bid)``: one value for each group."""

    __slots__ = ("function", "path")
    __match_args__: ClassVar[tuple[str, ...]] = ("function", "path")

    function: Literal["count", "sum", "avg", "min", "max"]
    path: Path

    def __init__(
        self, function: Literal["count", "sum", "avg", "min", "max"], path: Path
    ) -> None:
        super().__init__()
        set_part(self, "function", function)
        set_part(self, "path", path)


class Ordering(Node):
    """One key of ``order by``."""

    __slots__ = ("descending", "path")
    __match_args__: ClassVar[tuple[str, ...]] = ("path", "descending")

    path: Path
    descending: bool

    def __init__(self, path: Path, descending: bool = False) -> None:
        super().__init__()
        set_part(self, "path", path)
        set_part(self, "descending", descending)


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

    __slots__ = (
        "criterion",
        "entity_type",
        "group_by",
        "limit",
        "offset",
        "order_by",
        "projections",
    )
    __match_args__: ClassVar[tuple[str, ...]] = (
        *("entity_type", "projections", "criterion", "group_by", "order_by"),
        *("offset", "limit"),
    )

    entity_type: str
    projections: tuple[Path | Aggregate, ...]
    criterion: Criterion | None
    group_by: tuple[Path, ...]
    order_by: tuple[Ordering, ...]
    offset: int | None
    limit: int | None

    def __init__(
        self,
        entity_type: str,
        projections: tuple[Path | Aggregate, ...] = (),
        criterion: Criterion | None = None,
        group_by: tuple[Path, ...] = (),
        order_by: tuple[Ordering, ...] = (),
        offset: int | None = None,
        limit: int | None = None,
        *,
        position: int | None = None,
    ) -> None:
        super().__init__(position=position)
        set_part(self, "entity_type", entity_type)
        set_part(self, "projections", projections)
        set_part(self, "criterion", criterion)
        set_part(self, "group_by", group_by)
        set_part(self, "order_by", order_by)
        set_part(self, "offset", offset)
        set_part(self, "limit", limit)


def _flatten(
    kind: type[And] | type[Or], operands: Iterable[Criterion]
) -> tuple[Criterion, ...]:
    flat: list[Criterion] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, kind) else (operand,))
    if len(flat) < 2:
        raise ValueError(f"{kind.__name__} combines two criteria at least.")
    return tuple(flat)
