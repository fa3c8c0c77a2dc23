"""What a command found out: changes, files, uses; and the exit code that says it."""

from __future__ import annotations

import attrs

from .records import Change, Severity
from .uses import BrokenUse

SAME, DIFFERENT, BREAKING, UNKNOWN = range(4)
"""Exit codes; the last one is for what could not be told."""


@attrs.frozen(kw_only=True)
class Comparison:
    """Two schemas, and what follows for a package and for code.

    Attributes:
        old: where the schema before came from.
        new: where the schema after came from.
        changes: what changed, the most severe first.
        files: files of the package that are not what its schema gives; none if they
            were not looked at.
        uses: lines of code that a change breaks.
    """

    old: str
    new: str
    changes: tuple[Change, ...]
    files: tuple[str, ...] | None = None
    uses: tuple[BrokenUse, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 same, 1 additive or cosmetic, 2 breaking."""
        if any(change.severity is Severity.BREAKING for change in self.changes):
            return BREAKING
        return DIFFERENT if self.changes or self.files else SAME


def by_severity(found: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return the changes *found*, the most severe first."""
    return tuple(sorted(found, key=lambda change: -change.severity))
