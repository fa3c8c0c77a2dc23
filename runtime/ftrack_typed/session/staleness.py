"""Whether others changed what is about to be overwritten, since it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..wire import decode_value
from .changes import Change, Modified, wire_value
from .commit_errors import Conflict, StaleChangesError
from .evidence import rows_of, same_on_wire
from .primary_keys import PrimaryKeys

if TYPE_CHECKING:
    from .workspace import Workspace


def check_staleness(workspace: Workspace, changes: Iterable[Change]) -> None:
    """Compare what the server has now with what was read.

    Values that were assigned without having been read cannot be compared. An entity
    that is gone from the server is left to the commit to refuse.

    Raises:
        StaleChangesError: something differs; names each attribute, mine and theirs.
    """
    modified = [change for change in changes if isinstance(change, Modified)]
    operations = [_operation(change) for change in modified]
    keys = PrimaryKeys(workspace.registry)
    rows = rows_of(workspace, operations, keys)
    conflicts = [
        conflict
        for change, row in zip(modified, rows, strict=True)
        for conflict in _conflicts(change, row or change.originals)
    ]
    if conflicts:
        raise StaleChangesError(conflicts)


def _operation(change: Modified) -> Mapping[str, object]:
    names = [name for name in change.values if name in change.originals]
    return {
        "action": "update",
        "entity_type": change.key.entity_type,
        "entity_key": list(change.key.values),
        "entity_data": dict.fromkeys(names),
    }


def _conflicts(change: Modified, row: Mapping[str, Any]) -> Sequence[Conflict]:
    found: list[Conflict] = []
    for name, read in change.originals.items():
        if name not in change.values or name not in row:
            continue
        theirs = row[name]
        if not same_on_wire(theirs, wire_value(read)) and not same_on_wire(
            theirs, wire_value(change.values[name])
        ):
            found.append(
                Conflict(
                    entity_type=change.key.entity_type,
                    key=change.key.values,
                    attribute=name,
                    read=read,
                    mine=change.values[name],
                    theirs=decode_value(theirs),
                )
            )
    return found
