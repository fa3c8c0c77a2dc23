"""The generated packages that a program uses, found by their classes."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import attrs

from ftrack_typed.checking import Checker
from ftrack_typed.errors import SchemaError
from ftrack_typed.schema import read_document

_REGISTRY = "_registry.py"
_SCHEMA = "schema.json"


@attrs.frozen(eq=False)
class GeneratedPackage:
    """One generated package.

    Attributes:
        name: its import name.
        checker: checks texts against its schema.
        classes: entity type to the module and the name of its class.
        entity_types: the other way round.
    """

    name: str
    checker: Checker
    classes: Mapping[str, tuple[str, str]]
    entity_types: Mapping[tuple[str, str], str]


@attrs.define
class Packages:
    """The packages that were read, as long as their schemas stay the same."""

    _read: dict[Path, tuple[str, GeneratedPackage]] = attrs.field(
        factory=dict[Path, "tuple[str, GeneratedPackage]"]
    )
    _first: dict[Path, str] = attrs.field(factory=dict[Path, str])

    def of_module(self, module: str, path: str) -> GeneratedPackage | None:
        """Return the package that a module is in, none if that was not generated.

        Args:
            module: the module's import name.
            path: its file.

        Raises:
            SchemaError: the package was generated, and its schema cannot be read.
        """
        folder = Path(path).parent
        if not (folder / _REGISTRY).is_file():
            return None
        digest = schema_digest(path) or ""
        read = self._read.get(folder)
        if read is None or read[0] != digest:
            name = module.rpartition(".")[0] or module
            read = digest, _read_package(folder, name)
            self._read[folder] = read
            self._first.setdefault(folder, digest)
        return read[1]

    def are_stale(self) -> bool:
        """Return whether a schema is another one than when it was first read."""
        return any(
            (schema_digest(str(folder / _REGISTRY)) or "") != digest
            for folder, digest in self._first.items()
        )


PACKAGES = Packages()
"""What this process has read."""


def schema_digest(path: str) -> str | None:
    """Return a digest of the schema beside a module's file, none if there is none."""
    folder = Path(path).parent
    try:
        if not (folder / _REGISTRY).is_file():
            return None
        return hashlib.sha256((folder / _SCHEMA).read_bytes()).hexdigest()
    except OSError:
        return None


def _read_package(folder: Path, name: str) -> GeneratedPackage:
    document = read_document(folder / _SCHEMA)
    places = _registered(folder / _REGISTRY)
    classes = {
        entity_type: (f"{name}.{module}", class_name)
        for entity_type, (module, class_name) in places.items()
    }
    return GeneratedPackage(
        name=name,
        checker=Checker(document),
        classes=classes,
        entity_types={place: entity_type for entity_type, place in classes.items()},
    )


def _registered(path: Path) -> Mapping[str, tuple[str, str]]:
    """Return what a package's registry says: entity type to module and class."""
    try:
        module = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise SchemaError(f"{path} cannot be read: {error}") from error
    for node in ast.walk(module):
        if isinstance(node, ast.Dict):
            return cast("Mapping[str, tuple[str, str]]", ast.literal_eval(node))
    raise SchemaError(f"{path} registers no entity types: generate the package again")
