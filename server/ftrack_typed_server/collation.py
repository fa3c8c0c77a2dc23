"""How text is compared: without regard to case, with regard to accents.

One table says which letter is the small form of which, so that databases and Python
agree on every letter: what a database knows of letters depends on where it runs. SQLite
is quicker by itself where ASCII alone is involved, which comes to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, Index, String, Text, cast, collate
from sqlalchemy.sql.functions import Function

from ftrack_typed_server.membership import is_among

Value: TypeAlias = "ColumnElement[Any]"

FOLD = "ftrack_fold"
"""The name of the folding function in databases."""

SPELLED = "ftrack_spelled"
"""The name of the function that spells numbers, registered with SQLite."""

_ESCAPE = "\\"
_CAPITALS = 0x20000  # beyond are scripts without case


def fold(text: str) -> str:
    """Return *text* without differences of case, as databases fold it."""
    return text.lower() if text.isascii() else text.translate(_small_letters())


def folded_letters() -> tuple[str, str]:
    """Return the letters beyond ASCII that fold, and what each of them becomes."""
    letters = {
        chr(capital): small
        for capital, small in _small_letters().items()
        if not chr(capital).isascii()
    }
    return "".join(letters), "".join(letters.values())


@cache
def _small_letters() -> Mapping[int, str]:
    """Return the small letter of each capital one.

    A letter stays one letter, wherever in a word it stands, and none that is not in
    ASCII becomes one that is (a capital I with a dot, the sign of Kelvin): databases
    could not tell by the literal alone which rows it may concern.
    """
    letters = map(chr, range(_CAPITALS))
    return {
        ord(letter): small
        for letter, small in ((letter, letter.lower()) for letter in letters)
        if small != letter and len(small) == 1 and small.isascii() == letter.isascii()
    }


def escape_pattern(text: str) -> str:
    """Return the pattern that matches *text* and nothing else."""
    for char in "\\%_":
        text = text.replace(char, f"\\{char}")
    return text


def spelled(number: float) -> str:
    """Return a number as PostgreSQL spells it: as shortly as it can be."""
    text = repr(float(number))
    if 1e15 <= abs(number) < 1e16:
        return f"{Decimal(text).normalize():e}"
    return text.removesuffix(".0")


def sqlite_spelled(value: str | int | float | bytes | None) -> str | bytes | None:
    """Spell a number inside SQLite; what is none stays."""
    return spelled(value) if isinstance(value, (int, float)) else value


def sqlite_fold(value: str | int | float | bytes | None) -> str | bytes | float | None:
    """Fold a value inside SQLite: text is folded, anything else stays."""
    return fold(value) if isinstance(value, str) else value


class TextRules(Protocol):
    """Comparisons of text in one database."""

    def folded(self, column: Value) -> Value:
        """Return *column* in the form that decides equality and order."""
        ...

    def spelled(self, number: Value) -> Value:
        """Return *number* as text."""
        ...

    def index(self, name: str, column: Value, more: Sequence[Value]) -> Index:
        """Return an index by which :meth:`same` finds rows.

        Args:
            name: the index's name.
            column: the text.
            more: what else it may tell apart.
        """
        ...

    def same(self, column: Value, text: str) -> ColumnElement[bool]:
        """Return whether *column* is *text*."""
        ...

    def one_of(self, column: Value, texts: Sequence[str]) -> ColumnElement[bool]:
        """Return whether *column* is one of *texts*."""
        ...

    def like(self, column: Value, pattern: str) -> ColumnElement[bool]:
        r"""Return whether *column* matches *pattern* (``%``, ``_``, ``\`` escapes)."""
        ...


class SQLiteText:
    """Comparisons of text in SQLite."""

    def folded(self, column: Value) -> Value:
        """See :class:`TextRules`."""
        return Function(FOLD, column, type_=String)

    def spelled(self, number: Value) -> Value:
        """See :class:`TextRules`."""
        return Function(SPELLED, number, type_=String)

    def index(self, name: str, column: Value, more: Sequence[Value]) -> Index:
        """See :class:`TextRules`."""
        return Index(name, collate(column, "NOCASE"), *more)

    def same(self, column: Value, text: str) -> ColumnElement[bool]:
        """See :class:`TextRules`."""
        if text.isascii():
            return collate(column, "NOCASE") == text
        return self.folded(column) == fold(text)

    def one_of(self, column: Value, texts: Sequence[str]) -> ColumnElement[bool]:
        """See :class:`TextRules`."""
        if all(text.isascii() for text in texts):
            return is_among(collate(column, "NOCASE"), texts)
        return is_among(self.folded(column), map(fold, texts))

    def like(self, column: Value, pattern: str) -> ColumnElement[bool]:
        """See :class:`TextRules`."""
        escaped = _defined(pattern)
        if pattern.isascii():
            return column.like(escaped, escape=_ESCAPE)
        return self.folded(column).like(fold(escaped), escape=_ESCAPE)


class PostgreSQLText:
    """Comparisons of text in PostgreSQL."""

    def folded(self, column: Value) -> Value:
        """See :class:`TextRules`."""
        return Function(FOLD, column, type_=String)

    def spelled(self, number: Value) -> Value:
        """See :class:`TextRules`."""
        return cast(number, Text)

    def index(self, name: str, column: Value, more: Sequence[Value]) -> Index:
        """See :class:`TextRules`."""
        # Of hashes: an ordered index refuses texts of some 2,700 bytes and more.
        return Index(name, self.folded(column), postgresql_using="hash")

    def same(self, column: Value, text: str) -> ColumnElement[bool]:
        """See :class:`TextRules`."""
        return self.folded(column) == fold(text)

    def one_of(self, column: Value, texts: Sequence[str]) -> ColumnElement[bool]:
        """See :class:`TextRules`."""
        return is_among(self.folded(column), map(fold, texts))

    def like(self, column: Value, pattern: str) -> ColumnElement[bool]:
        """See :class:`TextRules`."""
        return self.folded(column).like(fold(_defined(pattern)), escape=_ESCAPE)


def _defined(pattern: str) -> str:
    """Return *pattern* with every backslash that escapes nothing doubled.

    A backslash before anything but ``%``, ``_`` and itself is a character as any
    other; databases disagree about that.
    """
    parts: list[str] = []
    position = 0
    while position < len(pattern):
        char = pattern[position]
        follower = pattern[position + 1 : position + 2]
        if char == _ESCAPE and follower and follower in "%_\\":
            parts.append(char + follower)
            position += 2
            continue
        parts.append("\\\\" if char == _ESCAPE else char)
        position += 1
    return "".join(parts)
