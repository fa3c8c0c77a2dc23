"""Seed rows, their identifiers and their calendar."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Literal, TypeAlias
from uuid import UUID, uuid5

import attrs

SeedName: TypeAlias = Literal["fresh", "demo", "empty"]

Value: TypeAlias = str | int | float | bool | datetime | None
"""What a seed row holds; date-times are aware and in UTC."""

NAMESPACE = UUID("5b0f2a1e-6d0c-5f0e-9a52-3f1d6f7c2b90")
"""The namespace of every identifier that is not fixed by ftrack itself."""

REFERENCE_DAY = datetime(2026, 9, 14, tzinfo=timezone.utc)
"""The Monday that the demo production takes for today."""

HOUR = 3600
"""Seconds."""

WORKDAY = 8 * HOUR
"""Seconds in a working day, the unit of estimates."""


@attrs.frozen
class Row:
    """One stored row.

    Attributes:
        entity_type: the concrete entity type's public name.
        values: public attribute name to value. Relations are given by their scalar
            keys alone; ``Status.state_id`` is the one key that schemas do not show.
    """

    entity_type: str
    values: dict[str, Value]


def identifier(kind: str, *names: str) -> str:
    """The identifier of the *kind* of thing called *names*: always the same text."""
    return str(uuid5(NAMESPACE, "/".join((kind, *names))))


def moment(workday: int, hour: float = 0.0) -> datetime:
    """The time *hour* hours into the day *workday* working days after today.

    Args:
        workday: working days, Monday to Friday, from the reference day; may be
            negative.
        hour: hours since midnight, UTC.
    """
    weeks, day = divmod(workday, 5)
    return REFERENCE_DAY + timedelta(weeks=weeks, days=day, seconds=int(hour * HOUR))
