"""The command ``ftrack-typed diff``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ftrack_typed_codegen.loading import load_file
from ftrack_typed_codegen.progress import announced

from .comparing import changes
from .comparison import Comparison, by_severity
from .options import CODES, FORMATS, add_report, add_scan, paths_of, scanned
from .reports import REPORTS

_EPILOG = f"""\
examples:
  What changed since the snapshot was taken?
    ftrack-typed schema --output today.json
    ftrack-typed diff schema.json today.json

  Which lines break if the server becomes what the test site is?
    ftrack-typed diff live.json test.json --scan src

Snapshots are what ftrack-typed schema saves; the schema.json of a generated package is
one, and a server's answer to query_schemas will do, without its custom attributes.

{CODES}
{FORMATS}"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("old", metavar="OLD", type=Path, help="the snapshot before")
    parser.add_argument("new", metavar="NEW", type=Path, help="the snapshot after")
    add_scan(parser)
    add_report(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what changed, and return the exit code that says how much.

    Raises:
        FtrackTypedError: a snapshot cannot be read or used.
        OSError: a file cannot be read.
    """
    paths = paths_of(arguments)
    old, new = load_file(arguments.old), load_file(arguments.new)
    with announced("Comparing"):
        found = by_severity(changes(old, new))
        comparison = Comparison(
            old=str(arguments.old),
            new=str(arguments.new),
            changes=found,
            uses=scanned(paths, old, new, found),
        )
    sys.stdout.write(REPORTS[arguments.format](comparison))
    return comparison.exit_code
