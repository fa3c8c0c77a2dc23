"""The command ``ftrack-typed generate``."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from ftrack_typed.configuration import Configuration
from ftrack_typed.schema import SchemaDocument

from .loading import load_file, load_from_server
from .pipeline import check_package_name, generate
from .progress import announced
from .settings import find_settings, read_settings

_EPILOG = """\
examples:
  From the server that the environment names:
    ftrack-typed generate --output src --package studio_schema

  From a server, with the key from the environment:
    ftrack-typed generate --server https://company.ftrackapp.com \\
        --api-user me@company.com --output src --package studio_schema

  From a schema that ftrack-typed schema has saved, without a server:
    ftrack-typed generate --schema schema.json --output src --package studio_schema

The package is written to OUTPUT/PACKAGE. Run the command again when the server's
schema has changed: files that stay the same are not touched, those of entity types
that are gone are removed, and a run that fails changes nothing.

settings:
  [tool.ftrack-typed] in the pyproject.toml of the folder, or of one above it, or in
  CONFIG, can name classes of your own for entity classes to derive from, and a folder
  of templates; see docs/extending.md.

environment:
  FTRACK_SERVER, FTRACK_API_USER, FTRACK_API_KEY stand in for the options of that name;
  the key is better kept there than written on a command line.
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--schema",
        metavar="FILE",
        type=Path,
        help="a JSON file that holds a server's answer to query_schemas",
    )
    source.add_argument(
        "--server", metavar="URL", help="the server to ask, by default $FTRACK_SERVER"
    )
    add_credentials(parser)
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        required=True,
        help="the folder that gets the package's; it is made if it is missing",
    )
    parser.add_argument(
        "--package",
        metavar="NAME",
        required=True,
        help="the import name of the package, such as studio_schema",
    )
    parser.add_argument(
        "--config",
        metavar="CONFIG",
        type=Path,
        help="the pyproject.toml with settings, by default that of this folder",
    )


def run(arguments: argparse.Namespace) -> int:
    """Generate the package and print a line on what was done.

    Raises:
        FtrackTypedError: the schema cannot be had or used, or the package not written.
        OSError: a folder cannot be read or written.
    """
    start = time.perf_counter()
    package: str = arguments.package
    check_package_name(package)
    config: Path | None = arguments.config
    settings = find_settings(Path.cwd()) if config is None else read_settings(config)
    document, source = _load(arguments)
    count = len(document.entities)
    with announced(f"Generating {count} entity types"):
        model, written = generate(
            document,
            package=package,
            output=arguments.output,
            source=source,
            settings=settings,
        )
    seconds = time.perf_counter() - start
    print(
        f"{written.folder}: {len(model.classes)} entity types, {model.attributes} "
        f"attributes; {written.written} files written, {written.unchanged} unchanged, "
        f"{written.removed} removed; {seconds:.1f} s"
    )
    return 0


def _load(arguments: argparse.Namespace) -> tuple[SchemaDocument, str]:
    """Return the schema and where it came from."""
    file: Path | None = arguments.schema
    if file is not None:
        with announced(f"Reading {file}"):
            return load_file(file), str(file)
    return fetch(arguments)


def add_credentials(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say who asks the server."""
    parser.add_argument(
        "--api-user", metavar="NAME", help="by default $FTRACK_API_USER"
    )
    parser.add_argument("--api-key", metavar="KEY", help="by default $FTRACK_API_KEY")


def fetch(arguments: argparse.Namespace) -> tuple[SchemaDocument, str]:
    """Return the schema of the server that the arguments name, and its URL.

    Raises:
        ConfigurationError: no server is named, or no key given.
        FtrackTypedError: it does not answer with a schema.
    """
    configuration = Configuration.resolve(
        arguments.server, arguments.api_user, arguments.api_key
    )
    url = configuration.server_url
    with announced(f"Fetching the schema from {url}"):
        return load_from_server(configuration), url
