"""Sending a batch so that it is carried out once or not at all, and saying which.

When the answer is lost (a broken connection, a time-out, a proxy that answers for the
server), the server is asked whether the batch was carried out, and only then it is sent
again. A batch that creates entities cannot be carried out twice, even if the first
sending arrives late: the server has its keys already and refuses the second. Updates
and deletions have no effect the second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from ..errors import (
    FtrackTypedError,
    ResponseError,
    ServerError,
    TransportError,
)
from ..transport.retry import RetryPolicy
from .commit_errors import CommitUncertainError
from .evidence import Verdict, verdict_on

if TYPE_CHECKING:
    from ..transport import Result
    from .batch import Batch
    from .evidence import Caller
    from .outbox import Outbox

DEFAULT_POLICY = RetryPolicy(tries=6, delay=0.1)
"""Some three seconds in all, after which the answer is that it is not known."""


@attrs.frozen(eq=False)
class Delivery:
    """Delivers batches to one server.

    Attributes:
        transport: the way to the server.
        primary_keys: wire names of the key attributes by entity type.
        policy: how often a lost answer is looked for, and how long in between.
        outbox: where a batch is kept on disk until it is known what became of it.
    """

    transport: Caller
    primary_keys: Mapping[str, Sequence[str]]
    policy: RetryPolicy = DEFAULT_POLICY
    outbox: Outbox | None = None

    def deliver(self, batch: Batch) -> list[Result] | None:
        """Have *batch* carried out.

        Returns:
            The results, or none if it was carried out and their answer was lost.

        Raises:
            ServerError: it was refused, and not carried out.
            TransportError: it was not sent, and not carried out.
            CommitUncertainError: it could not be found out whether it was carried out.
        """
        if self.outbox is None:
            return self._first(batch)
        self.outbox.add(batch)
        try:
            results = self._first(batch)
        except CommitUncertainError:
            # It stays in the outbox, to be looked at again.
            raise
        except FtrackTypedError:
            self.outbox.remove(batch.identifier)
            raise
        self.outbox.remove(batch.identifier)
        return results

    def resume(self, batch: Batch) -> list[Result] | None:
        """Find out what became of *batch*, and send it if it was not carried out.

        Returns and raises what :meth:`deliver` does.
        """
        return self._again(batch, None)

    def was_carried_out(self, batch: Batch) -> bool:
        """Find out what became of *batch*, without sending it.

        Raises:
            CommitUncertainError: it cannot be found out.
        """
        lost: FtrackTypedError | None = None
        for attempt in range(1, self.policy.tries + 1):
            if attempt > 1:
                self.policy.sleep(self.policy.delay_after(attempt - 1))
            try:
                verdict = verdict_on(self.transport, batch, self.primary_keys)
            except FtrackTypedError as error:
                lost = error
                continue
            if verdict is Verdict.CONTRADICTED:
                break
            return verdict is Verdict.CARRIED_OUT
        raise CommitUncertainError(str(batch), batch.identifier) from lost

    def forget(self, batch: Batch) -> None:
        """Let go of *batch*, of which it is known what became."""
        if self.outbox is not None:
            self.outbox.remove(batch.identifier)

    def _first(self, batch: Batch) -> list[Result] | None:
        try:
            return self.transport.call(batch.operations)
        except TransportError as error:
            if not error.may_have_been_sent:
                raise
            lost: FtrackTypedError = error
        except ResponseError as error:
            lost = error
        return self._again(batch, lost)

    def _again(
        self, batch: Batch, lost: FtrackTypedError | None
    ) -> list[Result] | None:
        """Ask what became of *batch*, and send it again as long as it has to be."""
        refused: ServerError | None = None
        for _ in range(self.policy.tries):
            if self.was_carried_out(batch):
                return None
            if refused is not None:
                raise refused
            try:
                return self.transport.call(batch.operations)
            except (TransportError, ResponseError) as error:
                lost = error
            except ServerError as error:
                # What was sent first may have arrived after it was asked for.
                refused = error
        raise CommitUncertainError(str(batch), batch.identifier) from lost
