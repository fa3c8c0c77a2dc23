"""How much of what can be done without end a test does."""

from __future__ import annotations

import os

ENDURANCE = "FTRACK_TYPED_ENDURANCE" in os.environ
"""Whether ``make endurance`` runs the tests, which has the time for more."""


def times(usually: int, at_length: int) -> int:
    """Return *usually*, or *at_length* when ``make endurance`` asks."""
    return at_length if ENDURANCE else usually
