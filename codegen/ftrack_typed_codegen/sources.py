"""Where the schema comes from: options, the environment, the project's table."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ftrack_typed.configuration import Configuration
from ftrack_typed.schema import SchemaDocument

from .loading import load_file, load_from_server
from .progress import announced
from .settings import Settings, find_settings, read_settings

ENVIRONMENT = """\
environment:
  FTRACK_SERVER, FTRACK_API_USER, FTRACK_API_KEY stand in for the options of that name;
  the key is better kept there than written on a command line, and is never in a
  project's file. FTRACK_SERVER goes before the project's server, as the key is for it.
"""
"""For the epilogs of commands that ask a server."""


def add_source(parser: argparse.ArgumentParser, *, file: bool = True) -> None:
    """Add the arguments that say where the schema is had from, and who asks.

    Args:
        parser: gets them.
        file: whether a file may stand in for a server.
    """
    source = parser.add_mutually_exclusive_group()
    if file:
        source.add_argument(
            "--schema",
            metavar="FILE",
            type=Path,
            help="a snapshot that ftrack-typed schema has saved, the schema.json of a "
            "generated package, or a server's answer to query_schemas; by default the "
            "project's",
        )
    source.add_argument(
        "--server",
        metavar="URL",
        help="the server to ask, by default $FTRACK_SERVER, else the project's",
    )
    parser.add_argument(
        "--api-user", metavar="NAME", help="by default $FTRACK_API_USER"
    )
    parser.add_argument("--api-key", metavar="KEY", help="by default $FTRACK_API_KEY")


def add_config(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names the project's file."""
    parser.add_argument(
        "--config",
        metavar="CONFIG",
        type=Path,
        help="the pyproject.toml with settings, by default that of this folder or of "
        "one above it",
    )


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the project's settings.

    Raises:
        SettingsError: they cannot be read.
    """
    config: Path | None = arguments.config
    return find_settings(Path.cwd()) if config is None else read_settings(config)


def load(
    arguments: argparse.Namespace, settings: Settings
) -> tuple[SchemaDocument, str]:
    """Return the schema, and the file or URL that it came from.

    It is that of ``--schema`` or ``--server``, else of the project's file, else of the
    server that the environment or the project names.

    Raises:
        FtrackTypedError: it cannot be had or used.
    """
    file: Path | None = arguments.schema
    if file is None and arguments.server is None:
        file = settings.schema
    if file is not None:
        with announced(f"Reading {file}"):
            return load_file(file), str(file)
    return fetch(arguments, settings)


def fetch(
    arguments: argparse.Namespace, settings: Settings
) -> tuple[SchemaDocument, str]:
    """Return the schema of the server that is named, and its URL.

    Raises:
        ConfigurationError: no server is named, or no key given.
        FtrackTypedError: it does not answer with a schema.
    """
    server: str | None = arguments.server
    if server is None and not os.environ.get("FTRACK_SERVER"):
        server = settings.server
    configuration = Configuration.resolve(server, arguments.api_user, arguments.api_key)
    url = configuration.server_url
    with announced(f"Fetching the schema from {url}"):
        return load_from_server(configuration), url
