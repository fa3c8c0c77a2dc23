"""Which Python files there are below some paths, and their syntax trees."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs

_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"
_GENERATED = "_registry.py"
_SKIPPED = {"__pycache__", "node_modules", "site-packages"}
_IGNORE = re.compile(r"#\s*ftrack-typed:\s*ignore\b")


class UnreadableFileError(Exception):
    """A file is no Python that this Python can read; the message says why."""


@attrs.frozen(eq=False)
class PythonFile:
    """A module as it is read.

    Attributes:
        path: where it is.
        text: its text.
        tree: its syntax tree.
        ignored: the lines with the comment ``# ftrack-typed: ignore``.
    """

    path: Path
    text: str
    tree: ast.Module
    ignored: frozenset[int]

    @classmethod
    def read(cls, path: Path) -> PythonFile:
        """Read a file.

        Raises:
            UnreadableFileError: it cannot be opened, or is no Python.
        """
        try:
            with tokenize.open(path) as file:
                text = file.read()
            tree = tree_of(text)
        except OSError as error:
            raise UnreadableFileError(error.strerror or str(error)) from error
        except SyntaxError as error:
            line = "" if error.lineno is None else f", line {error.lineno}"
            raise UnreadableFileError(f"no Python 3: {error.msg}{line}") from error
        except (ValueError, RecursionError) as error:
            raise UnreadableFileError(f"no Python 3: {error}") from error
        return cls(path, text, tree, frozenset(_ignored(text)))


def tree_of(text: str) -> ast.Module:
    """Return the syntax tree of a module.

    Raises:
        SyntaxError: it is no Python; ValueError and RecursionError likewise.
    """
    with warnings.catch_warnings():
        # Odd escapes are no business of this project.
        warnings.simplefilter("ignore")
        return ast.parse(text)


def python_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the Python files among *paths* and in the folders among them, sorted.

    Left out are hidden folders, virtual environments, installed and generated packages;
    what is named itself is always there.
    """
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path)
        else:
            yield path


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if not _is_skipped(path):
                yield from _in_folder(path)
        elif path.suffix == ".py":
            yield path


def _is_skipped(folder: Path) -> bool:
    return (
        folder.name.startswith(".")
        or folder.name in _SKIPPED
        or (folder / _VIRTUAL_ENVIRONMENT).exists()
        or (folder / _GENERATED).exists()
    )


def _ignored(text: str) -> Iterator[int]:
    if _IGNORE.search(text) is None:
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and _IGNORE.search(token.string):
            yield token.start[0]
