"""The command ``ftrack-typed check``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ftrack_typed.schema import SchemaDocument
from ftrack_typed_codegen.command import add_target, target_of
from ftrack_typed_codegen.progress import announced
from ftrack_typed_codegen.selection import selected
from ftrack_typed_codegen.settings import Settings
from ftrack_typed_codegen.sources import (
    ENVIRONMENT,
    add_config,
    add_source,
    load,
    settings_of,
)

from .comparing import changes
from .comparison import Comparison, by_severity
from .freshness import package_schema, stale_files
from .options import CODES, FORMATS, add_report, add_scan, paths_of, scanned
from .reports import REPORTS

_EPILOG = f"""\
examples:
  Is the project's package what the server's schema gives?
    ftrack-typed check

  Which lines of the studio's code does that break?
    ftrack-typed check --scan src --scan scripts

  Against a snapshot that ftrack-typed schema has saved, in a CI run on GitHub:
    ftrack-typed check --schema schema.json --scan src --format github

The schema that the package was generated from lies in it, as schema.json. It is
compared with the one of the server or of a file, and its files with what it gives.

{CODES}
{FORMATS}
{ENVIRONMENT}"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_source(parser)
    add_target(parser)
    add_config(parser)
    add_scan(parser)
    add_report(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what changed, and return the exit code that says how much.

    Raises:
        FtrackTypedError: a schema cannot be had or used.
        OSError: a file cannot be read.
    """
    paths = paths_of(arguments)
    settings = settings_of(arguments)
    output, package = target_of(arguments, settings)
    folder = _shown(output / package)
    whole = package_schema(folder)
    document, source = load(arguments, settings)
    old, new = _part(whole, settings), _part(document, settings)
    with announced("Comparing"):
        found = by_severity(changes(old, new, settings=settings))
        comparison = Comparison(
            old=str(folder),
            new=source,
            changes=found,
            files=stale_files(folder, whole, settings),
            uses=scanned(paths, old, new, found, package),
        )
    sys.stdout.write(REPORTS[arguments.format](comparison))
    return comparison.exit_code


def _shown(path: Path) -> Path:
    """Return *path* as a person names it who is in this folder."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _part(document: SchemaDocument, settings: Settings) -> SchemaDocument:
    """Return what of *document* the package is to have."""
    # A type that is gone is a change to be told of, no mistake in the settings.
    there = [name for name in settings.types if name in document.entities]
    return selected(document, there, settings.source)
