"""What a batch is about to change, kept for those who are told of it afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

RowKey: TypeAlias = "tuple[str, tuple[Any, ...]]"
"""Family and key of a row."""

Row: TypeAlias = "Mapping[str, Any]"
"""Column to value."""


@attrs.frozen
class ValueChange:
    """A custom attribute's value before and after, as they are stored."""

    old: str | None
    new: str | None


@attrs.define
class Journal:
    """Rows as they were before a batch.

    Attributes:
        before: the rows; none for one that was not there.
        values: custom attributes that were set, by the row that has them and by key.
    """

    before: dict[RowKey, Row | None] = attrs.field(factory=dict["RowKey", "Row | None"])
    values: dict[RowKey, dict[str, ValueChange]] = attrs.field(
        factory=dict["RowKey", "dict[str, ValueChange]"]
    )

    def remember(self, key: RowKey, row: Row | None) -> None:
        """Keep *row* as it is now, unless it was kept earlier."""
        self.before.setdefault(key, row)

    def set_value(self, owner: RowKey, name: str, change: ValueChange) -> None:
        """Keep that a custom attribute was set."""
        changes = self.values.setdefault(owner, {})
        earlier = changes.get(name, change)
        changes[name] = ValueChange(earlier.old, change.new)
