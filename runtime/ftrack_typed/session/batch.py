"""One commit as it is sent: operations, and what they were to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import uuid4

import attrs

from .changes import Change, Modified, payload, wire_value

Record: TypeAlias = "Mapping[str, Any]"


@attrs.frozen(kw_only=True)
class Batch:
    """Operations that the server carries out whole or not at all.

    Attributes:
        operations: what is sent, in this order.
        replaced: returns :attr:`originals`, which few batches are asked for.
        identifier: a name for this batch alone.
    """

    operations: Sequence[Record]
    replaced: Callable[[], Sequence[Record]]
    identifier: str = attrs.field(factory=lambda: str(uuid4()))

    @classmethod
    def of(cls, changes: Sequence[Change]) -> Batch:
        """Return *changes* as they are sent."""
        return cls(
            operations=[payload(change) for change in changes],
            replaced=lambda: [_originals(change) for change in changes],
        )

    @property
    def originals(self) -> Sequence[Record]:
        """What each operation is to replace, by wire name, as far as it is known."""
        return self.replaced()

    def __str__(self) -> str:
        counts = {"create": 0, "update": 0, "delete": 0}
        for operation in self.operations:
            counts[str(operation["action"])] += 1
        return ", ".join(
            f"{number} {name}" for name, number in counts.items() if number
        )


def _originals(change: Change) -> Record:
    if not isinstance(change, Modified):
        return {}
    return {name: wire_value(value) for name, value in change.originals.items()}
