"""Custom attributes in queries: one of a mapping's entries, or of all links."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..language.nodes import (
    And,
    Comparison,
    Criterion,
    Operator,
    Path,
    Quantified,
    Segment,
)
from .comparing import Comparable, Selection
from .custom_attributes import CustomMapped
from .custom_links import CustomLink, KnownLinks
from .expressions import (
    Segments,
    compared,
    conjunction,
    dotted,
    literal,
    membership,
)

if TYPE_CHECKING:
    from .attributes import Attribute
    from .entity import Entity
    from .registry import Registry

C = TypeVar("C")
E = TypeVar("E", bound="Entity")

_KEY = Path.of("key")
_VALUE = Path.of("value")
_TO = Path.of("to_id")
_CONFIGURATION_KEY = Path.of("configuration.key")


class CustomExpression(Comparable[C]):
    """A custom attribute of the queried type, or of a type that a path leads to.

    ``Shot.custom_attributes.fstart > 1001`` is ``custom_attributes any (key is "fstart"
    and value > 1001)``. Where a value is a list of options, a comparison is with one of
    them. Selected, it fetches all custom attributes; there is no order by it.

    Args:
        segments: the path to the mapping.
        key: the custom attribute's key.
    """

    __slots__ = ("_key", "_segments")

    def __init__(self, segments: Segments, key: str) -> None:
        self._segments = segments
        self._key = key

    def __repr__(self) -> str:
        return f"<CustomExpression {dotted(self._segments)}[{self._key!r}]>"

    @property
    def __path__(self) -> Path:
        """The path to the mapping as a node of the query language."""
        return Path(self._segments)

    def _compare(self, operator: Operator, other: object) -> Criterion:
        return self._entry(compared(_VALUE, operator, other))

    def _membership(
        self, values: Iterable[object] | Selection, *, negated: bool
    ) -> Criterion:
        return self._entry(membership(_VALUE, values, negated=negated))

    def _entry(self, criterion: Criterion) -> Criterion:
        key = Comparison(_KEY, Operator.IS, self._key)
        return Quantified(Path(self._segments), "any", And((key, criterion)))


class LinkExpression(Generic[E]):
    """Links of one configuration, of the queried type or of one that a path leads to.

    Args:
        segments: the path to all links.
        link: which of them.
    """

    __slots__ = ("_link", "_segments")

    def __init__(self, segments: Segments, link: CustomLink[E]) -> None:
        self._segments = segments
        self._link = link

    def __repr__(self) -> str:
        return f"<LinkExpression {dotted(self._segments)}[{self._link.key!r}]>"

    def __hash__(self) -> int:
        return object.__hash__(self)

    def any(self, *criteria: Criterion | str) -> Criterion:
        """Match rows with a link to an entity that satisfies all *criteria*."""
        wanted = conjunction(criteria)
        if wanted is None:
            return self._links()
        end = Segment(self._link.end, cast=self._link.cast or None)
        return self._links(Quantified(Path((end,)), "has", wanted))

    # As for attributes, object's own signature is overridden on purpose.
    def __eq__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        other: E,
    ) -> Criterion:
        return self._links(Comparison(_TO, Operator.IS, literal(other, self._segments)))

    def in_(self, values: Iterable[E] | Selection) -> Criterion:
        """Match rows with a link to one of *values*, or to what a query gives."""
        return self._links(membership(_TO, values, negated=False))

    def _links(self, *criteria: Criterion) -> Criterion:
        key = Comparison(_CONFIGURATION_KEY, Operator.IS, self._link.key)
        return Quantified(
            Path(self._segments), "any", And((key, *criteria)) if criteria else key
        )


def custom_expression(
    attribute: Attribute, name: str, segments: Segments, registry: Registry
) -> CustomExpression[Any] | LinkExpression[Any] | None:
    """Return what *name* is behind *attribute*, none if the package does not know it.

    Args:
        attribute: a relation.
        name: the name of a custom attribute or link.
        segments: the path to it.
        registry: the classes of the package.
    """
    if isinstance(attribute, CustomMapped):
        found = attribute.map_class(registry).known(name)
        return None if found is None else CustomExpression(segments, found.key)
    if isinstance(attribute, KnownLinks):
        link = attribute.link(registry, name)
        return None if link is None else LinkExpression(segments, link)
    return None
