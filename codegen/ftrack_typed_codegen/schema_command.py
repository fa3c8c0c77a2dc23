"""The command ``ftrack-typed schema``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ftrack_typed.schema import digest

from .snapshot import snapshot_text
from .sources import (
    ENVIRONMENT,
    add_config,
    add_source,
    fetch,
    settings_of,
)

_EPILOG = f"""\
examples:
  Save the schema of the server that the environment names:
    ftrack-typed schema --output schema.json

  Of another server, with the key from the environment:
    ftrack-typed schema --server https://company.ftrackapp.com \\
        --api-user me@company.com --output schema.json

  Generate from it, and serve it, without the server:
    ftrack-typed generate --schema schema.json --output src --package studio_schema
    ftrack-typed serve --schema schema.json

The file says which entity types and attributes there are, how custom attributes are
configured, and what statuses, types, priorities, object types and project schemas are
called; it holds nothing else of the server's data. The same schema makes the same file,
a line for each attribute, so that one under version control shows what has changed. A
file that is as it should be is not touched, and a run that fails leaves the file that
was there.

settings:
  server and schema of [tool.ftrack-typed] in the pyproject.toml of the folder, of one
  above it or in CONFIG stand in for --server and --output; see docs/configuration.md.

{ENVIRONMENT}"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_source(parser, file=False)
    parser.add_argument(
        "--output",
        metavar="FILE",
        type=Path,
        help="the file to write, in a folder that is made if it is missing; by default "
        "the project's, and without one the schema is printed",
    )
    add_config(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the schema, and print a line on what was done.

    Raises:
        FtrackTypedError: the schema cannot be had or used.
        OSError: the file cannot be written.
    """
    settings = settings_of(arguments)
    document, url = fetch(arguments, settings)
    text = snapshot_text(document)
    file: Path | None = arguments.output or settings.schema
    if file is None:
        sys.stdout.write(text)
        return 0
    changed = write(text, file)
    print(
        f"{file}: {len(document.entities)} entity types of {url}, schema hash "
        f"{digest(document)}; {'written' if changed else 'unchanged'}"
    )
    return 0


def write(text: str, file: Path) -> bool:
    """Make *file* hold *text*: all of it, or what it held before.

    Returns:
        whether it held anything else.

    Raises:
        OSError: it cannot be read or written.
    """
    data = text.encode()
    if file.is_file() and file.read_bytes() == data:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        new.write_bytes(data)
        os.replace(new, file)
    finally:
        new.unlink(missing_ok=True)
    return True
