"""Naming the operation that an error is about.

This module is imported with the first failure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

import attrs

from ftrack_typed.transport.base import Operation

_EXPRESSION_SHOWN = 200
"""How many characters of a query's text a message shows."""


_CANDIDATES_SHOWN = 5
"""How many operations a message names that an error may be about."""


def key_of(operation: Operation) -> tuple[str, ...]:
    """Return the primary key that *operation* names, empty if it names none."""
    key = operation.get("entity_key")
    parts: Iterable[object] = [key]
    if isinstance(key, (list, tuple)):
        parts = cast("Iterable[object]", key)
    return tuple(str(part) for part in parts if part is not None)


@attrs.frozen(kw_only=True)
class OperationSummary:
    """Which operation of a batch an error is about, without its data.

    Attributes:
        action: what was to be done, such as ``create``.
        entity_type: the type of the entity, if the operation has one.
        key: the entity's primary key, empty if the operation has none.
        expression: the text of a query, if it is one.
        position: its place in the batch, from 0, if known.
    """

    action: str
    entity_type: str | None = None
    key: tuple[str, ...] = ()
    expression: str | None = None
    position: int | None = None

    @classmethod
    def of(cls, operation: Operation, position: int | None = None) -> OperationSummary:
        """Return the summary of one *operation* as it is sent to the server."""
        entity_type = operation.get("entity_type")
        expression = operation.get("expression")
        return cls(
            action=str(operation.get("action", "operation")),
            entity_type=None if entity_type is None else str(entity_type),
            key=key_of(operation),
            expression=None if expression is None else str(expression),
            position=position,
        )

    def __str__(self) -> str:
        if self.expression is not None:
            text = self.expression
            if len(text) > _EXPRESSION_SHOWN:
                text = text[:_EXPRESSION_SHOWN] + "…"
            return f"{self.action} {text!r}"
        return " ".join(
            part
            for part in (self.action, self.entity_type, ", ".join(self.key))
            if part
        )


def subject(operation: OperationSummary | None, operations: int) -> str:
    """Return what was refused: one of so many *operations*, or all of them."""
    if operation is None:
        return "the request" if operations == 1 else f"all {operations} operations"
    if operations == 1 or operation.position is None:
        return f"to {operation}"
    return f"to {operation} (operations[{operation.position}] of {operations})"


def possible(candidates: Sequence[OperationSummary]) -> str:
    """Return a sentence that names the first of *candidates*, and counts the rest."""
    shown = [f"[{each.position}] {each}" for each in candidates[:_CANDIDATES_SHOWN]]
    further = len(candidates) - len(shown)
    more = f" and {further} more" if further else ""
    return f"It may be about {'; '.join(shown)}{more}."
