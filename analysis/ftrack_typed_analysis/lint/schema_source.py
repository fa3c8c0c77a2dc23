"""Which schema the programs of a project are checked against."""

from __future__ import annotations

from pathlib import Path

from ftrack_typed.errors import ConfigurationError
from ftrack_typed_codegen.settings import find_settings

_SCHEMA = "schema.json"


def find_schema(option: Path | None, folder: Path) -> Path:
    """Return the file with the schema: what is asked for, or else the project's.

    Args:
        option: the file that the command line names.
        folder: a folder of the project.

    Raises:
        ConfigurationError: neither the command line nor the project names one.
        SettingsError: the project's settings cannot be used.
    """
    if option is not None:
        return option
    settings = find_settings(folder)
    if settings.schema is not None:
        return settings.schema
    if settings.source is not None and settings.package is not None:
        output = settings.output or settings.source.parent
        return output / settings.package / _SCHEMA
    raise ConfigurationError(
        "There is no schema to check against. Name the file with --schema, or in "
        "pyproject.toml, under [tool.ftrack-typed], either schema, the file, or "
        "package and output, which name the generated package that holds it.",
        settings=("schema",),
    )
