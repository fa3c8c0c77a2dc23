"""The writing half of a session's face."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from ..model.entity import Entity, UntypedEntity
from ..model.references import check_own
from .base import SessionBase
from .creating import create, values_by_name

if TYPE_CHECKING:
    from typing_extensions import Self

    from .changes import Change
    from .committing import Progress
    from .hooks import Hooks
    from .plan import Plan
    from .recovery import Recovery

E = TypeVar("E", bound=Entity)
P = ParamSpec("P")


class Writing(SessionBase):
    """What a session creates, deletes and commits."""

    _in_transaction = False

    @overload
    def create(
        self, entity_type: str, data: Mapping[str, object] = ..., /
    ) -> UntypedEntity: ...
    @overload
    def create(
        self, entity_type: Callable[P, E], /, *args: P.args, **kwargs: P.kwargs
    ) -> E: ...
    def create(self, entity_type: Any, /, *args: Any, **kwargs: Any) -> Entity:
        """Create an entity; it is sent with the next commit.

        ``create(Task, name="anim", parent=shot)`` is checked by keyword and by type.
        ``create("Task", {"name": "anim", "parent": shot})`` takes wire names and is
        not. The key is made here, so that the entity can be referred to at once.

        Raises:
            AttributeError: the type has no attribute of a keyword's name.
            KeyError: nor one of a wire name.
            ReadOnlyError: the server computes the attribute.
            TypeError: a reference is given no entity of its type, or a part of the key
                is missing that is not made here.
        """
        workspace = self._workspace
        workspace.check_open()
        cls = self._class(entity_type)
        values = values_by_name(cls, args, kwargs) if args else kwargs
        return create(workspace, cls, values)

    def delete(self, entity: Entity) -> None:
        """Delete *entity* with the next commit; collections show it no more.

        Raises:
            ValueError: it is of another session.
            DeletedEntityError: it was deleted before.
        """
        self._workspace.check_open()
        self._workspace.thread.check()
        check_own(self._workspace, entity)
        self._workspace.unit.delete(entity)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What a commit would send, in its order."""
        return self.plan().changes

    def plan(self) -> Plan:
        """Return what a commit would do: print it, or look at its ``problems``."""
        from .committing import plan_of

        return plan_of(self._workspace)

    def commit(
        self,
        *,
        check: bool = False,
        chunk_size: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Send all changes as one batch, which the server carries out whole or not.

        When the answer is lost on the way, the server is asked whether the batch was
        carried out before anything is sent again, so that nothing is written twice.

        Args:
            check: refuse to overwrite what changed on the server since it was read.
                It is looked at just before; who writes in between is not seen.
            chunk_size: send batches of so many operations instead of a single one:
                each is carried out whole or not, all together no longer are. After a
                failure, what was not carried out is pending.
            progress: called with how many operations are done and how many there are,
                after each batch.

        Raises:
            InvalidChangesError: changes are wrong; nothing was sent.
            StaleChangesError: *check* found what others changed; nothing was sent.
            ServerError: the server refused; everything is still pending.
            TransportError: it could not be sent; everything is still pending.
            CommitUncertainError: the answer was lost and the server cannot be asked
                about it; everything is still pending, and the next commit asks first.
            TypeError: a value has no form on the wire; nothing was sent.
            ValueError: something refers to an entity that was created and deleted;
                nothing was sent.
        """
        from .committing import commit

        self._workspace.check_open()
        self._workspace.thread.check()
        commit(self._workspace, check=check, chunk_size=chunk_size, progress=progress)

    @contextmanager
    def transaction(self) -> Generator[Self, None, None]:
        """Commit at the end of the block, or roll back what it did if it fails.

        A block inside of a block is part of it. A commit that the server refuses is
        rolled back, too; one whose answer was lost stays pending, as does one that
        could not be sent.

        Raises:
            ValueError: something is pending already, which would be rolled back, too.
        """
        from ..errors import TransportError
        from .commit_errors import CommitUncertainError

        if self._in_transaction:
            yield self
            return
        if self.changes:
            raise ValueError(
                f"{len(self.changes)} change(s) are pending: commit them or roll them "
                "back before a transaction begins."
            )
        self._in_transaction = True
        try:
            yield self
            self.commit()
        except (TransportError, CommitUncertainError):
            raise
        except BaseException:
            self.rollback()
            raise
        finally:
            self._in_transaction = False

    def recover(self) -> tuple[Recovery, ...]:
        """Find out what became of commits that were cut off, and finish them.

        These are commits in the session's outbox whose process was killed. Each that
        was not carried out is sent now.

        Raises:
            ValueError: the session has no outbox.
            OutboxError: a file in it holds no commit.
            TransportError: the server cannot be reached.
        """
        from .recovery import recover

        self._workspace.check_open()
        return recover(self._workspace)

    @property
    def hooks(self) -> Hooks:
        """Functions to call before and after loads, changes and commits."""
        return self._workspace.hooks

    def rollback(self) -> None:
        """Forget all changes that are not committed; values are as they were read."""
        self._workspace.thread.check()
        self._workspace.unit.restore()
