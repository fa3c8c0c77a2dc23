"""The text of a query as far as it is known: with holes where values are put in."""

from __future__ import annotations

import attrs

HOLE = "0"
"""What stands in a text for a hole: it can be a value, and a number of rows, but
never the name of an attribute or a type."""


@attrs.frozen
class QueryText:
    """The text of a query, or of a part of one.

    Attributes:
        text: the text, with a digit for each hole.
        holes: the offsets of these digits, in order.
    """

    text: str
    holes: tuple[int, ...] = ()

    def has_hole(self, start: int, end: int) -> bool:
        """Return whether there is a hole between two offsets."""
        return any(start <= hole < end for hole in self.holes)

    def after(self, before: str) -> QueryText:
        """Return this text with another one before it."""
        if not before:
            return self
        shifted = tuple(hole + len(before) for hole in self.holes)
        return QueryText(before + self.text, shifted)


class UnknownPartError(Exception):
    """Something else than a value is put into a text: nothing can be said of it."""
