"""What a commit would do, to read and to check before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from .batch import Batch
from .changes import (
    Change,
    Created,
    EntityKey,
    Members,
    Modified,
    columns_of,
    in_dependency_order,
)
from .commit_errors import InvalidChangesError, Problem
from .validation import problems_of

if TYPE_CHECKING:
    from ..model.registry import Registry

_LONGEST = 60
"""Characters of a value that the text of a plan shows."""


@attrs.frozen
class Plan:
    """Changes in the order in which they are sent.

    ``print(session.plan())`` shows it as a diff: ``+`` for what is created, ``~`` for
    what is modified, with values before and after, ``-`` for what is deleted.

    Attributes:
        changes: what is created, modified and deleted, merged to one record an entity,
            in an order in which what is referred to comes first.
        problems: what is wrong with them, empty if nothing is known to be.
    """

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, registry: Registry, changes: Sequence[Change]) -> Plan:
        """Return the plan of *changes*, checked against the classes of *registry*."""
        problems = problems_of(registry, columns_of(changes))
        return cls(in_dependency_order(changes), problems)

    def check(self) -> None:
        """Do nothing if the plan can be sent.

        Raises:
            InvalidChangesError: it cannot; names each problem.
        """
        if self.problems:
            raise InvalidChangesError(self.problems)

    def batch(self) -> Batch:
        """Return the operations that carry the plan out."""
        return Batch.of(self.changes)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __str__(self) -> str:
        if not self.changes:
            return "Nothing is pending."
        lines = [line for change in self.changes for line in _lines(change)]
        return "\n".join([*lines, *(f"! {problem}" for problem in self.problems)])


def _lines(change: Change) -> Iterable[str]:
    key = change.key
    label = f"{key.entity_type} {', '.join(key.values)}"
    if isinstance(change, Created):
        yield f"+ {label}"
        for name, value in change.values.items():
            yield f"    {name}: {_shown(value)}"
    elif isinstance(change, Modified):
        yield f"~ {label}"
        for name, value in change.values.items():
            before = change.originals.get(name, _NOT_LOADED)
            if isinstance(value, Members) and isinstance(before, Members):
                yield from _list_lines(name, before, value)
            else:
                yield f"    {name}: {_shown(before)} -> {_shown(value)}"
    else:
        yield f"- {label}"


def _list_lines(name: str, before: Members, after: Members) -> Iterable[str]:
    for key in after.keys:
        if key not in before.keys:
            yield f"    {name}: + {_shown(key)}"
    for key in before.keys:
        if key not in after.keys:
            yield f"    {name}: - {_shown(key)}"


_NOT_LOADED = object()


def _shown(value: object) -> str:
    if value is _NOT_LOADED:
        return "(not loaded)"
    if isinstance(value, EntityKey):
        return f"{value.entity_type} {', '.join(value.values)}"
    if isinstance(value, Members):
        return f"{len(value.keys)} entities"
    if value is None or isinstance(value, (bool, int, float)):
        return str(value)
    text = repr(str(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
