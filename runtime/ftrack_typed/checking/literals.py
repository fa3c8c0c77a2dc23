"""The characters of Python's string literals, each with its place in the source.

``ast`` says where a literal begins and ends, not where the characters of its value
stand, and before Python 3.12 not even where the parts of an f-string are. So the source
between is read once more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Generator, Iterator, Mapping
from typing import TypeAlias

import attrs

Piece: TypeAlias = "tuple[str | None, int]"
"""A character, or none for a hole, and its offset in the source."""

_BETWEEN = re.compile(r"(?:\s|#[^\n]*|\\\n)*")
_OPENING = re.compile(r"""(?P<prefix>[A-Za-z]*)(?P<quote>\'\'\'|\"\"\"|\'|\")""")
_ESCAPE = re.compile(
    r"\\(?:\n|[\\'\"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|N\{[^}]*\}"
    r"|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})"
)
_SHORT: Mapping[str, str] = {"\\\n": "", "\\'": "'", '\\"': '"'}


class UnreadableError(Exception):
    """A literal is spelled in a way that is not understood here."""


def pieces(source: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the value of the literals that stand side by side in a part of *source*.

    Args:
        source: the text of a module, its lines ended by the newline character alone.
        start: offset of the first literal.
        end: offset after the last one.

    Raises:
        UnreadableError: something else stands there, such as bytes.
    """
    at = start
    while (at := _after(_BETWEEN, source, at)) < end:
        opening = _OPENING.match(source, at, end)
        if opening is None:
            raise UnreadableError
        prefix = opening["prefix"].lower()
        if not set(prefix) <= {"f", "r", "u"}:
            raise UnreadableError
        literal = _Literal(source, end, opening["quote"], "r" in prefix, "f" in prefix)
        at = yield from literal.read(opening.end())


def _after(pattern: re.Pattern[str], source: str, at: int) -> int:
    match = pattern.match(source, at)
    return at if match is None else match.end()


@attrs.frozen
class _Literal:
    source: str
    end: int
    quote: str
    raw: bool
    formatted: bool

    def read(self, at: int) -> Generator[Piece, None, int]:
        """Yield the value from offset *at* on; return the offset after the quote."""
        source = self.source
        while not source.startswith(self.quote, at):
            if at >= self.end:
                raise UnreadableError
            char = source[at]
            if char == "\\":
                text, following = self._escape(at)
                for decoded in text:
                    yield decoded, at
                at = following
            elif self.formatted and char in "{}":
                if source.startswith(char * 2, at):
                    yield char, at
                    at += 2
                else:
                    yield None, at
                    at = after_field(source, at + 1, self.end)
            else:
                yield char, at
                at += 1
        return at + len(self.quote)

    def _escape(self, at: int) -> tuple[str, int]:
        if self.raw:
            # The backslash keeps a quote from ending the literal, and stays. In front
            # of a brace it keeps nothing.
            width = 1 if self.formatted and self.source[at + 1] in "{}" else 2
            return self.source[at : at + width], at + width
        match = _ESCAPE.match(self.source, at)
        if match is None:
            # Not an escape: the backslash stands for itself.
            return "\\", at + 1
        spelled = match[0]
        text = _SHORT.get(spelled)
        if text is None:
            text = str(ast.literal_eval(f'"{spelled}"'))
        return text, match.end()


def after_field(source: str, at: int, end: int) -> int:
    """Return the offset after the brace that closes a replacement field of an f-string.

    Args:
        source: the text of a module.
        at: offset after the opening brace.
        end: offset that the field does not reach.

    Raises:
        UnreadableError: the field is not closed.
    """
    depth = 0
    in_format = False
    while at < end:
        char = source[at]
        if char in "\"'" and not in_format:
            at = _after_string(source, at, end)
            continue
        if char == "}" and depth == 0:
            return at + 1
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == ":" and depth == 0:
            in_format = True
        at += 1
    raise UnreadableError


def _after_string(source: str, at: int, end: int) -> int:
    """Return the offset after a string inside a replacement field."""
    quote = source[at : at + 3] if source[at : at + 3] == source[at] * 3 else source[at]
    at += len(quote)
    while at < end and not source.startswith(quote, at):
        at += 2 if source[at] == "\\" else 1
    return at + len(quote)
