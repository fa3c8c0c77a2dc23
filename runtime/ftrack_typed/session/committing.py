"""Commits: the plan checked, delivered exactly once, and its answer taken over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, TypeAlias

import attrs

from ..collector import collector_paused
from .batch import Batch
from .changes import wire_value
from .commit_errors import CommitUncertainError, InvalidChangesError
from .delivery import DEFAULT_POLICY, Delivery
from .plan import Plan
from .primary_keys import PrimaryKeys
from .recording import pending_of, sent_values
from .validation import problems_of

if TYPE_CHECKING:
    from ..model.entity import Entity
    from .tables import Pending
    from .workspace import Workspace

Progress: TypeAlias = Callable[[int, int], object]
"""Called with how many operations are done, and how many there are."""


@attrs.frozen(eq=False)
class Unanswered:
    """A batch of which it is not known what became, and the entities that it writes."""

    batch: Batch
    entities: Sequence[Entity]


def plan_of(workspace: Workspace) -> Plan:
    """Return what a commit would send, in its order, and what is wrong with it."""
    with collector_paused():
        pending = pending_of(workspace.unit)
        problems = problems_of(workspace.registry, pending.columns)
        return Plan(pending.changes(), problems)


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
    workspace.heed_updates()
    settle(workspace)
    workspace.unit.check_references()
    with collector_paused():
        pending = pending_of(workspace.unit)
        problems = problems_of(workspace.registry, pending.columns)
    if problems:
        raise InvalidChangesError(problems)
    if not pending:
        workspace.unit.accept()
        return
    hooks = workspace.hooks
    # Records of all changes are made for those alone who want to look at them.
    plan = Plan(pending.changes()) if hooks.about_commits or check else Plan(())
    for refuse in hooks.before_commit:
        refuse(plan)
    if check:
        from .staleness import check_staleness

        check_staleness(workspace, plan.changes)
    _send(workspace, pending, chunk_size, progress)
    # What was touched and is no change after all.
    workspace.unit.accept()
    for tell in hooks.after_commit:
        tell(plan)


def _send(
    workspace: Workspace,
    pending: Pending,
    chunk_size: int | None,
    progress: Progress | None,
) -> None:
    """Send what is pending, in one batch or in chunks."""
    done = 0
    for batch, entities in _batches(pending, chunk_size):
        _deliver(workspace, batch, entities)
        done += len(entities)
        if progress is not None:
            progress(done, len(pending))


def _batches(
    pending: Pending, size: int | None
) -> Iterator[tuple[Batch, Sequence[Entity]]]:
    """Yield what is pending as batches of *size*, each with what it writes."""
    entities, operations = pending.entities(), pending.operations()
    originals = cache(pending.originals)
    if size is None:
        yield Batch(operations=operations, replaced=originals), entities
        return
    if size < 1:
        raise ValueError(f"chunk_size is at least 1, not {size}.")
    for start in range(0, len(pending), size):
        part = slice(start, start + size)
        batch = Batch(
            operations=operations[part], replaced=partial(_part_of, originals, part)
        )
        yield batch, entities[part]


def _part_of(
    records: Callable[[], Sequence[Mapping[str, object]]], part: slice
) -> Sequence[Mapping[str, object]]:
    return records()[part]


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


def _deliver(workspace: Workspace, batch: Batch, entities: Sequence[Entity]) -> None:
    try:
        results = delivery_of(workspace).deliver(batch)
    except (CommitUncertainError, KeyboardInterrupt, SystemExit):
        # The latter from outside, by Ctrl-C say, with the request on its way.
        workspace.unanswered = Unanswered(batch, entities)
        raise
    with collector_paused():
        workspace.unit.accept(entities)
        workspace.written(entities, results or [])


def _changed_since(
    workspace: Workspace, unanswered: Unanswered
) -> dict[Entity, list[str]]:
    """Return the attributes that differ from what was sent."""
    later: dict[Entity, list[str]] = {}
    for operation, entity in zip(
        unanswered.batch.operations, unanswered.entities, strict=True
    ):
        sent: Mapping[str, object] | None = operation.get("entity_data")
        if sent is None:
            continue
        names = [
            name
            for name, (wire, value) in sent_values(workspace.unit, entity).items()
            if wire not in sent or sent[wire] != wire_value(value)
        ]
        if names:
            later[entity] = names
    return later
