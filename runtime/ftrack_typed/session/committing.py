"""Sending what is pending as one batch, and taking over what the server says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from .changes import Change, Deleted, in_dependency_order, payload
from .cohort import Cohort
from .recording import changes_of

if TYPE_CHECKING:
    from ..transport import Result
    from .decoding import Record
    from .workspace import Workspace


def pending_changes(workspace: Workspace) -> tuple[Change, ...]:
    """Return what a commit would send, in its order."""
    return in_dependency_order(changes_of(workspace.unit))


def commit(workspace: Workspace) -> None:
    """Send all changes as one batch; they stay pending if that fails."""
    workspace.unit.check_references()
    changes = pending_changes(workspace)
    if not changes:
        workspace.unit.accept()
        return
    results = workspace.call([payload(change) for change in changes])
    workspace.unit.accept()
    workspace.decoded(_written(changes, results), Cohort())


def _written(changes: Sequence[Change], results: Sequence[Result]) -> list[Record]:
    """Return what the server says of the entities that were created or modified."""
    records: list[Record] = []
    for change, result in zip(changes, results, strict=True):
        data = result.get("data") if isinstance(result, dict) else None
        if not isinstance(change, Deleted) and isinstance(data, dict):
            records.append(cast("Record", data))
    return records
