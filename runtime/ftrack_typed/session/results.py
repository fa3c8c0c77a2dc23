"""What queries of entities and of rows share: criteria, order, limits, pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar, overload

from ..errors import MultipleResultsError, NoResultError
from ..frozen import set_part
from ..language.nodes import And, Criterion, Ordering, Path, Statement
from ..language.render import render
from ..model.columns import Column
from ..model.comparing import Comparable
from ..model.entity import Entity
from ..model.expressions import Expression, RelationPath, conjunction
from .cohort import Cohort
from .paging import PAGE_SIZE, Asked, Page, Run, within

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..model.custom_attributes import CustomAttributeMap
    from ..model.custom_expressions import CustomExpression
    from .workspace import Workspace

R = TypeVar("R")

Projection: TypeAlias = "Column[Any] | CustomExpression[Any] | type[Entity] | type[CustomAttributeMap] | str"  # noqa: E501
"""An attribute or relation of the queried type, or text: ``"name, parent.name"``."""


class Results(Generic[R]):
    """What a query finds, in an order; :class:`Query` and :class:`Rows` say of what.

    Every method that refines returns a new one; nothing is sent before a result is
    asked for. ``str()`` of it is its text.

    Attributes:
        workspace: what fetches, the machinery of a session.
        statement: what is asked for.
        page_size: rows fetched by one request, 500 by default.
        oldest: how many seconds ago the server may have answered, if it need not be
            asked now.
    """

    __slots__ = ("oldest", "page_size", "statement", "workspace")
    _parts_of: ClassVar[tuple[str, ...]] = __slots__
    """What its constructor takes."""

    workspace: Workspace
    statement: Statement
    page_size: int
    oldest: float | None

    def __init__(
        self,
        workspace: Workspace,
        statement: Statement,
        page_size: int = PAGE_SIZE,
        oldest: float | None = None,
    ) -> None:
        set_part(self, "workspace", workspace)
        set_part(self, "statement", statement)
        set_part(self, "page_size", page_size)
        set_part(self, "oldest", oldest)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"A query's {name} cannot be changed: its methods return other queries."
        )

    def where(self, *criteria: Criterion | str) -> Self:
        """Keep what satisfies all *criteria*; raw text is one criterion.

        Raises:
            QuerySyntaxError: a text cannot be understood.
            TypeError: a criterion is none.
        """
        added = conjunction(criteria)
        known = self.statement.criterion
        if added is None:
            return self
        return self._with(criterion=added if known is None else And((known, added)))

    def order_by(self, *keys: Column[Any] | Ordering | str) -> Self:
        """Sort by *keys*, after the keys already given; ties are in key order.

        A text names an attribute, with ``desc`` after it to turn the order around.
        """
        added = tuple(
            ordering for key in keys for ordering in _orderings(self.statement, key)
        )
        return self._with(order_by=self.statement.order_by + added)

    def limit(self, count: int) -> Self:
        """Fetch *count* results at the most."""
        return self._with(limit=_count("limit", count))

    def offset(self, count: int) -> Self:
        """Leave out the first *count* results."""
        return self._with(offset=_count("offset", count))

    def paged(self, size: int) -> Self:
        """Fetch *size* results with one request instead of 500."""
        if size < 1:
            raise ValueError(f"A page has at least one row, not {size}.")
        return self._but(page_size=size)

    def max_age(self, seconds: float) -> Self:
        """Take an answer that is not older than *seconds* from the session's cache.

        It has to be an answer to the same text; what the session itself has committed
        since then is heeded. Without a cache, or when it has no such answer, the server
        is asked, and its answer kept.

        Raises:
            ValueError: *seconds* is not greater than zero.
        """
        if not seconds > 0:
            raise ValueError(f"max_age takes more than zero seconds, not {seconds!r}.")
        return self._but(oldest=seconds)

    def all(self) -> list[R]:
        """Return all results, fetched page by page."""
        return list(self)

    def first(self) -> R | None:
        """Return the first result, or none."""
        for found in self._first(1):
            return found
        return None

    def one(self) -> R:
        """Return the only result.

        Raises:
            NoResultError: there is none.
            MultipleResultsError: there are several.
        """
        found = self.one_or_none()
        if found is None:
            raise NoResultError(str(self))
        return found

    def one_or_none(self) -> R | None:
        """Return the only result, or none.

        Raises:
            MultipleResultsError: there are several.
        """
        found = self._first(2)
        if len(found) > 1:
            raise MultipleResultsError(str(self))
        return found[0] if found else None

    def count(self) -> int:
        """Return how many results there are, without fetching them."""
        from .aggregates import count
        from .splitting import parts_are_disjoint, within_limits

        parts = self._parts()
        if len(parts) == 1:
            return count(self.workspace, self.statement)
        if not parts_are_disjoint(self.statement):
            return len(self._merged(parts))
        whole = self._with(offset=None, limit=None)._parts()
        number = sum(count(self.workspace, part) for part in whole)
        return len(within_limits(range(number), self.statement))

    def exists(self) -> bool:
        """Return whether there is any result, without fetching one."""
        from .aggregates import exists

        return any(exists(self.workspace, part) for part in self._parts())

    def __iter__(self) -> Iterator[R]:
        parts = self._parts()
        if len(parts) > 1:
            yield from self._merged(parts)
            return
        run = Run(self.statement, self.page_size, max_age=self.oldest)
        while not run.done:
            yield from run.take(self._fetch(run.ahead()))

    @overload
    def __getitem__(self, index: int) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> list[R]: ...
    def __getitem__(self, index: int | slice) -> R | list[R]:
        """Fetch one result or a run of them, and nothing else.

        Raises:
            IndexError: there are fewer results, or the index counts from the end,
                which would need all of them: use ``all()``.
        """
        if isinstance(index, slice):
            start = index.start or 0
            if index.step not in (None, 1) or start < 0 or (index.stop or 0) < 0:
                raise IndexError(f"A query has no slice {index}; use all().")
            if index.stop is None:
                return self._part(start, None).all()
            return self._part(start, max(index.stop - start, 0)).all()
        if index < 0:
            raise IndexError("A query cannot count from its end; use all().")
        for found in self._first(1, start=index):
            return found
        raise IndexError(f"There are not more than {index} results for {self}.")

    def __str__(self) -> str:
        return render(self.statement)

    def _but(self, **parts: Any) -> Self:
        """Return a query that differs in *parts*."""
        known = {name: getattr(self, name) for name in self._parts_of}
        return type(self)(**(known | parts))

    def _with(self, **changes: Any) -> Self:
        return self._but(statement=self.statement.replace(**changes))

    def _part(self, start: int, count: int | None) -> Self:
        """Return the part of the result from *start* on, *count* rows at the most."""
        return self._but(statement=within(self.statement, start, count))

    def _first(self, count: int, *, start: int = 0) -> list[R]:
        """Fetch *count* results at the most, which one page holds."""
        part = self._part(start, count)
        if part.statement.limit == 0:
            return []
        parts = part._parts()
        if len(parts) > 1:
            return part._merged(parts)
        asked = Asked(part.statement, Cohort(part.statement), self.oldest)
        return self._fetch([asked])[0][0]

    def _parts(self) -> tuple[Statement, ...]:
        if self.statement.criterion is None:
            return (self.statement,)
        from .splitting import split

        return split(self.workspace.registry, self.statement)

    def _fetch(self, asked: Sequence[Asked]) -> Sequence[Page[R]]:
        """Send several queries with one request; return a page for each."""
        raise NotImplementedError

    def _merged(self, parts: tuple[Statement, ...]) -> list[R]:
        """Return the results of *parts* as those of the whole query."""
        raise NotImplementedError


def paths(projections: tuple[Projection, ...]) -> tuple[Path, ...]:
    """Return what *projections* name.

    Raises:
        TypeError: one is no attribute.
        QuerySyntaxError: a text cannot be understood.
    """
    found: list[Path] = []
    for projection in projections:
        # A relation is a class to the checker, and a path at run time.
        given: object = projection
        if isinstance(given, str):
            from ..language.parser import parse_projections

            found.extend(parse_projections(given))
        elif isinstance(given, (Comparable, RelationPath)):
            found.append(given.__path__)
        else:
            raise TypeError(f"An attribute such as Task.name is needed, not {given!r}.")
    return tuple(found)


def _orderings(
    statement: Statement, key: Column[Any] | Ordering | str
) -> tuple[Ordering, ...]:
    if isinstance(key, Ordering):
        return (key,)
    if isinstance(key, str):
        from ..language.parser import parse_clauses

        return parse_clauses(statement.entity_type, f"order by {key}").order_by
    _check_sortable(key)
    return tuple(Ordering(path) for path in paths((key,)))


def _check_sortable(key: object) -> None:
    if isinstance(key, Comparable) and not isinstance(key, Expression):
        raise TypeError(
            f"{key!r} is nothing that the server sorts by: sort the entities."
        )


def _count(clause: str, count: int) -> int:
    # Scripts that no checker has seen pass texts from a command line.
    is_number = isinstance(count, int)  # pyright: ignore[reportUnnecessaryIsInstance]
    if not is_number or count < 0:
        raise ValueError(f"{clause} takes a number of rows, not {count!r}.")
    return count
