"""Which values the wire cannot carry: what JSON has no form for, or no server takes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import isfinite
from typing import Any

_LEAST, _MOST = -(2**63), 2**64 - 1
"""What an integer of 64 bits can be, signed or unsigned."""


def has_unsendable(values: Sequence[Any], kinds: Collection[type]) -> bool:
    """Whether the wire cannot carry some of *values*, perhaps.

    Args:
        values: the values of one attribute.
        kinds: their classes.
    """
    for kind in kinds:
        found = values if len(kinds) == 1 else _of(values, kind)
        if issubclass(kind, str):
            if not all(map(str.isascii, found)):
                return True
        elif issubclass(kind, float):
            # JSON has no such number; it would be sent as null and clear the value.
            if not all(map(isfinite, found)):
                return True
        elif issubclass(kind, int) and (min(found) < _LEAST or max(found) > _MOST):
            return True
    return False


def why_unsendable(value: object) -> str:
    """Return why the wire cannot carry *value*, as a sentence, or nothing if it can."""
    if isinstance(value, str):
        return _why_no_text(value)
    if isinstance(value, float) and not isfinite(value):
        return f"It cannot be {value}: a number is needed."
    if isinstance(value, int) and not _LEAST <= value <= _MOST:
        return f"It takes 64 bits, not {value.bit_length()}."
    return ""


def _of(values: Sequence[Any], kind: type) -> Sequence[Any]:
    return [value for value in values if value.__class__ is kind]


def _why_no_text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        return (
            f"It has a lone surrogate (U+{ord(value[error.start]):04X}) at offset "
            f"{error.start}, which UTF-8 cannot encode: decode the text anew with the "
            "right encoding, or remove that character."
        )
    return ""
