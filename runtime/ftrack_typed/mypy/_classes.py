"""The entity types and generated packages that classes stand for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import MypyFile, TypeInfo
from mypy.types import CallableType, Instance, ProperType, TypeType, get_proper_type

from ftrack_typed.errors import SchemaError
from ftrack_typed.mypy._packages import PACKAGES, GeneratedPackage

_GENERATED_SESSION = "._session.Session"
ENTITY = "ftrack_typed.model.entity.Entity"


@attrs.frozen
class Known:
    """An entity type of a generated package."""

    package: GeneratedPackage
    entity_type: str


@attrs.frozen
class Classes:
    """Looks classes up in the modules that mypy has read.

    What it returns may need the schema of a package: ``SchemaError`` says that it
    cannot be read.

    Attributes:
        modules: the modules by name.
        paths: their files, where those that the modules name may be others.
    """

    modules: Mapping[str, MypyFile]
    paths: Mapping[str, str]

    def item(self, entities: ProperType) -> ProperType:
        """Return the type of what is in an iterable, or else the type itself."""
        iterable = self.info("typing.Iterable")
        if not isinstance(entities, Instance) or entities.type.has_base(ENTITY):
            return entities
        if not entities.type.has_base(iterable.fullname):
            return entities
        return get_proper_type(map_instance_to_supertype(entities, iterable).args[0])

    def entity_type(self, found: ProperType) -> Known | None:
        """Return the entity type that a type or a class stands for, if it is one."""
        if isinstance(found, CallableType) and found.is_type_obj():
            found = get_proper_type(found.ret_type)
        if isinstance(found, TypeType):
            found = found.item
        if not (isinstance(found, Instance) and found.type.has_base(ENTITY)):
            return None
        for info in found.type.mro:
            package = self._generated(info)
            place = (info.module_name, info.name)
            if package is not None and place in package.entity_types:
                return Known(package, package.entity_types[place])
        return None

    def package(self, session: TypeInfo) -> GeneratedPackage | None:
        """Return the package that a class of sessions knows the types of."""
        for info in session.mro:
            package = self._generated(info)
            if package is not None:
                return package
        return None

    def find(
        self, package: GeneratedPackage, entity_type: str | None
    ) -> TypeInfo | None:
        """Return the class of an entity type."""
        module, name = package.classes.get(entity_type or "", ("", ""))
        return self._class(module, name)

    def info(self, fullname: str) -> TypeInfo:
        """Return a class that is there whenever there are sessions and queries."""
        module, _, name = fullname.rpartition(".")
        info = self._class(module, name)
        assert info is not None
        return info

    def _generated(self, info: TypeInfo) -> GeneratedPackage | None:
        """Return the generated package that a class is defined in, if it is in one."""
        module = self.modules.get(info.module_name)
        if module is None:
            return None
        path = self.paths.get(info.module_name, module.path)
        if info.fullname.endswith(_GENERATED_SESSION) and not Path(path).exists():
            raise SchemaError(f"{path} is not there; remove mypy's cache")
        return PACKAGES.of_module(info.module_name, path)

    def _class(self, module: str, name: str) -> TypeInfo | None:
        known = self.modules.get(module)
        symbol = None if known is None else known.names.get(name)
        node = None if symbol is None else symbol.node
        return node if isinstance(node, TypeInfo) else None
