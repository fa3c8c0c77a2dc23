"""Text for docstrings: safe whatever the schema says, and wrapped."""

from __future__ import annotations

import textwrap

_WIDTH = 88


def docstring_lines(*paragraphs: str, indent: int) -> tuple[str, ...]:
    """Return *paragraphs* as the lines between a docstring's triple quotes.

    Args:
        paragraphs: free text; empty ones are left out.
        indent: how far the docstring is indented.
    """
    lines: list[str] = []
    for paragraph in paragraphs:
        wrapped = textwrap.wrap(
            escaped(paragraph),
            # The first line begins, and the only line ends, with the quotes.
            width=_WIDTH - indent - 6,
            break_long_words=False,
            break_on_hyphens=False,
        )
        if wrapped:
            lines += ["", *wrapped] if lines else wrapped
    return tuple(lines)


def printable(text: str) -> str:
    """Return *text* on one line: white space collapsed, what has no glyph dropped."""
    shown = "".join(
        character if character.isprintable() else " " if character.isspace() else ""
        for character in text
    )
    return " ".join(shown.split())


def escaped(text: str) -> str:
    """Return *text* on one line, meaning itself between triple quotes.

    Backslashes are escaped, and quotes where they could end the docstring.
    """
    line = printable(text)
    body = line.rstrip('"')
    quotes = len(line) - len(body)
    return body.replace("\\", "\\\\").replace('""', '\\"\\"') + '\\"' * quotes
