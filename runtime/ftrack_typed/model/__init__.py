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
    server_side,
)
from .collections import EntityCollection
from .entity import Entity, UntypedEntity, entity
from .key_values import KeyValueMap
from .registry import Registry
from .values import LinkItem

if TYPE_CHECKING:
    from .expressions import Expression as Expression
    from .expressions import RelationPath as RelationPath

__all__ = [
    "NEW_ID",
    "Attr",
    "Attribute",
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
    "OptionalRef",
    "ReadOnly",
    "ReadOnlyMany",
    "ReadOnlyRef",
    "Ref",
    "Registry",
    "RelationPath",
    "UntypedEntity",
    "entity",
    "server_side",
]


def __getattr__(name: str) -> object:
    # Expressions need the query language, which not every script does.
    if name in ("Expression", "RelationPath"):
        from . import expressions

        return getattr(expressions, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
