"""Figures: what was measured, and what is required of it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Literal, TypeAlias

import attrs

Unit: TypeAlias = Literal["", "s", "requests", "a second", "in all", "MB"]
"""A ratio has none."""


@attrs.frozen(kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        ours: what this client took, for the reader.
        against: what it is compared with, and what that took.
        value: the ratio of both, or an amount with *unit*.
        limit: the most that *value* may be, none if nothing is required.
        unit: the unit of value and limit.
    """

    what: str
    ours: str
    against: str
    value: float
    limit: float | None = None
    unit: Unit = ""

    @property
    def met(self) -> bool:
        """Whether the requirement is met; true if there is none."""
        return self.limit is None or self.value <= self.limit

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the line's columns."""
        required = "" if self.limit is None else f"<= {self._shown(self.limit)}"
        verdict = "" if self.limit is None else "met" if self.met else "NOT MET"
        value = self._shown(self.value)
        return self.what, self.ours, self.against, value, required, verdict

    def _shown(self, value: float) -> str:
        if self.unit:
            return f"{value:.3g} {self.unit}"
        # Small ratios are easier to grasp the other way round.
        return f"1/{1 / value:.3g}" if 0 < value < 0.5 else f"{value:.2f}"


COLUMNS = ("what", "ours", "compared with", "ratio", "required", "")


def ratio(ours: Sequence[float], others: Sequence[float]) -> float:
    """Return the median of the ratios of what was measured in turns."""
    return statistics.median(
        mine / other for mine, other in zip(ours, others, strict=True)
    )


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def duration(seconds: float) -> str:
    """Return *seconds* in the unit in which it has one to three digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
