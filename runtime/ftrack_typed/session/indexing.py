"""The result of a query as a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ..model.entity import Entity
from .splitting import python_names, value_at

if TYPE_CHECKING:
    from ..model.columns import Column
    from .query import Query

K = TypeVar("K")
E = TypeVar("E", bound=Entity)


def by_value(query: Query[E], key: Column[K]) -> dict[K, E]:
    """Return the entities of *query* by the value of *key*.

    Raises:
        ValueError: two of them have the same value.
    """
    root = query.workspace.registry[query.statement.entity_type]
    names = python_names(root, key.__path__)
    found: dict[K, E] = {}
    for entity in query:
        value: Any = value_at(entity, names)
        if found.setdefault(value, entity) is not entity:
            raise ValueError(
                f"{found[value]!r} and {entity!r} both have the {'.'.join(names)} "
                f"{value!r}: choose a key that tells them apart, or narrow the query."
            )
    return found
