"""Which name may have been meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LIKENESS = 0.65


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of *names* that is most like *name*, none if none is alike.

    Case counts for nothing: of names that differ in it alone the first is returned.
    """
    by_lower: dict[str, str] = {}
    for known in names:
        by_lower.setdefault(known.lower(), known)
    found = get_close_matches(name.lower(), by_lower, n=1, cutoff=_LIKENESS)
    return by_lower[found[0]] if found else None


def suggestion(found: str | None) -> str:
    """Return the end of a sentence that proposes the name *found*, if there is one."""
    return "." if found is None else f': did you mean "{found}"?'
