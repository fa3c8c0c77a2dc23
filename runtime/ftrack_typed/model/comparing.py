"""Comparing in queries: what an attribute of a class and a value make of each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Generic, Protocol, TypeAlias, TypeVar

from ..language.nodes import Criterion, Operator, Path, Statement

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Selection(Protocol):
    """What :meth:`Expression.in_` takes besides values: a query."""

    @property
    def statement(self) -> Statement:
        """The query as a value."""
        ...


class Valued(Generic[T_co]):
    """What a query can compare, for what takes values of any narrower type, too."""

    __slots__ = ()

    @property
    def __path__(self) -> Path:
        """The path as a node of the query language."""
        raise NotImplementedError

    def _compare(self, operator: Operator, other: object) -> Criterion:
        raise NotImplementedError

    def _membership(
        self, values: Iterable[object] | Selection, *, negated: bool
    ) -> Criterion:
        raise NotImplementedError


class Comparable(Valued[T]):
    """What can be compared with values of a type, which gives criteria.

    ``None`` is compared with ``==`` and ``!=`` alone.
    """

    __slots__ = ()

    def __hash__(self) -> int:
        return object.__hash__(self)

    # A comparison builds a criterion, as in every query language embedded in Python;
    # object's own signature, which promises a bool, is overridden on purpose.
    def __eq__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        other: T | None,
    ) -> Criterion:
        return self._compare(Operator.IS, other)

    def __ne__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        other: T | None,
    ) -> Criterion:
        return self._compare(Operator.IS_NOT, other)

    def __lt__(self, other: T) -> Criterion:
        return self._compare(Operator.LESS, other)

    def __le__(self, other: T) -> Criterion:
        return self._compare(Operator.LESS_OR_EQUAL, other)

    def __gt__(self, other: T) -> Criterion:
        return self._compare(Operator.GREATER, other)

    def __ge__(self, other: T) -> Criterion:
        return self._compare(Operator.GREATER_OR_EQUAL, other)

    def in_(self, values: Iterable[T] | Selection) -> Criterion:
        """Match any of *values*, or what a query that projects one attribute gives."""
        return self._membership(values, negated=False)

    def not_in(self, values: Iterable[T] | Selection) -> Criterion:
        """Match none of *values*; null matches neither this nor :meth:`in_`."""
        return self._membership(values, negated=True)

    def like(self: LikeExpression, pattern: str) -> Criterion:
        r"""Match *pattern*, ignoring case: ``%`` any run, ``_`` any one character.

        Precede either with a backslash, or use
        :func:`ftrack_typed.language.escape_like`, to mean the character itself.
        """
        return self._compare(Operator.LIKE, pattern)

    def not_like(self: LikeExpression, pattern: str) -> Criterion:
        """Match what is there and does not match *pattern* (see :meth:`like`)."""
        return self._compare(Operator.NOT_LIKE, pattern)


LikeExpression: TypeAlias = "Valued[str | None] | Valued[datetime | None]"
