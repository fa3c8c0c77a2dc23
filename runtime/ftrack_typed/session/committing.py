"""Commits: the plan checked, delivered exactly once, and its answer taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, cast

import attrs

from ..collector import collector_paused
from .batch import Batch
from .changes import Change, Deleted, in_dependency_order
from .cohort import Cohort
from .commit_errors import CommitUncertainError
from .delivery import DEFAULT_POLICY, Delivery
from .plan import Plan
from .primary_keys import PrimaryKeys
from .recording import pending_of, reference_to, sent_values

if TYPE_CHECKING:
    from ..model.entity import Entity
    from ..transport import Result
    from .decoding import Record
    from .workspace import Workspace

Progress: TypeAlias = Callable[[int, int], object]
"""Called with how many operations are done, and how many there are."""


@attrs.frozen(eq=False)
class Unanswered:
    """A batch of which it is not known what became, with what it was made of."""

    batch: Batch
    changes: tuple[Change, ...]
    entities: tuple[Entity, ...]


def plan_of(workspace: Workspace) -> Plan:
    """Return what a commit would send, in its order, and what is wrong with it."""
    return _planned(workspace, pending_of(workspace.unit))


def _planned(workspace: Workspace, pending: Mapping[Entity, Change]) -> Plan:
    with collector_paused():
        changes = in_dependency_order(tuple(pending.values()))
        return Plan.of(workspace.registry, changes)


def commit(
    workspace: Workspace,
    *,
    check: bool = False,
    chunk_size: int | None = None,
    progress: Progress | None = None,
) -> None:
    """Send all changes as one batch; they stay pending if that fails.

    See :meth:`ftrack_typed.session.session.Session.commit`.
    """
    settle(workspace)
    workspace.unit.check_references()
    with collector_paused():
        pending = pending_of(workspace.unit)
    plan = _planned(workspace, pending)
    plan.check()
    if not plan:
        workspace.unit.accept()
        return
    for refuse in workspace.hooks.before_commit:
        refuse(plan)
    if check:
        from .staleness import check_staleness

        check_staleness(workspace, plan.changes)
    entities = {id(change): entity for entity, change in pending.items()}
    done = 0
    for part in _parts(plan.changes, chunk_size):
        _deliver(workspace, part, tuple([entities[id(change)] for change in part]))
        done += len(part)
        if progress is not None:
            progress(done, len(plan))
    # What was touched and is no change after all.
    workspace.unit.accept()
    for tell in workspace.hooks.after_commit:
        tell(plan)


def settle(workspace: Workspace) -> None:
    """Find out what became of a commit whose answer was lost, if there is one.

    If it was carried out, what it held is pending no longer; if not, all of it is.

    Raises:
        CommitUncertainError: it still cannot be found out.
    """
    unanswered = workspace.unanswered
    if unanswered is None:
        return
    delivery = delivery_of(workspace)
    if delivery.was_carried_out(unanswered.batch):
        later = _changed_since(workspace, unanswered)
        workspace.unit.accept(unanswered.entities)
        for entity, names in later.items():
            workspace.unit.mark_changed(entity, names)
    workspace.unanswered = None
    delivery.forget(unanswered.batch)


def delivery_of(workspace: Workspace) -> Delivery:
    """Return what delivers the batches of *workspace*."""
    return Delivery(
        workspace,
        PrimaryKeys(workspace.registry),
        workspace.retry or DEFAULT_POLICY,
        workspace.outbox,
    )


def _deliver(
    workspace: Workspace, changes: tuple[Change, ...], entities: tuple[Entity, ...]
) -> None:
    with collector_paused():
        batch = Batch.of(changes)
    try:
        results = delivery_of(workspace).deliver(batch)
    except CommitUncertainError:
        workspace.unanswered = Unanswered(batch, changes, entities)
        raise
    except (KeyboardInterrupt, SystemExit):
        # Interrupted from outside, by Ctrl-C say, with the request on its way.
        workspace.unanswered = Unanswered(batch, changes, entities)
        raise
    with collector_paused():
        workspace.unit.accept(entities)
        workspace.decoded(_written(changes, results or ()), Cohort())


def _changed_since(
    workspace: Workspace, unanswered: Unanswered
) -> dict[Entity, list[str]]:
    """Return the attributes that differ from what was sent."""
    sent = {
        change.key: change.values
        for change in unanswered.changes
        if not isinstance(change, Deleted)
    }
    later: dict[Entity, list[str]] = {}
    for entity in unanswered.entities:
        values = sent.get(reference_to(entity))
        if values is None:
            continue
        names = [
            name
            for name, (wire, value) in sent_values(workspace.unit, entity).items()
            if wire not in values or values[wire] != value
        ]
        if names:
            later[entity] = names
    return later


def _parts(
    changes: tuple[Change, ...], size: int | None
) -> Iterable[tuple[Change, ...]]:
    if size is None:
        return [changes]
    if size < 1:
        raise ValueError(f"chunk_size is at least 1, not {size}.")
    starts = range(0, len(changes), size)
    return [changes[start : start + size] for start in starts]


def _written(changes: Sequence[Change], results: Sequence[Result]) -> list[Record]:
    """Return what the server says of the entities that were created or modified."""
    records: list[Record] = []
    for change, result in zip(changes, results, strict=False):
        data = result.get("data") if isinstance(result, dict) else None
        if not isinstance(change, Deleted) and isinstance(data, dict):
            record = cast("Record", data)
            # So that a server that leaves the key out is no failure after the fact.
            for name, value in change.key.attributes:
                record.setdefault(name, value)
            records.append(record)
    return records
