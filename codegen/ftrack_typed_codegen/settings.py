"""The studio's own settings of the generator: ``[tool.ftrack-typed]`` of a project.

::

    [tool.ftrack-typed]
    templates = "pipeline/templates"

    [tool.ftrack-typed.mixins]
    Task = "studio.pipeline:TaskMixin"
"""

from __future__ import annotations

import keyword
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import attrs

from .errors import SettingsError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FILE = "pyproject.toml"
_TABLE = "ftrack-typed"


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
        mixins: entity type to the class that its own derives from.
        templates: a folder with templates that stand in for those of that name.
    """

    source: Path | None = None
    mixins: Mapping[str, Mixin] = attrs.field(factory=dict[str, Mixin])
    templates: Path | None = None


def find_settings(folder: Path) -> Settings:
    """Return the settings of the project that *folder* is in, none if it has none.

    Raises:
        SettingsError: see :func:`read_settings`.
    """
    for candidate in (folder, *folder.parents):
        if (candidate / _FILE).is_file():
            return read_settings(candidate / _FILE)
    return Settings()


def read_settings(file: Path) -> Settings:
    """Return the settings in *file*, a project's ``pyproject.toml``.

    Raises:
        SettingsError: the file cannot be read, or says something that is not known.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(file, f"it cannot be read: {error}") from error
    table = _table(file, "tool", _table(file, "", content).get("tool", {}))
    given = _table(file, f"tool.{_TABLE}", table.get(_TABLE, {}))
    unknown = sorted(given.keys() - {"mixins", "templates"})
    if unknown:
        raise SettingsError(
            file, f"[tool.{_TABLE}] has no {unknown[0]!r}; it has mixins and templates"
        )
    mixins = _table(file, f"tool.{_TABLE}.mixins", given.get("mixins", {}))
    return Settings(
        source=file,
        mixins={name: _mixin(file, name, value) for name, value in mixins.items()},
        templates=_folder(file, given.get("templates")),
    )


def _table(file: Path, name: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(file, f"{name} is no table")
    return cast("dict[str, Any]", value)


def _mixin(file: Path, entity_type: str, value: object) -> Mixin:
    place = value if isinstance(value, str) else ""
    module, separator, name = place.partition(":")
    parts = [*module.split("."), name]
    # It becomes code: nothing but names may be in it.
    if not separator or not all(
        part.isidentifier() and not keyword.iskeyword(part) for part in parts
    ):
        raise SettingsError(
            file,
            f"the mixin of {entity_type} is {value!r}; a module and a class are "
            'needed, as in "studio.pipeline:TaskMixin"',
        )
    return Mixin(module, name)


def _folder(file: Path, value: object) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise SettingsError(file, f"templates is {value!r}; a folder is needed")
    folder = file.parent / value
    if not folder.is_dir():
        raise SettingsError(file, f"templates names {folder}, which is no folder")
    return folder
