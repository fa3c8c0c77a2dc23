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
    _folders: dict[str, Path] = attrs.field(factory=dict[str, Path])
    _first: dict[Path, str] = attrs.field(factory=dict[Path, str])
    _digests: dict[Path, tuple[tuple[int, int], str]] = attrs.field(
        factory=dict[Path, "tuple[tuple[int, int], str]"]
    )

    def of_module(self, module: str, path: str) -> GeneratedPackage | None:
        """Return the package that a module is in, none if that was not generated.

        Args:
            module: the module's import name.
            path: its file.

        Raises:
            SchemaError: the package was generated, and its schema cannot be read.
        """
        folder = self._folder(path)
        if folder is None:
            return None
        digest = self._digest(folder)
        read = self._read.get(folder)
        if read is None or read[0] != digest:
            name = module.rpartition(".")[0] or module
            read = digest, _read_package(folder, name)
            self._read[folder] = read
            self._first.setdefault(folder, digest)
        return read[1]

    def digest(self, path: str) -> str | None:
        """Return a digest of the schema beside a module's file.

        It is none for a module of no generated package, and empty without a schema.
        """
        folder = self._folder(path)
        return None if folder is None else self._digest(folder)

    def are_stale(self) -> bool:
        """Return whether a schema is another one than when it was first read."""
        return any(
            self._digest(folder) != digest for folder, digest in self._first.items()
        )

    def _folder(self, path: str) -> Path | None:
        """Return the folder of a module, if it is a generated package's."""
        folder = self._folders.get(path)
        if folder is None and (Path(path).parent / _REGISTRY).is_file():
            folder = self._folders[path] = Path(path).parent
        return folder

    def _digest(self, folder: Path) -> str:
        # Asked for each of a hundred modules, twice.
        try:
            status = (folder / _SCHEMA).stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._digests.get(folder)
            if known is None or known[0] != stamp:
                data = (folder / _SCHEMA).read_bytes()
                known = stamp, hashlib.sha256(data).hexdigest()
                self._digests[folder] = known
        except OSError:
            return ""
        return known[1]


PACKAGES = Packages()
"""What this process has read."""


def _read_package(folder: Path, name: str) -> GeneratedPackage:
    try:
        document = read_document(folder / _SCHEMA)
    except SchemaError as error:
        raise SchemaError(f"{error}; generate the package again") from error
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
