"""The studio's own settings of the generator: ``[tool.ftrack-typed]`` of a project.

::

    [tool.ftrack-typed]
    server = "https://company.ftrackapp.com"
    package = "studio_schema"
    output = "src"
    types = ["Shot", "Task", "AssetVersion"]
    names = ["statuses", "types"]
    python = "3.11"
    templates = "pipeline/templates"

    [tool.ftrack-typed.mixins]
    Task = "studio.pipeline:TaskMixin"

    [tool.ftrack-typed.nullable]
    "TypedContext.bid" = false

    [tool.ftrack-typed.required]
    "Task.type" = true
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import attrs

from ftrack_typed.schema import NamedType

from .errors import SettingsError
from .setting_values import Table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "pyproject.toml"
TABLE = "ftrack-typed"
PYTHONS = ("3.10", "3.11", "3.12", "3.13")
"""What the generated code can be for."""

NAMES: Mapping[str, NamedType] = {
    "statuses": "Status",
    "types": "Type",
    "priorities": "Priority",
    "object_types": "ObjectType",
    "project_schemas": "ProjectSchema",
}
"""Whose names can be literal types, to the entity type."""

_KEYS = (
    "mixins",
    "names",
    "nullable",
    "output",
    "package",
    "python",
    "required",
    "schema",
    "server",
    "templates",
    "types",
)


@attrs.frozen
class Mixin:
    """A class of the studio's that an entity class is to derive from.

    Attributes:
        module: the module's import name.
        name: the class in it.
    """

    module: str
    name: str


@attrs.frozen(kw_only=True)
class Settings:
    """What a project asks of the generator.

    Attributes:
        source: the file that says so, or none.
        server: the server to ask, where neither an option nor the environment says.
        schema: the file with the schema, to generate from instead of the server.
        package: the import name of the package.
        output: the folder that gets the package's.
        types: the entity types to generate, with what they refer to; empty for all.
        names: which names of the site are to be literal types, by what they are.
        python: the oldest Python that is to run the package.
        mixins: entity type to the class that its own derives from.
        nullable: whether attributes, as ``Task.bid``, may be none, whatever the schema
            says.
        required: whether attributes have to be given to a new entity.
        templates: a folder with templates that stand in for those of that name.
    """

    source: Path | None = None
    server: str | None = None
    schema: Path | None = None
    package: str | None = None
    output: Path | None = None
    types: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    python: str = PYTHONS[0]
    mixins: Mapping[str, Mixin] = attrs.field(factory=dict[str, Mixin])
    nullable: Mapping[str, bool] = attrs.field(factory=dict[str, bool])
    required: Mapping[str, bool] = attrs.field(factory=dict[str, bool])
    templates: Path | None = None

    @property
    def asked_for(self) -> frozenset[str]:
        """The attributes that have to be given to a new entity."""
        return frozenset(name for name, asked in self.required.items() if asked)


def find_settings(folder: Path) -> Settings:
    """Return the settings of the project that *folder* is in, none if it has none.

    Raises:
        SettingsError: see :func:`read_settings`.
    """
    for candidate in (folder, *folder.parents):
        if (candidate / FILE).is_file():
            return read_settings(candidate / FILE)
    return Settings()


def read_settings(file: Path) -> Settings:
    """Return the settings in *file*, a project's ``pyproject.toml``.

    Paths in it are taken from its folder.

    Raises:
        SettingsError: the file cannot be read, or says something that is not known; it
            names the file, the table and the key.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(file, f"it cannot be read: {error}") from error
    table = Table(file, "", content).table("tool").table(TABLE)
    table.check_keys(_KEYS)
    mixins = table.table("mixins")
    return Settings(
        source=file,
        server=table.server("server"),
        schema=table.path("schema", "a file"),
        package=table.package("package"),
        output=table.path("output", "a folder"),
        types=table.texts("types", 'a list of entity types, as in ["Task", "Shot"],'),
        names=table.several("names", tuple(NAMES)),
        python=table.choice("python", PYTHONS, PYTHONS[0]),
        mixins={name: Mixin(*mixins.place(name)) for name in mixins.content},
        nullable=table.table("nullable").flags("Task.bid"),
        required=table.table("required").flags("Task.bid"),
        templates=table.folder("templates"),
    )
