"""What a migration is asked for, and what it comes to."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

Queries: TypeAlias = Literal["dsl", "text"]
"""What becomes of the texts of queries: expressions where one says the same, or texts
that are typed by the class in front of them."""


@attrs.frozen(kw_only=True)
class Options:
    """What is rewritten besides what always is.

    Attributes:
        queries: what becomes of the texts of queries.
        attributes: whether ``task["name"]`` becomes ``task.name`` where it is certain
            what ``task`` is.
    """

    queries: Queries = "dsl"
    attributes: bool = False


@attrs.frozen(order=True)
class Remark:
    """Something that was not rewritten, or not without a loss.

    Attributes:
        line: its line in the file as it was, from 1.
        column: its column, from 1.
        text: what it is, why it was left, and what to do.
        by_hand: whether it does not work as it is; else it works and is not checked.
    """

    line: int
    column: int
    text: str
    by_hand: bool = True


@attrs.frozen(kw_only=True)
class Migrated:
    """A file's text, and what became of it.

    Attributes:
        before: the text as it was.
        after: the text now; the same if there is nothing to rewrite.
        remarks: what was left, by place in *before*.
        rest: what is still left, by place in *after*.
    """

    before: str
    after: str
    remarks: tuple[Remark, ...] = ()
    rest: tuple[Remark, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was rewritten."""
        return self.before != self.after
