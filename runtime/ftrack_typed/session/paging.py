"""Fetching the results of queries page by page, several with one request.

Several pages save the time that requests take on their way, and cost memory, which is
slower the more of it there is. So they are asked for together only where a request is
waited for longer than its answer takes to be decoded.

Nothing is asked for while what came is still being handed out. A loop may commit in
between, and an answer from before the commit would undo it in the session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeVar

from .cohort import Cohort

if TYPE_CHECKING:
    from ..language.nodes import Statement

R = TypeVar("R")

PAGE_SIZE = 500
"""Rows of one page."""

MOST_PAGES = 16
"""Pages asked for with one request at the most, of one result or of several."""


class Asked(NamedTuple):
    """A query that is sent.

    Attributes:
        statement: the query.
        cohort: what its entities become members of; rows have none.
        max_age: how many seconds ago the server may have answered, where the session
            has a cache; by default it is asked now.
    """

    statement: Statement
    cohort: Cohort
    max_age: float | None = None


Page: TypeAlias = tuple[list[R], bool]
"""The results of one page, and whether the server has further ones."""


class Run:
    """The fetching of one result, from its first page to its last.

    Args:
        statement: the query.
        size: rows of one page.
        cohort: what the entities become members of, by default one of their own.
        max_age: how many seconds ago the server may have answered.

    Attributes:
        done: whether there is nothing more to fetch.
    """

    def __init__(
        self,
        statement: Statement,
        size: int,
        cohort: Cohort | None = None,
        max_age: float | None = None,
    ) -> None:
        self.done: bool = statement.limit == 0
        self._statement = statement
        self._size = size
        self._cohort = cohort or Cohort(statement)
        self._max_age = max_age
        self._position = 0
        self._count = 1
        self._began = self._used = 0.0

    def ahead(self, most: int | None = None) -> list[Asked]:
        """Return the queries of the following pages: one, then up to MOST_PAGES.

        Args:
            most: how many at the most, if fewer.
        """
        self._began, self._used = perf_counter(), thread_time()
        wanted = self._count if most is None else min(self._count, most)
        pages = [
            within(self._statement, self._position + number * self._size, self._size)
            for number in range(wanted)
        ]
        # Those behind a limit have nothing to ask for.
        return [
            Asked(page, self._cohort, self._max_age)
            for page in pages
            if page.limit != 0
        ]

    def take(self, pages: Sequence[Page[R]]) -> list[R]:
        """Return the results of *pages*, which are those that were asked for last."""
        worked = thread_time() - self._used
        # Two pages cost as much more as many do, so that one look decides.
        if self._count > 1 or perf_counter() - self._began > 2 * worked:
            self._count = min(self._count * 4, MOST_PAGES)
        found: list[R] = []
        limit = self._statement.limit
        for results, more in pages:
            found += results
            self._position += len(results)
            full = limit is not None and self._position >= limit
            if full or not (more and results):
                self.done = True
                break
            if len(results) < self._size:
                # The server's pages are smaller, so that the others are not where
                # they were thought to be.
                break
        return found


def within(statement: Statement, start: int, count: int | None) -> Statement:
    """Return the part of a result from *start* on, *count* rows at the most."""
    limit = statement.limit
    if limit is not None:
        left = max(limit - start, 0)
        count = left if count is None else min(count, left)
    offset = (statement.offset or 0) + start
    return statement.replace(offset=offset, limit=count)


def fetch_results(
    fetch: Callable[[Sequence[Asked]], Sequence[Page[R]]], runs: Sequence[Run]
) -> list[list[R]]:
    """Return the whole result of each of *runs*, with as few requests as it takes.

    Args:
        fetch: sends several queries with one request; returns a page for each.
        runs: at least one.
    """
    results: list[list[R]] = [[] for _ in runs]
    while True:
        asked: list[Asked] = []
        shares: list[tuple[int, int]] = []
        for number, run in enumerate(runs):
            left = MOST_PAGES - len(asked)
            if run.done or not left:
                continue
            ahead = run.ahead(left)
            asked += ahead
            shares.append((number, len(ahead)))
        if not asked:
            return results
        pages = fetch(asked)
        for number, share in shares:
            results[number] += runs[number].take(pages[:share])
            pages = pages[share:]
