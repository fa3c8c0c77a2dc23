"""The command ``ftrack-typed lint``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ftrack_typed.checking import Checker
from ftrack_typed.schema import read_document
from ftrack_typed_codegen.progress import announced

from ..python_files import PythonFile, UnreadableFileError, python_files
from .checking import check_file
from .output import FORMATS, Format, shown
from .problems import Problem
from .schema_source import find_schema

_NOTHING = 0
_FOUND = 1
_COULD_NOT = 2

_EPILOG = """\
examples:
  Check a project whose pyproject.toml says where its schema or its package is:
    ftrack-typed lint src scripts

  Check old scripts against a schema that ftrack-typed schema has saved:
    ftrack-typed lint --schema schema.json tools/publish.py

  In a workflow on GitHub, beside the lines of a change:
    ftrack-typed lint --format github src

what is checked:
  The texts that sessions and queries are given: query("select ... from Task where
  ..."), where, select, order_by, populate; of this package and of ftrack_api. What
  f-strings, format and % put in is taken for values; where anything else is put in,
  nothing is said. The names in get("Task", key) and create("Task", {"name": ...}).
  Nothing is imported and no server is asked.

  A line with the comment  # ftrack-typed: ignore  is passed over.

exit codes:
  0  nothing found
  1  something found
  2  the schema or a file could not be read
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "paths",
        metavar="PATH",
        type=Path,
        nargs="+",
        help="a Python file, or a folder to look for them in",
    )
    parser.add_argument(
        "--schema",
        metavar="FILE",
        type=Path,
        help="the schema to check against, by default that of [tool.ftrack-typed] in "
        "pyproject.toml, or of the package that it names",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="how to print what is found, by default as text",
    )


def run(arguments: argparse.Namespace) -> int:
    """Check the files and print what is found.

    Raises:
        FtrackTypedError: there is no schema, or it cannot be used.
    """
    form: Format = arguments.format
    checker = Checker(read_document(find_schema(arguments.schema, Path.cwd())))
    paths: Sequence[Path] = arguments.paths
    problems: list[Problem] = []
    unreadable: list[tuple[Path, str]] = []
    count = 0
    with announced("Reading Python files"):
        for path in python_files(paths):
            count += 1
            try:
                problems += check_file(PythonFile.read(path), checker)
            except UnreadableFileError as error:
                unreadable.append((path, str(error)))
    colours = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    sys.stdout.write(shown(problems, form, colours=colours))
    for path, reason in unreadable:
        print(f"{path}: it cannot be read: {reason}", file=sys.stderr)
    print(_summary(problems, count), file=sys.stderr)
    if unreadable:
        return _COULD_NOT
    return _FOUND if problems else _NOTHING


def _summary(problems: Sequence[Problem], count: int) -> str:
    checked = f"{count} file" if count == 1 else f"{count} files"
    if not problems:
        return f"{checked} checked, nothing found"
    mistakes = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
    files = len({problem.path for problem in problems})
    return f"{checked} checked, {mistakes} in {files} of them"
