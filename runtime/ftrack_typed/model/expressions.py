"""What an attribute is on its class: an expression to compare, or a path to go on.

``Task.bid > 3`` and ``Task.project.full_name == "My Project"`` build nodes of the query
language. A relation is typed as the class that it leads to; at run time it is a
:class:`RelationPath`, which answers the target's attributes with longer paths.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from ..language.nodes import (
    And,
    Comparison,
    Criterion,
    LiteralValue,
    Membership,
    Operator,
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
)
from .columns import Column
from .comparing import Comparable, Selection

if TYPE_CHECKING:
    from .attributes import Attribute
    from .entity import Entity
    from .registry import Registry

T = TypeVar("T")

Segments: TypeAlias = "tuple[Segment, ...]"


class Expression(Column[T], Comparable[T]):
    """A scalar of the queried type, or of a type that a path leads to."""

    __slots__ = ("_attribute",)

    def __init__(
        self, segments: Segments, attribute: Attribute, root: str = ""
    ) -> None:
        super().__init__(segments, root)
        self._attribute = attribute

    def __repr__(self) -> str:
        return f"<Expression {dotted(self._segments)}>"

    def asc(self) -> Ordering:
        """Order by this, smallest first."""
        return Ordering(Path(self._segments))

    def desc(self) -> Ordering:
        """Order by this, largest first."""
        return Ordering(Path(self._segments), descending=True)

    def _compare(self, operator: Operator, other: object) -> Criterion:
        return compared(Path(self._segments), operator, other)

    def _membership(
        self, values: Iterable[object] | Selection, *, negated: bool
    ) -> Criterion:
        return membership(Path(self._segments), values, negated=negated)


class RelationPath:
    """A path that leads to an entity or to several; attributes of these go on with it.

    Type checkers see the target class instead, whose metaclass declares what a path
    can do besides (``any``, ``has``, ``as_``, ``in_``, ``==``).
    """

    __slots__ = ("_attribute", "_registry", "_root", "_segments", "_target")

    def __init__(
        self,
        segments: Segments,
        attribute: Attribute,
        registry: Registry,
        target: str = "",
        root: str = "",
    ) -> None:
        self._root = root
        self._segments = segments
        self._attribute = attribute
        self._registry = registry
        self._target = target or attribute.relation

    def __repr__(self) -> str:
        return f"<RelationPath {dotted(self._segments)} -> {self._target}>"

    def __hash__(self) -> int:
        return object.__hash__(self)

    @property
    def __path__(self) -> Path:
        """The path as a node of the query language."""
        return Path(self._segments)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            # Python's own protocols, such as copying, ask before anything is set.
            raise AttributeError(name)
        target = self._registry[self._target]
        attribute = target.__attributes__.get(name)
        if attribute is None and self._attribute.to_many:
            from .custom_expressions import custom_expression

            found = custom_expression(
                self._attribute, name, self._segments, self._registry
            )
            if found is not None:
                return found
        if attribute is None:
            raise AttributeError(
                f"{target.__entity_type__} has no attribute {name!r} "
                f"(in the path {dotted(self._segments)}.{name}). Cast the path with "
                "as_(Subtype) to reach what only a subtype has."
            )
        return expression_of(attribute, self._segments, self._registry, self._root)

    def any(self, *criteria: Criterion | str) -> Criterion:
        """Match rows for which some element satisfies all *criteria*."""
        return Quantified(Path(self._segments), "any", conjunction(criteria))

    def has(self, *criteria: Criterion | str) -> Criterion:
        """Match rows whose referred entity is there and satisfies all *criteria*."""
        return Quantified(Path(self._segments), "has", conjunction(criteria))

    def as_(self, subtype: type[Entity]) -> RelationPath:
        """Go on as *subtype*: its attributes, for elements of that type alone."""
        name = subtype.__entity_type__
        last = Segment(self._segments[-1].name, cast=name)
        return RelationPath(
            (*self._segments[:-1], last),
            self._attribute,
            self._registry,
            name,
            self._root,
        )

    def in_(self, values: Iterable[Entity] | Selection) -> Criterion:
        """Match rows that refer to one of *values*, or to what a query gives."""
        return membership(self._key_path(), values, negated=False)

    def not_in(self, values: Iterable[Entity] | Selection) -> Criterion:
        """Match rows that refer to something, and to none of *values*."""
        return membership(self._key_path(), values, negated=True)

    def __eq__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        other: Entity | None,
    ) -> Criterion:
        return self._compare(Operator.IS, other)

    def __ne__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        other: Entity | None,
    ) -> Criterion:
        return self._compare(Operator.IS_NOT, other)

    def _compare(self, operator: Operator, other: Entity | None) -> Criterion:
        path = self._key_path()
        return Comparison(path, operator, literal(other, path.segments))

    def _key_path(self) -> Path:
        # Comparing a reference means comparing its key. The server documents scalars
        # alone as operands, so the key is spelled out.
        if self._attribute.to_many:
            raise TypeError(
                f"{dotted(self._segments)} leads to several entities: use any(...) "
                "with a criterion on one of them."
            )
        if self._attribute.key:
            return Path((*self._segments[:-1], Segment(self._attribute.key)))
        return Path((*self._segments, Segment("id")))


def expression_of(
    attribute: Attribute, before: Segments, registry: Registry, root: str = ""
) -> Expression[Any] | RelationPath:
    """Return what *attribute* is at the end of the path *before*.

    Args:
        attribute: an attribute of the type that the path leads to.
        before: the path, empty for an attribute of the queried type itself.
        registry: the entity classes.
        root: the queried type, where it matters.
    """
    segments = (*before, Segment(attribute.wire))
    if attribute.relation:
        return RelationPath(segments, attribute, registry, root=root)
    return Expression(segments, attribute, root)


def compared(path: Path, operator: Operator, other: object) -> Comparison:
    """Return the comparison of *path* with a value.

    Raises:
        TypeError: none is put in an order.
    """
    if other is None and operator not in (Operator.IS, Operator.IS_NOT):
        raise TypeError(
            f"{dotted(path.segments)} is compared with None by == and != alone."
        )
    return Comparison(path, operator, literal(other, path.segments))


def dotted(segments: Segments) -> str:
    """Return the path for a message, casts in brackets."""
    return ".".join(
        f"{segment.name}[{segment.cast}]" if segment.cast else segment.name
        for segment in segments
    )


def conjunction(criteria: Iterable[Criterion | str]) -> Criterion | None:
    """Return one criterion that says all of *criteria*; raw text is parsed.

    Raises:
        TypeError: an element is neither; a comparison of values of different types,
            which Python answered with a bool, is the usual cause.
        QuerySyntaxError: a text is no criterion.
    """
    operands = tuple(criterion_of(criterion) for criterion in criteria)
    if not operands:
        return None
    return operands[0] if len(operands) == 1 else And(operands)


def criterion_of(criterion: object) -> Criterion:
    """Return *criterion* as a node (see :func:`conjunction`)."""
    if isinstance(criterion, Criterion):
        return criterion
    if isinstance(criterion, str):
        from ..language import parse_criterion

        return parse_criterion(criterion)
    raise TypeError(
        f"A criterion is needed, not {criterion!r}. It is built by comparing an "
        "attribute of an entity class with a value of its type, as in Task.bid > 3."
    )


def membership(
    path: Path, values: Iterable[object] | Selection, *, negated: bool
) -> Membership:
    """Return ``path in (values)``; a query without a projection gives its keys."""
    statement = getattr(values, "statement", None)
    if isinstance(statement, Statement):
        return Membership(path, subquery(statement), negated)
    # An entity and bytes are iterable, too, though never over what was meant.
    single = isinstance(values, (str, bytes)) or hasattr(values, "__entity_type__")
    if single or not isinstance(values, Iterable):
        raise TypeError(
            f"{dotted(path.segments)} can be in several values or in a query, not in "
            f"{values!r}: write a list of one, or compare with ==."
        )
    choices = tuple(literal(value, path.segments) for value in values)
    return Membership(path, choices, negated)


def subquery(statement: Statement) -> Statement:
    """Return *statement* as one that projects a single attribute, its key by default.

    Raises:
        ValueError: it projects more than one.
    """
    if len(statement.projections) > 1:
        raise ValueError(
            f"A query inside in_ selects one attribute; this one on "
            f"{statement.entity_type} selects {len(statement.projections)}."
        )
    if statement.projections:
        return statement
    return statement.replace(projections=(Path.of("id"),))


def literal(value: object, segments: Segments) -> LiteralValue:
    """Return *value* as the query language writes it.

    Dates become ISO text in UTC, at whole seconds (the server compares no finer); an
    entity becomes its key.

    Raises:
        TypeError: a query cannot hold such a value.
        ValueError: an entity's key has several parts.
    """
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(timezone.utc)
        return value.replace(tzinfo=None).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    key: tuple[str, ...] | None = getattr(value, "__key__", None)
    if key is not None:
        if len(key) == 1:
            return key[0]
        raise ValueError(
            f"{dotted(segments)} cannot be compared with {value!r}, whose key has "
            "several parts: compare each part with any(...) or has(...)."
        )
    raise TypeError(
        f"{dotted(segments)} cannot be compared with {value!r} "
        f"({type(value).__name__}): a query holds text, numbers, booleans, dates, "
        "None and entities."
    )
