"""The options that ``check`` and ``diff`` share, and what their help says alike."""

from __future__ import annotations

import argparse
from pathlib import Path

from ftrack_typed.schema import SchemaDocument

from .records import Change
from .reports import REPORTS
from .scan import scan
from .uses import BrokenUse

CODES = """\
exit codes:
  0  nothing changed
  1  additive or cosmetic: what was written before works as it did
  2  breaking: something that worked may fail, or mean something else
  3  it could not be told, as a schema could not be had or used; so for wrong options,
     and for a mistake of its own
"""
FORMATS = """\
formats:
  text    for people
  json    for programs: changes, files and uses, each with its parts
  github  for GitHub Actions, which shows the lines that break in the pull request
"""


def add_scan(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names the studio's code."""
    parser.add_argument(
        "--scan",
        metavar="PATH",
        type=Path,
        action="append",
        default=[],
        help="name the lines below this folder, or in this file, that a change breaks; "
        "it may be given several times",
    )


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add the argument that says how it is reported."""
    parser.add_argument(
        "--format", choices=tuple(REPORTS), default="text", help="by default text"
    )


def paths_of(arguments: argparse.Namespace) -> list[Path]:
    """Return what is to be scanned.

    Raises:
        FileNotFoundError: something of it is not there.
    """
    paths: list[Path] = arguments.scan
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"{path} is not there, so it cannot be scanned")
    return paths


def scanned(
    paths: list[Path],
    old: SchemaDocument,
    new: SchemaDocument,
    found: tuple[Change, ...],
    package: str | None = None,
) -> tuple[BrokenUse, ...]:
    """Return the uses below *paths* that the changes *found* break."""
    return scan(paths, old, new, found, package=package) if paths else ()
