"""Finding many entities at once: by their keys, or by several queries together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..language.nodes import Membership, Path, Statement
from ..model.entity import Entity
from .cohort import Cohort
from .paging import PAGE_SIZE, Run, fetch_results
from .splitting import merged, split

if TYPE_CHECKING:
    from .query import Query
    from .workspace import Workspace

E = TypeVar("E", bound=Entity)


def get_many(workspace: Workspace, cls: type[E], keys: Iterable[str]) -> dict[str, E]:
    """Return entities of *cls* by key, in the order of *keys*.

    Raises:
        ValueError: the type's key has several parts.
    """
    if len(cls.__primary_key__) != 1:
        raise ValueError(
            f"The key of {cls.__entity_type__} has several parts "
            f"({', '.join(cls.__primary_key__)}): query for them instead."
        )
    wanted = list(dict.fromkeys(keys))

    def not_known() -> list[str]:
        return [key for key in wanted if workspace.known.find(cls, key) is None]

    workspace.load_cached(cls, not_known())
    unknown = not_known()
    if unknown:
        name = cls.__attributes__[cls.__primary_key__[0]].wire
        criterion = Membership(Path.of(name), tuple(unknown))
        statement = Statement(cls.__entity_type__, criterion=criterion)
        parts = split(workspace.registry, statement)
        cohort = Cohort(statement)
        runs = [Run(part, PAGE_SIZE, cohort) for part in parts]
        fetch_results(workspace.fetch_all, runs)
    found: dict[str, E] = {}
    for key in wanted:
        entity = workspace.known.find(cls, key)
        if entity is not None and not workspace.is_deleted(entity):
            found[key] = cast("E", entity)
    return found


def fetch_all(
    workspace: Workspace, queries: Sequence[Query[Any]]
) -> tuple[list[Any], ...]:
    """Return the results of *queries*, fetched with as few requests as it takes."""
    runs: list[Run] = []
    counts: list[int] = []
    for query in queries:
        parts = split(workspace.registry, query.statement)
        cohort = Cohort(query.statement)
        runs += [Run(part, query.page_size, cohort, query.oldest) for part in parts]
        counts.append(len(parts))
    results: list[list[Any]] = fetch_results(workspace.fetch_all, runs)
    found: list[list[Any]] = []
    for query, count in zip(queries, counts, strict=True):
        own, results = results[:count], results[count:]
        whole = count == 1
        found.append(
            own[0] if whole else merged(workspace.registry, query.statement, own)
        )
    return tuple(found)
