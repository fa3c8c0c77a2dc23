"""A custom attribute in a query: one of its mapping's entries, and its value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from ..language.nodes import And, Comparison, Criterion, Operator, Path, Quantified
from .custom_attributes import CustomMapped
from .expressions import Comparable, Segments, Selection, compared, dotted, membership

if TYPE_CHECKING:
    from .attributes import Attribute
    from .registry import Registry

C = TypeVar("C")

_KEY = Path.of("key")
_VALUE = Path.of("value")


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


def custom_expression(
    attribute: Attribute, name: str, segments: Segments, registry: Registry
) -> CustomExpression[Any] | None:
    """Return what *name* is behind a mapping, none if the package does not know it.

    Args:
        attribute: the mapping.
        name: the name of a custom attribute.
        segments: the path to the mapping.
        registry: the classes of the package.
    """
    if not isinstance(attribute, CustomMapped):
        return None
    found = attribute.map_class(registry).known(name)
    return None if found is None else CustomExpression(segments, found.key)
