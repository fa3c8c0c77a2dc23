"""A use of something that changed, as it stands in the studio's code."""

from __future__ import annotations

from pathlib import Path

import attrs

from .records import Change


@attrs.frozen(kw_only=True)
class BrokenUse:
    """One place in a source file that a change breaks.

    Attributes:
        file: the source file.
        line: the line's number, from 1 on.
        column: the character in the line, from 1 on.
        change: what breaks it.
        certain: whether it is known to be of the entity type that changed; else it is
            named so, and may be something else.
        how: what the code does there, such as ``read`` or ``asked for in a query``.
        entity_type: the type that it is known to be used of, else the changed one.
    """

    file: Path
    line: int
    column: int
    change: Change
    certain: bool
    how: str
    entity_type: str

    @property
    def place(self) -> str:
        """The place as editors and terminals know it: ``file:line:column``."""
        return f"{self.file}:{self.line}:{self.column}"
