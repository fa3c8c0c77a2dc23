"""A query: an immutable value that fetches entities when it is asked for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from ..language.nodes import Statement
from ..model.columns import Column
from ..model.entity import Entity
from ..model.expressions import Expression
from .cohort import Cohort
from .paging import Asked, Page, Run, fetch_results
from .results import Projection, Results, paths

if TYPE_CHECKING:
    from .aggregates import Groups, NumberExpression

E = TypeVar("E", bound=Entity)
T = TypeVar("T")
K = TypeVar("K")
K2 = TypeVar("K2")
K3 = TypeVar("K3")


class EntityResults(Results[E]):
    """How the entities of a query are fetched.

    It is a class of its own so that editors offer what :class:`Query` is for first.
    """

    __slots__ = ()

    def _all_rows(self) -> Groups[tuple[()]]:
        from .aggregates import Groups

        return Groups(self.workspace, self.statement)

    def _fetch(self, asked: Sequence[Asked]) -> Sequence[Page[E]]:
        return cast("Sequence[Page[E]]", self.workspace.fetch_all(asked))

    def _merged(self, parts: tuple[Statement, ...]) -> list[E]:
        cohort = Cohort(self.statement)
        runs = [Run(part, self.page_size, cohort, self.oldest) for part in parts]
        results = fetch_results(self._fetch, runs)
        from .splitting import merged

        return merged(self.workspace.registry, self.statement, results)


class Query(EntityResults[E]):
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

    __slots__ = ()

    def select(self, *projections: Projection) -> Query[E]:
        """Fetch these attributes, at any depth, with the entities.

        Anything else is fetched when it is first read. Calls add up.
        """
        added = paths(projections)
        known = self.statement.projections
        return self._with(
            projections=known + tuple(path for path in added if path not in known)
        )

    def stream(self) -> Iterator[E]:
        """Yield entities for reading, in constant memory however many there are.

        They are of this iteration alone: the session does not know them, an entity that
        comes with two requests is two objects, and changing one is refused. What is not
        fetched is loaded when it is touched, for all that came with the same request.
        """
        from .streaming import stream

        return stream(self)

    def by(self, key: Column[K]) -> dict[K, E]:
        """Return all entities by the value of *key*, which is fetched with them.

        ``tasks.by(Task.id)[task_id]``, ``users.by(User.username)["amy"]``.

        Raises:
            ValueError: two entities have the same value.
        """
        from .indexing import by_value

        return by_value(self.select(key), key)

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
