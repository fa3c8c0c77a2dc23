r"""Values as they are spelled in a query, in both directions.

In strings ``\"``, ``\'`` and ``\\`` stand for the character. In the patterns of
``like`` and ``not_like`` the wildcards are ``%`` and ``_``; ``\%`` and ``\_`` keep
their backslash there, as it is the pattern that gives it a meaning. Elsewhere ``\%``
stands for ``%``. Any other backslash stands for itself, since ftrack's clients do not
escape it.
"""

from __future__ import annotations

import math
import re

from ftrack_typed.language.nodes import LiteralValue

# Patterns are kept as text: few processes need them, and compiling them would be a good
# part of what importing this package costs.
_DECODED = r"""\\(["'\\])"""
_DECODED_OUTSIDE_PATTERNS = r"""\\(["'\\%])"""
# Pairs first: in the pattern \\% the percent sign is a wildcard, in \% it is not.
_ENCODED_IN_PATTERNS = r"""(?P<kept>\\[%_])|\\\\|["\\]"""
_WILDCARD = r"[%_\\]"

WORDS: dict[str, bool | None] = {
    "None": None,
    "none": None,
    "null": None,
    "Null": None,
    "True": True,
    "true": True,
    "False": False,
    "false": False,
}
"""The barewords that stand for something else than their own text."""


def escape_like(text: str) -> str:
    r"""Return the pattern for ``like`` that matches *text* and nothing else.

    Write the wildcards around it: ``escape_like("50%") + "%"`` matches what begins
    with ``50%``.
    """
    return re.sub(_WILDCARD, r"\\\g<0>", text)


def parse_string(quoted: str, *, pattern: bool) -> str:
    """Return the value of a string literal.

    Args:
        quoted: the literal with its quotes.
        pattern: whether it is a pattern of ``like`` or ``not_like``.
    """
    body = quoted[1:-1]
    if "\\" not in body:
        return body
    return re.sub(_DECODED if pattern else _DECODED_OUTSIDE_PATTERNS, r"\1", body)


def parse_number(digits: str) -> int | float:
    """Return the value of a number literal.

    Raises:
        ValueError: the number has too many digits.
    """
    if "." not in digits:
        return int(digits)
    value = float(digits)
    if math.isinf(value):
        raise ValueError("The number is beyond the range of floats.")
    return value


def render_literal(value: LiteralValue, *, pattern: bool = False) -> str:
    """Return *value* as it is written in a query.

    Strings come in double quotes, floats without an exponent.

    Args:
        value: what to write.
        pattern: whether it is a pattern of ``like`` or ``not_like``.

    Raises:
        ValueError: a float is not finite, an integer too long to be written, or a
            string has half of a surrogate pair, so that UTF-8 cannot encode it.
        TypeError: *value* is of another type than queries can hold.
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, str):
        return _render_string(value, pattern)
    if isinstance(value, int):
        return int.__repr__(value)
    # Queries are also built by code that no type checker has seen.
    if isinstance(value, float):  # pyright: ignore[reportUnnecessaryIsInstance]
        return _render_float(value)
    raise TypeError(
        f"A query cannot hold a value of type {type(value).__name__}: give a string, "
        "a number, a boolean or None; dates as ISO text, entities by their key."
    )


def _render_string(value: str, pattern: bool) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"The text has a lone surrogate (U+{ord(value[error.start]):04X}) at "
            f"offset {error.start}, which UTF-8 cannot encode: decode the text anew "
            "with the right encoding, or remove that character."
        ) from error
    if pattern:
        encoded = re.sub(_ENCODED_IN_PATTERNS, _escape_in_pattern, value)
    else:
        encoded = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{encoded}"'


def _escape_in_pattern(match: re.Match[str]) -> str:
    if match["kept"]:
        return match["kept"]
    return "".join(f"\\{char}" for char in match[0])


def _render_float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"A query cannot hold the number {float.__repr__(value)}.")
    # The shortest text that gives the same float back, bar the exponent.
    text = float.__repr__(value)
    if "e" not in text:
        return text
    # Imported here since hardly any query needs it.
    from decimal import Decimal

    digits = format(Decimal(text), "f")
    return digits if "." in digits else f"{digits}.0"
