"""Finishing commits that were cut off, from the outbox that kept them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from ..errors import ServerError
from .committing import delivery_of

if TYPE_CHECKING:
    from .batch import Batch
    from .workspace import Workspace


@attrs.frozen
class Recovery:
    """What became of one commit that was cut off.

    Attributes:
        batch: what it held.
        outcome: it was found to be carried out, whether by then or only now
            (``"committed"``), or the server refused it (``"refused"``).
        error: the refusal, if it was refused. The commit is out of the outbox then.
    """

    batch: Batch
    outcome: Literal["committed", "refused"]
    error: ServerError | None = None


def recover(workspace: Workspace) -> tuple[Recovery, ...]:
    """Finish every commit in the outbox of *workspace*, oldest first.

    Raises:
        ValueError: there is no outbox.
        CommitUncertainError: the server cannot be asked; the commit stays there.
    """
    if workspace.outbox is None:
        raise ValueError(
            "This session has no outbox: open it with Session(outbox=...)."
        )
    delivery = delivery_of(workspace)
    found: list[Recovery] = []
    for kept in list(workspace.outbox.kept()):
        unanswered = workspace.unanswered
        if unanswered and unanswered.batch.identifier == kept.batch.identifier:
            # This session's own, which its next commit looks after.
            continue
        try:
            delivery.resume(kept.batch)
        except ServerError as error:
            found.append(Recovery(kept.batch, "refused", error))
        else:
            found.append(Recovery(kept.batch, "committed"))
        delivery.forget(kept.batch)
    return tuple(found)
