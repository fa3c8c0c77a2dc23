"""The history of statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.writes.state import Touched, Values, Writing

_KINDS = {
    "AssetVersion": "AssetVersionStatusChange",
    "Context": "TypedContextStatusChange",
}


def record_status_change(
    writing: Writing, touched: Touched, before: Mapping[str, Any], values: Values
) -> None:
    """Write a status change if *values* give a row another status than it had.

    Args:
        writing: the batch.
        touched: the row.
        before: its columns as they were.
        values: the columns that were written.
    """
    site = writing.site
    kind = site.types.get(_KINDS.get(touched.entity.root, ""))
    old = before.get("status_id")
    if kind is None or old is None or values.get("status_id", old) == old:
        return
    table = site.tables[kind.root]
    row: Values = {
        "date": writing.now,
        "from_status_id": old,
        "parent_id": touched.key[0],
        "parent_type": touched.entity.name,
        "status_id": values["status_id"],
        "user_id": writing.caller.user_id,
    }
    row = {name: value for name, value in row.items() if name in table.c}
    row[kind.primary_key[0]] = str(uuid4())
    if TYPE_COLUMN in table.c:
        row[TYPE_COLUMN] = kind.shown_as
    writing.connection.execute(table.insert(), [row])
