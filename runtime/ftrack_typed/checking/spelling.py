"""The texts that expressions of a program make, as far as they can be read off.

Whatever is not known when the program is read is a hole: what an f-string, ``format``,
``%`` or ``+`` puts in.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TypeAlias

import attrs

from ftrack_typed.checking.literals import (
    Piece,
    UnreadableError,
    after_field,
    pieces,
)
from ftrack_typed.checking.texts import HOLE, QueryText

_PERCENT = re.compile(
    r"%(?:\([^)]*\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?[diouxXeEfFgGcrsa%]"
)
_DEEPEST = 50

Meaning: TypeAlias = "Callable[[ast.Name], ast.expr | None]"
"""The expression that a name stands for, none if it is not known to be just one."""


def _nothing(name: ast.Name) -> None:
    return None


@attrs.frozen(order=True)
class Place:
    """A place in a source file.

    Attributes:
        line: counted from one.
        column: the character in the line, counted from one.
    """

    line: int
    column: int


@attrs.frozen
class SpelledText:
    """The text of a query, and where in the source it is spelled.

    Attributes:
        text: the text.
        offsets: the offset in the source of each character, and the one after the last.
        speller: what reads the source.
    """

    text: QueryText
    offsets: tuple[int, ...] = attrs.field(repr=False)
    speller: Speller = attrs.field(repr=False)

    def place(self, offset: int) -> Place:
        """Return the place of the character at *offset* in the text."""
        return self.speller.place(self.offsets[min(offset, len(self.offsets) - 1)])

    def end(self, offset: int) -> Place:
        """Return the place after the character before *offset*."""
        if not 0 < offset < len(self.offsets):
            return self.place(offset)
        before = self.place(offset - 1)
        return Place(before.line, before.column + 1)


class Speller:
    """Reads the texts that expressions of one module make.

    Args:
        source: the module's text.
    """

    def __init__(self, source: str) -> None:
        self.source: str = source.replace("\r\n", "\n").replace("\r", "\n")
        self._lines = self.source.split("\n")
        self._starts: list[int] = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def spell(
        self, expression: ast.expr, meaning: Meaning = _nothing
    ) -> SpelledText | None:
        """Return the text that *expression* makes, none if it is not known to be one.

        Args:
            expression: an expression of the module.
            meaning: returns the only expression that a name stands for where it
                stands, if there is one in the module.
        """
        try:
            found = self._pieces(expression, meaning, 0)
        except UnreadableError:
            return None
        if found is None:
            return None
        text = "".join(HOLE if char is None else char for char, _ in found)
        holes = tuple(at for at, (char, _) in enumerate(found) if char is None)
        offsets = [offset for _, offset in found]
        start = self._offset(expression.lineno, expression.col_offset)
        offsets.append(offsets[-1] + 1 if offsets else start)
        return SpelledText(QueryText(text, holes), tuple(offsets), self)

    def start(self, node: ast.expr | ast.stmt) -> Place:
        """Return where *node* begins."""
        return self.place(self._offset(node.lineno, node.col_offset))

    def end(self, node: ast.expr) -> Place:
        """Return the place after *node*."""
        return self.place(self._end(node))

    def place(self, offset: int) -> Place:
        """Return where the character at *offset* in the source stands."""
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1)

    def _offset(self, line: int, column: int) -> int:
        # Python counts the bytes of a line.
        before = self._lines[line - 1].encode()[:column]
        return self._starts[line - 1] + len(before.decode(errors="replace"))

    def _end(self, node: ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.end_lineno, node.end_col_offset)

    def _pieces(
        self, node: ast.expr, meaning: Meaning, depth: int
    ) -> list[Piece] | None:
        """Return the characters and holes of a text, none if *node* makes none."""
        if depth > _DEEPEST:
            return None
        match node:
            case ast.Constant(value=str()) | ast.JoinedStr():
                return self._literal(node)
            case ast.BinOp(op=ast.Add()):
                return self._sum(node, meaning, depth)
            case ast.BinOp(op=ast.Mod()):
                pattern = self._pieces(node.left, meaning, depth + 1)
                return None if pattern is None else list(_percent(pattern))
            case ast.Call(func=ast.Attribute(value=text, attr="format")):
                pattern = self._pieces(text, meaning, depth + 1)
                return None if pattern is None else list(_format(pattern))
            case ast.Name() if (meant := meaning(node)) is not None:
                return self._pieces(meant, meaning, depth + 1)
            case _:
                return None

    def _literal(self, node: ast.Constant | ast.JoinedStr) -> list[Piece]:
        start = self._offset(node.lineno, node.col_offset)
        found = list(pieces(self.source, start, self._end(node)))
        # What is read here must be what Python reads.
        if [char for char, _ in found] != list(_values(node)):
            raise UnreadableError
        return found

    def _sum(self, node: ast.BinOp, meaning: Meaning, depth: int) -> list[Piece] | None:
        left = self._pieces(node.left, meaning, depth + 1)
        right = self._pieces(node.right, meaning, depth + 1)
        if left is None and right is None:
            return None
        parts: list[Piece] = []
        for side, found in ((node.left, left), (node.right, right)):
            hole: Piece = (None, self._offset(side.lineno, side.col_offset))
            parts += [hole] if found is None else found
        return parts


def _values(node: ast.Constant | ast.JoinedStr) -> Iterator[str | None]:
    if isinstance(node, ast.Constant):
        yield from str(node.value)
        return
    for part in node.values:
        if isinstance(part, ast.Constant):
            yield from str(part.value)
        else:
            yield None


def _percent(pattern: list[Piece]) -> Iterator[Piece]:
    """Yield what ``%`` makes of a text."""
    text = "".join(char or "\0" for char, _ in pattern)
    at = 0
    while at < len(pattern):
        if text[at] != "%":
            yield pattern[at]
            at += 1
            continue
        match = _PERCENT.match(text, at)
        if match is None:
            raise UnreadableError
        yield ("%" if match[0] == "%%" else None), pattern[at][1]
        at = match.end()


def _format(pattern: list[Piece]) -> Iterator[Piece]:
    """Yield what ``format`` makes of a text."""
    text = "".join(char or "\0" for char, _ in pattern)
    at = 0
    while at < len(pattern):
        if text[at] not in "{}":
            yield pattern[at]
            at += 1
        elif text.startswith(text[at] * 2, at):
            yield pattern[at]
            at += 2
        else:
            yield None, pattern[at][1]
            at = after_field(text, at + 1, len(text))
