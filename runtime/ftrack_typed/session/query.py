"""A query: an immutable value that fetches entities when it is asked for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, overload

from ..errors import MultipleResultsError, NoResultError
from ..frozen import set_part
from ..language.nodes import And, Criterion, Ordering, Path, Statement
from ..language.render import render
from ..model.entity import Entity
from ..model.expressions import Comparable, Expression, RelationPath, conjunction
from .cohort import Cohort
from .paging import PAGE_SIZE, Asked, Run, fetch_results, within

if TYPE_CHECKING:
    from ..model.custom_attributes import CustomAttributeMap
    from ..model.custom_expressions import CustomExpression
    from .aggregates import Groups, NumberExpression
    from .workspace import Workspace

E = TypeVar("E", bound=Entity)
T = TypeVar("T")
K = TypeVar("K")
K2 = TypeVar("K2")
K3 = TypeVar("K3")

Projection: TypeAlias = "Expression[Any] | CustomExpression[Any] | type[Entity] | type[CustomAttributeMap] | str"  # noqa: E501
"""An attribute or relation of the queried type, or text: ``"name, parent.name"``."""


class Query(Generic[E]):
    """Entities of one type that satisfy criteria, in an order.

    Every method that refines returns a new query; nothing is sent before a result is
    asked for. ``str(query)`` is its text.

    Attributes:
        workspace: what fetches, the machinery of a session.
        statement: what is asked for.
        page_size: rows fetched by one request, 500 by default.
        oldest: how many seconds ago the server may have answered, if it need not be
            asked now.
    """

    __slots__ = ("oldest", "page_size", "statement", "workspace")

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
        return f"<Query {self}>"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(
            f"A query's {name} cannot be changed: its methods return other queries."
        )

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
        return self._but(page_size=size)

    def max_age(self, seconds: float) -> Query[E]:
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

    def all(self) -> list[E]:
        """Return all entities, fetched page by page."""
        return list(self)

    def first(self) -> E | None:
        """Return the first entity, or none."""
        for entity in self._first(1):
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
        found = self._first(2)
        if len(found) > 1:
            raise MultipleResultsError(str(self))
        return found[0] if found else None

    def stream(self) -> Iterator[E]:
        """Yield entities for reading, in constant memory however many there are.

        They are of this iteration alone: the session does not know them, two pages
        may hold an entity as two objects, and changing one is refused. What is not
        fetched is loaded when it is touched, for all entities of its page.
        """
        from .streaming import stream

        return stream(self)

    def by(self, key: Expression[K]) -> dict[K, E]:
        """Return all entities by the value of *key*, which is fetched with them.

        ``tasks.by(Task.id)[task_id]``, ``users.by(User.username)["amy"]``.

        Raises:
            ValueError: two entities have the same value.
        """
        from .indexing import by_value

        return by_value(self.select(key), key)

    def count(self) -> int:
        """Return how many entities there are, without fetching them."""
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
        """Return whether there is any entity, without fetching one."""
        from .aggregates import exists

        return any(exists(self.workspace, part) for part in self._parts())

    def sum(self, attribute: NumberExpression) -> float:
        """Return the sum of a number over all rows, added up on the server."""
        return self._all_rows().sum(attribute).get((), 0.0)

    def average(self, attribute: NumberExpression) -> float | None:
        """Return the mean of a number over all rows that have it, none without any."""
        return self._all_rows().average(attribute).get(())

    def minimum(self, attribute: Expression[T]) -> T | None:
        """Return the least value over all rows, none if no row has one."""
        return self._all_rows().minimum(attribute).get(())

    def maximum(self, attribute: Expression[T]) -> T | None:
        """Return the greatest value over all rows, none if no row has one."""
        return self._all_rows().maximum(attribute).get(())

    @overload
    def group_by(self, key: Expression[K], /) -> Groups[K]: ...
    @overload
    def group_by(
        self, key: Expression[K], second: Expression[K2], /
    ) -> Groups[tuple[K, K2]]: ...
    @overload
    def group_by(
        self, key: Expression[K], second: Expression[K2], third: Expression[K3], /
    ) -> Groups[tuple[K, K2, K3]]: ...
    def group_by(self, *keys: Expression[Any]) -> Groups[Any]:
        """Group the rows by equal values of *keys*, to count and add them up.

        ``query.group_by(Task.status_id).count()`` is a dict of status key to number;
        with two keys, the dict's keys are pairs. The server aggregates the types that
        its schema says so of.
        """
        from .aggregates import Groups

        return Groups[Any](self.workspace, self.statement.replace(group_by=paths(keys)))

    def __iter__(self) -> Iterator[E]:
        parts = self._parts()
        if len(parts) > 1:
            yield from self._merged(parts)
            return
        run = Run(self.statement, self.page_size, max_age=self.oldest)
        while not run.done:
            found: list[Any] = run.take(self.workspace.fetch_all(run.ahead()))
            yield from found

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
                return self._part(start, None).all()
            return self._part(start, max(index.stop - start, 0)).all()
        if index < 0:
            raise IndexError("A query cannot count from its end; use all().")
        for entity in self._first(1, start=index):
            return entity
        raise IndexError(f"There are not more than {index} results for {self}.")

    def __str__(self) -> str:
        return render(self.statement)

    def _but(self, **parts: Any) -> Query[E]:
        """Return a query that differs in *parts*."""
        known = {name: getattr(self, name) for name in Query.__slots__}
        return Query(**(known | parts))

    def _with(self, **changes: Any) -> Query[E]:
        return self._but(statement=self.statement.replace(**changes))

    def _part(self, start: int, count: int | None) -> Query[E]:
        """Return the part of the result from *start* on, *count* rows at the most."""
        return self._but(statement=within(self.statement, start, count))

    def _first(self, count: int, *, start: int = 0) -> list[E]:
        """Fetch *count* entities at the most, which one page holds."""
        part = self._part(start, count)
        if part.statement.limit == 0:
            return []
        parts = part._parts()
        if len(parts) > 1:
            return part._merged(parts)
        asked = Asked(part.statement, Cohort(part.statement), self.oldest)
        found: list[Any] = self.workspace.fetch_all([asked])[0][0]
        return found

    def _all_rows(self) -> Groups[tuple[()]]:
        from .aggregates import Groups

        return Groups(self.workspace, self.statement)

    def _parts(self) -> tuple[Statement, ...]:
        if self.statement.criterion is None:
            return (self.statement,)
        from .splitting import split

        return split(self.workspace.registry, self.statement)

    def _merged(self, parts: tuple[Statement, ...]) -> list[E]:
        cohort = Cohort(self.statement)
        runs = [Run(part, self.page_size, cohort, self.oldest) for part in parts]
        results = fetch_results(self.workspace, runs)
        from .splitting import merged

        found: list[Any] = merged(self.workspace.registry, self.statement, results)
        return found


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
        elif isinstance(projection, (Comparable, RelationPath)):
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
