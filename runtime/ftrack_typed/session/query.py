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

if TYPE_CHECKING:
    from .workspace import Workspace

E = TypeVar("E", bound=Entity)

PAGE_SIZE = 500
"""Rows fetched by one request while a result is iterated over."""

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
        position = 0
        while True:
            entities, following = self._page(position, self.page_size)
            yield from entities
            if not following:
                return
            position += len(entities)

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
        page = self._within(start, size)
        if page.statement.limit == 0:
            return [], False
        entities, more = self.workspace.fetch(page.statement)
        limit = self.statement.limit
        full = limit is not None and start + len(entities) >= limit
        found: list[Any] = entities
        return found, more and bool(entities) and not full


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
