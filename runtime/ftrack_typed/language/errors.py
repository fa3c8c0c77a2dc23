"""What is wrong with the text of a query, and where."""

from __future__ import annotations

from ftrack_typed.errors import QueryError

_EXCERPT_WIDTH = 72
_INDENT = "  "


class QuerySyntaxError(QueryError):
    """A text is not a query.

    The message says what was expected where, and shows the line with a caret below
    the place.

    Attributes:
        text: the whole text that was parsed.
        position: offset of the offending character; ``len(text)`` at the end.
        expected: what could have stood there, ``"," or ")"``.
        found: what stands there instead.
    """

    def __init__(self, text: str, position: int, expected: str, found: str) -> None:
        # All arguments are handed up so that the error survives pickling.
        super().__init__(text, position, expected, found)
        self.text = text
        self.position = position
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return (
            f"Expected {self.expected} at position {self.position}, "
            f"found {self.found}:\n{_excerpt(self.text, self.position)}"
        )


def printable(text: str) -> str:
    """Return *text* with a space for each character that has no picture."""
    return "".join(char if char.isprintable() else " " for char in text)


def _excerpt(text: str, position: int) -> str:
    # Only the line at fault, and of a long one only the neighbourhood.
    line_start = text.rfind("\n", 0, position) + 1
    line_end = text.find("\n", position)
    line_end = len(text) if line_end < 0 else line_end
    start = max(line_start, position - _EXCERPT_WIDTH // 2)
    end = min(line_end, start + _EXCERPT_WIDTH)
    before = "..." if start > line_start else ""
    after = "..." if end < line_end else ""
    caret = " " * (len(before) + position - start) + "^"
    line = f"{before}{printable(text[start:end])}{after}"
    return f"{_INDENT}{line}\n{_INDENT}{caret}"
