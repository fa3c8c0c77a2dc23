"""The sources of the files that mypy checks, read for the spelling of texts."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import attrs
from mypy.nodes import CallExpr, Expression, OpExpr, StrExpr
from mypy.options import Options

from ftrack_typed.checking import SpelledText, Speller

_Span: TypeAlias = "tuple[int, int, int | None, int | None]"


@attrs.frozen
class _Source:
    """A file's expressions by where they begin and end; columns are bytes."""

    speller: Speller
    by_span: Mapping[_Span, ast.expr]
    by_lines: Mapping[tuple[int, int | None], list[ast.expr]]

    def find(self, expression: Expression) -> ast.expr | None:
        """Return the same expression as Python's own parser sees it."""
        start = (expression.line, expression.column)
        end = (expression.end_line, expression.end_column)
        node = self.by_span.get((*start, *end))
        if node is not None and _is_alike(expression, node):
            return node
        # Of mypy's parsers one counts other columns after characters beyond ASCII.
        alike = [
            node
            for node in self.by_lines.get((start[0], end[0]), [])
            if _is_alike(expression, node)
        ]
        return alike[0] if len(alike) == 1 else None


@attrs.define
class Sources:
    """Files by their paths; the last one is kept, as mypy checks one after another."""

    _stamp: tuple[str, int, int] | None = None
    _source: _Source | None = None

    def spelled(
        self, path: str, options: Options, expression: Expression
    ) -> SpelledText | None:
        """Return the text that an expression makes, with its places in the file.

        None stands for an expression that makes no text, or a file that is not there.
        """
        if not isinstance(expression, (StrExpr, CallExpr, OpExpr)):
            return None
        source = self._of(_actual(path, options))
        node = None if source is None else source.find(expression)
        if source is None or node is None:
            return None
        return source.speller.spell(node)

    def _of(self, path: str) -> _Source | None:
        try:
            status = Path(path).stat()
            stamp = (path, status.st_mtime_ns, status.st_size)
            if stamp != self._stamp:
                text = Path(path).read_text(encoding="utf-8-sig")
                self._stamp, self._source = stamp, _read(text)
        except (OSError, UnicodeDecodeError):
            return None
        return self._source


def _is_alike(expression: Expression, node: ast.expr) -> bool:
    match expression:
        case StrExpr():
            if isinstance(node, ast.Constant):
                return node.value == expression.value
            return isinstance(node, ast.JoinedStr)
        case OpExpr():
            return isinstance(node, ast.BinOp)
        case _:
            # To mypy, an f-string is a call.
            return isinstance(node, (ast.Call, ast.JoinedStr))


def _actual(path: str, options: Options) -> str:
    """Return the file that is read in the place of another one, if there is one."""
    shadows: list[list[str]] = options.shadow_file or []
    return next((other for known, other in shadows if known == path), path)


def _read(text: str) -> _Source | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    by_span: dict[_Span, ast.expr] = {}
    by_lines: dict[tuple[int, int | None], list[ast.expr]] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.expr):
            start, end = (node.lineno, node.col_offset), node.end_lineno
            # Of several that are spelled by the same characters, the outermost.
            by_span.setdefault((*start, end, node.end_col_offset), node)
            by_lines.setdefault((node.lineno, end), []).append(node)
    return _Source(Speller(text), by_span, by_lines)
