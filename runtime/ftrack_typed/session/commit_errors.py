"""What a commit can fail by besides the server's refusal and a lost connection."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from ..errors import FtrackTypedError

_SHOWN = 20
"""How many problems or conflicts a message names."""


class CommitError(FtrackTypedError):
    """A commit did not go through, or it is not known; everything is still pending."""


@attrs.frozen(kw_only=True)
class Problem:
    """What is wrong with one change.

    Attributes:
        entity_type: the type of the entity.
        key: the entity's primary key.
        attribute: the attribute's wire name.
        message: what is wrong, as a sentence.
    """

    entity_type: str
    key: tuple[str, ...]
    attribute: str
    message: str

    def __str__(self) -> str:
        key = ", ".join(self.key)
        return f"{self.entity_type}.{self.attribute} of {key}: {self.message}"


class InvalidChangesError(CommitError, ValueError):
    """Pending changes are wrong; nothing was sent. Correct them and commit again.

    Attributes:
        problems: everything that was found, for changes that set the same together.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            f"Nothing was sent, for {len(problems)} problem(s):\n"
            + "\n".join(f"  {problem}" for problem in problems[:_SHOWN])
        )
        self.problems: tuple[Problem, ...] = tuple(problems)


@attrs.frozen(kw_only=True)
class Conflict:
    """An attribute that was changed here and, since it was read, on the server, too.

    Attributes:
        entity_type: the type of the entity.
        key: the entity's primary key.
        attribute: the attribute's wire name.
        read: the value that was read.
        mine: the value that is pending here.
        theirs: the value that the server has now.
    """

    entity_type: str
    key: tuple[str, ...]
    attribute: str
    read: object
    mine: object
    theirs: object

    def __str__(self) -> str:
        return (
            f"{self.entity_type}.{self.attribute} of {', '.join(self.key)}: mine is "
            f"{self.mine!r}, theirs is {self.theirs!r} (read: {self.read!r})"
        )


class StaleChangesError(CommitError):
    """Others changed what is to be changed here, since it was read; nothing was sent.

    Everything is still pending: commit without the check to overwrite theirs, or assign
    theirs, or roll back.

    Attributes:
        conflicts: the attributes concerned.
    """

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(
            f"Nothing was sent, since {len(conflicts)} value(s) changed on the server "
            "after they were read:\n"
            + "\n".join(f"  {conflict}" for conflict in conflicts[:_SHOWN])
        )
        self.conflicts: tuple[Conflict, ...] = tuple(conflicts)


class CommitUncertainError(CommitError):
    """The answer to a commit was lost, and the server could not be asked about it.

    Everything is still pending, and nothing is written twice: the next ``commit`` asks
    the server first, and sends only what was not carried out.

    Attributes:
        summary: what the commit holds, such as ``2 create, 1 update``.
        identifier: the commit's name, which its file in an outbox has, too.
    """

    def __init__(self, summary: str, identifier: str) -> None:
        super().__init__(
            f"It is not known whether a commit ({summary}) was carried out: its answer "
            "was lost, and what the server has now does not tell. Everything is still "
            "pending. Commit again when the server can be reached: it is then asked "
            "what became of this commit before anything is sent. To check by yourself, "
            "look on the server for what session.plan() lists."
        )
        self.summary = summary
        self.identifier = identifier


class OutboxError(CommitError):
    """A commit cannot be kept on disk, or a file in an outbox is none of ours."""
