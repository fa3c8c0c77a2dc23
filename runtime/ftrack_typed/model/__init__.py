"""The typed model: what a generated package's entity classes are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .attributes import (
    NEW_ID,
    Attr,
    Attribute,
    FilterOnly,
    Immutable,
    ImmutableOptionalRef,
    ImmutableRef,
    Many,
    Mapped,
    OptionalRef,
    ReadOnly,
    ReadOnlyMany,
    ReadOnlyRef,
    Ref,
    on_creation,
    server_side,
)
from .collections import EntityCollection
from .entity import Entity, UntypedEntity, entity
from .key_values import KeyValueMap
from .registry import Registry

if TYPE_CHECKING:
    from .clashes import NameClashError as NameClashError
    from .columns import Absent as Absent
    from .columns import Column as Column
    from .converted import Converted as Converted
    from .expressions import Expression as Expression
    from .expressions import RelationPath as RelationPath
    from .links import LinkItem as LinkItem

__all__ = [
    "NEW_ID",
    "Absent",
    "Attr",
    "Attribute",
    "Column",
    "Converted",
    "Entity",
    "EntityCollection",
    "Expression",
    "FilterOnly",
    "Immutable",
    "ImmutableOptionalRef",
    "ImmutableRef",
    "KeyValueMap",
    "LinkItem",
    "Many",
    "Mapped",
    "NameClashError",
    "OptionalRef",
    "ReadOnly",
    "ReadOnlyMany",
    "ReadOnlyRef",
    "Ref",
    "Registry",
    "RelationPath",
    "UntypedEntity",
    "entity",
    "on_creation",
    "server_side",
]


_LATE = {
    # Expressions need the query language, which not every script does; what else is
    # here is for studios that have such values, and for errors.
    "Absent": "columns",
    "Column": "columns",
    "Converted": "converted",
    "Expression": "expressions",
    "RelationPath": "expressions",
    "LinkItem": "links",
    "NameClashError": "clashes",
}


def __getattr__(name: str) -> object:
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{module}", __name__), name)
