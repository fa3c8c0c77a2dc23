"""A query: an immutable value that fetches entities when it is asked for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, overload

import attrs

from ..errors import MultipleResultsError, NoResultError
from ..language.nodes import And, Criterion, Ordering, Path, Statement
from ..language.render import render
from ..model.entity import Entity
from ..model.expressions import Expression, RelationPath, conjunction
from .cohort import Cohort

if TYPE_CHECKING:
    from .workspace import Workspace

E = TypeVar("E", bound=Entity)

PAGE_SIZE = 500
"""Rows of one page while a result is iterated over."""

MOST_PAGES = 8
"""Pages asked for with one request: the first alone, then twice as many each time."""

Projection: TypeAlias = "Expression[Any] | type[Entity] | str"
"""An attribute or relation of the queried type, or text: ``"name, parent.name"``."""


@attrs.frozen(eq=False)
class Query(Generic[E]):
    """Entities of one type that satisfy criteria, in an order.

    Every method that refines returns a new query; nothing is sent before a result is
    asked for. ``str(query)`` is its text.

    Attributes:
        workspace: what fetches, the machinery of a session.
        statement: what is asked for.
        page_size: rows fetched by one request, 500 by default.
    """

    workspace: Workspace = attrs.field(repr=False)
    statement: Statement
    page_size: int = PAGE_SIZE

    def select(self, *projections: Projection) -> Query[E]:
        """Fetch these attributes, at any depth, with the entities.

        Anything else is fetched when it is first read. Calls add up.
        """
        added = paths(projections)
        known = self.statement.projections
        return self._with(
            projections=known + tuple(path for path in added if path not in known)
        )

    def where(self, *criteria: Criterion | str) -> Query[E]:
        """Keep entities that satisfy all *criteria*; raw text is one criterion.

        Raises:
            QuerySyntaxError: a text cannot be understood.
            TypeError: a criterion is none.
        """
        added = conjunction(criteria)
        known = self.statement.criterion
        if added is None:
            return self
        return self._with(criterion=added if known is None else And((known, added)))

    def order_by(self, *keys: Expression[Any] | Ordering | str) -> Query[E]:
        """Sort by *keys*, after the keys already given; ties are in key order.

        A text names an attribute, with ``desc`` after it to turn the order around.
        """
        added = tuple(
            ordering for key in keys for ordering in _orderings(self.statement, key)
        )
        return self._with(order_by=self.statement.order_by + added)

    def limit(self, count: int) -> Query[E]:
        """Fetch *count* entities at the most."""
        return self._with(limit=_count("limit", count))

    def offset(self, count: int) -> Query[E]:
        """Leave out the first *count* entities."""
        return self._with(offset=_count("offset", count))

    def paged(self, size: int) -> Query[E]:
        """Fetch *size* entities with one request instead of 500."""
        if size < 1:
            raise ValueError(f"A page has at least one row, not {size}.")
        return attrs.evolve(self, page_size=size)

    def all(self) -> list[E]:
        """Return all entities, fetched page by page."""
        return list(self)

    def first(self) -> E | None:
        """Return the first entity, or none."""
        for entity in self._page(0, 1)[0]:
            return entity
        return None

    def one(self) -> E:
        """Return the only entity.

        Raises:
            NoResultError: there is none.
            MultipleResultsError: there are several.
        """
        found = self.one_or_none()
        if found is None:
            raise NoResultError(str(self))
        return found

    def one_or_none(self) -> E | None:
        """Return the only entity, or none.

        Raises:
            MultipleResultsError: there are several.
        """
        found = self._page(0, 2)[0]
        if len(found) > 1:
            raise MultipleResultsError(str(self))
        return found[0] if found else None

    def __iter__(self) -> Iterator[E]:
        cohort = Cohort(self.statement)
        position, count = 0, 1
        while True:
            for entities, more in self._pages(position, self.page_size, count, cohort):
                yield from entities
                if not more:
                    return
                position += len(entities)
                if len(entities) < self.page_size:
                    # The server's pages are smaller: the others are not where they
                    # were thought to be.
                    break
            count = min(count * 2, MOST_PAGES)

    @overload
    def __getitem__(self, index: int) -> E: ...
    @overload
    def __getitem__(self, index: slice) -> list[E]: ...
    def __getitem__(self, index: int | slice) -> E | list[E]:
        """Fetch one entity or a run of them, and nothing else.

        Raises:
            IndexError: there are fewer entities, or the index counts from the end,
                which would need all of them: use ``all()``.
        """
        if isinstance(index, slice):
            start = index.start or 0
            if index.step not in (None, 1) or start < 0 or (index.stop or 0) < 0:
                raise IndexError(f"A query has no slice {index}; use all().")
            if index.stop is None:
                return self._within(start, None).all()
            return self._within(start, max(index.stop - start, 0)).all()
        if index < 0:
            raise IndexError("A query cannot count from its end; use all().")
        for entity in self._page(index, 1)[0]:
            return entity
        raise IndexError(f"There are not more than {index} results for {self}.")

    def __str__(self) -> str:
        return render(self.statement)

    def _with(self, **changes: Any) -> Query[E]:
        return attrs.evolve(self, statement=attrs.evolve(self.statement, **changes))

    def _within(self, start: int, count: int | None) -> Query[E]:
        """Return the part of the result from *start* on, *count* rows at the most."""
        limit = self.statement.limit
        if limit is not None:
            left = max(limit - start, 0)
            count = left if count is None else min(count, left)
        return self._with(offset=(self.statement.offset or 0) + start, limit=count)

    def _page(self, start: int, size: int) -> tuple[list[E], bool]:
        """Fetch the entities from *start* on; say whether further ones follow."""
        (page,) = self._pages(start, size, 1, Cohort(self.statement))
        return page

    def _pages(
        self, start: int, size: int, count: int, cohort: Cohort
    ) -> list[tuple[list[E], bool]]:
        """Fetch up to *count* pages of *size* from *start* on, with one request.

        Returns:
            The entities of each page, and whether further ones follow; at least one
            page, though it may be empty.
        """
        statements = [
            self._within(start + number * size, size).statement
            for number in range(count)
        ]
        # Those behind a limit have nothing to ask for.
        asked = [statement for statement in statements if statement.limit != 0]
        if not asked:
            return [([], False)]
        pages: list[tuple[list[E], bool]] = []
        for found, more in self.workspace.fetch_all(asked, cohort):
            entities: list[Any] = found
            start += len(entities)
            limit = self.statement.limit
            full = limit is not None and start >= limit
            pages.append((entities, more and bool(entities) and not full))
        return pages


def paths(projections: tuple[Projection, ...]) -> tuple[Path, ...]:
    """Return what *projections* name.

    Raises:
        TypeError: one is no attribute.
        QuerySyntaxError: a text cannot be understood.
    """
    found: list[Path] = []
    for projection in projections:
        if isinstance(projection, str):
            from ..language.parser import parse_projections

            found.extend(parse_projections(projection))
        elif isinstance(projection, (Expression, RelationPath)):
            found.append(projection.__path__)
        else:
            raise TypeError(
                f"An attribute such as Task.name is needed, not {projection!r}."
            )
    return tuple(found)


def _orderings(
    statement: Statement, key: Expression[Any] | Ordering | str
) -> tuple[Ordering, ...]:
    if isinstance(key, Ordering):
        return (key,)
    if isinstance(key, str):
        from ..language.parser import parse_clauses

        return parse_clauses(statement.entity_type, f"order by {key}").order_by
    return tuple(Ordering(path) for path in paths((key,)))


def _count(clause: str, count: int) -> int:
    # Scripts that no checker has seen pass texts from a command line.
    is_number = isinstance(count, int)  # pyright: ignore[reportUnnecessaryIsInstance]
    if not is_number or count < 0:
        raise ValueError(f"{clause} takes a number of rows, not {count!r}.")
    return count
