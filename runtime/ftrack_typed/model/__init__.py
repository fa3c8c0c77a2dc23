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

if TYPE_CHECKING:
    from .clashes import NameClashError as NameClashError
    from .converted import Converted as Converted
    from .custom_attributes import CustomAttr as CustomAttr
    from .custom_attributes import CustomAttributeMap as CustomAttributeMap
    from .custom_attributes import CustomMapped as CustomMapped
    from .custom_attributes import ReadOnlyCustomAttr as ReadOnlyCustomAttr
    from .custom_expressions import CustomExpression as CustomExpression
    from .custom_expressions import LinkExpression as LinkExpression
    from .custom_links import CustomLink as CustomLink
    from .custom_links import CustomLinks as CustomLinks
    from .custom_links import KnownLinks as KnownLinks
    from .expressions import Expression as Expression
    from .expressions import RelationPath as RelationPath
    from .links import LinkItem as LinkItem
    from .names import Named as Named

__all__ = [
    "NEW_ID",
    "Attr",
    "Attribute",
    "Converted",
    "CustomAttr",
    "CustomAttributeMap",
    "CustomExpression",
    "CustomLink",
    "CustomLinks",
    "CustomMapped",
    "Entity",
    "EntityCollection",
    "Expression",
    "FilterOnly",
    "Immutable",
    "ImmutableOptionalRef",
    "ImmutableRef",
    "KeyValueMap",
    "KnownLinks",
    "LinkExpression",
    "LinkItem",
    "Many",
    "Mapped",
    "NameClashError",
    "Named",
    "OptionalRef",
    "ReadOnly",
    "ReadOnlyCustomAttr",
    "ReadOnlyMany",
    "ReadOnlyRef",
    "Ref",
    "Registry",
    "RelationPath",
    "UntypedEntity",
    "entity",
    "server_side",
]


_LATE = {
    # Expressions need the query language, which not every script does; what else is
    # here is for studios that have such values, and for errors.
    "Converted": "converted",
    "CustomAttr": "custom_attributes",
    "CustomAttributeMap": "custom_attributes",
    "CustomExpression": "custom_expressions",
    "CustomLink": "custom_links",
    "CustomLinks": "custom_links",
    "KnownLinks": "custom_links",
    "LinkExpression": "custom_expressions",
    "CustomMapped": "custom_attributes",
    "ReadOnlyCustomAttr": "custom_attributes",
    "Expression": "expressions",
    "RelationPath": "expressions",
    "LinkItem": "links",
    "NameClashError": "clashes",
    "Named": "names",
}


def __getattr__(name: str) -> object:
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{module}", __name__), name)
