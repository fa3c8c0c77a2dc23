"""The command ``ftrack-typed generate``."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from .errors import SettingsError
from .naming import check_package_name
from .pipeline import generate
from .progress import announced
from .settings import Settings
from .sources import ENVIRONMENT, add_config, add_source, load, settings_of

_EPILOG = f"""\
examples:
  From the server that the environment names:
    ftrack-typed generate --output src --package studio_schema

  From a server, with the key from the environment:
    ftrack-typed generate --server https://company.ftrackapp.com \\
        --api-user me@company.com --output src --package studio_schema

  From a schema that ftrack-typed schema has saved, without a server:
    ftrack-typed generate --schema schema.json --output src --package studio_schema

  As the project's pyproject.toml says:
    ftrack-typed generate

The package is written to OUTPUT/PACKAGE. Run the command again when the server's
schema has changed: files that stay the same are not touched, those of entity types
that are gone are removed, and a run that fails changes nothing.

settings:
  [tool.ftrack-typed] in the pyproject.toml of the folder, or of one above it, or in
  CONFIG, stands in for options that are not given, and says which entity types the
  package is to have, for which Python, which attributes may be none or are asked for
  on creation, and which classes and templates of your own go into it; see
  docs/configuration.md and docs/extending.md.

{ENVIRONMENT}"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to *parser*."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_source(parser)
    add_target(parser)
    add_config(parser)


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say which package it is about."""
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        help="the folder that gets the package's; it is made if it is missing; by "
        "default the project's",
    )
    parser.add_argument(
        "--package",
        metavar="NAME",
        help="the import name of the package, such as studio_schema; by default the "
        "project's",
    )


def target_of(arguments: argparse.Namespace, settings: Settings) -> tuple[Path, str]:
    """Return the folder that has the package's, and the package's name.

    Raises:
        SettingsError: neither an option nor the project says.
        PackageNameError: no package can have that name.
    """
    output: Path | None = arguments.output or settings.output
    package: str | None = arguments.package or settings.package
    for key, value in (("output", output), ("package", package)):
        if value is None:
            raise SettingsError(
                settings.source,
                f"there is no {key}: give --{key}, or set {key} in "
                "[tool.ftrack-typed] of the project's pyproject.toml",
            )
    assert output is not None
    assert package is not None
    check_package_name(package)
    return output, package


def run(arguments: argparse.Namespace) -> int:
    """Generate the package and print a line on what was done.

    Raises:
        FtrackTypedError: the schema cannot be had or used, or the package not written.
        OSError: a folder cannot be read or written.
    """
    start = time.perf_counter()
    settings = settings_of(arguments)
    output, package = target_of(arguments, settings)
    document, source = load(arguments, settings)
    count = len(document.entities)
    with announced(f"Generating {count} entity types"):
        model, written = generate(
            document,
            package=package,
            output=output,
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
