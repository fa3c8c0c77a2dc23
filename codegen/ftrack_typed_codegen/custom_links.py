"""Which entity types have links, and to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from ftrack_typed.schema import (
    Bases,
    CustomAttributeLink,
    SchemaDocument,
    ancestors,
    descendants,
)

from .custom_attributes import LINK, MODULE, TASK_LEVEL, is_object_type
from .docstrings import docstring_lines, printable
from .model import Import, LinkClass, LinkField, ValueType
from .naming import Names, free_name, python_names
from .values import expression

PROPERTY = "custom_attribute_links"
"""The attribute of an entity type that is all links from its entities."""

_FAMILIES: Mapping[str, str] = {
    "show": "Context",
    TASK_LEVEL: "Context",
    "asset": "Asset",
    "assetversion": "AssetVersion",
    "component": "Component",
    "group": "Group",
    "list": "List",
    "user": "User",
}
"""Level to the type at whose links' subtype the entities of that level are."""

_RESERVED = frozenset(
    {
        *("id", "configuration", "configuration_id"),
        *("from_id", "from_entity_type", "to_id", "to_entity_type"),
        *("CustomLink", "Links"),
    }
)
"""Links named so would hide an attribute of all links."""


@attrs.frozen
class _Target:
    """What links of a configuration lead to.

    Attributes:
        entity_type: the entities' type.
        end: the attribute of the link that is the entity.
        cast: whether that attribute's type is a base.
    """

    entity_type: str
    end: str
    cast: bool


def links_classes(
    document: SchemaDocument, bases: Bases, names: Names
) -> dict[str, LinkClass]:
    """Return the class of the links of each entity type that has some.

    Args:
        document: the schema, with what its site has configured.
        bases: entity type to the one that its class derives from.
        names: the Python names.
    """
    configured = () if document.site is None else document.site.links
    python = python_names((each.key for each in configured), _RESERVED)
    taken = frozenset(names.classes.values())
    found: dict[str, LinkClass] = {}
    for name, entity in document.entities.items():
        item = entity.properties.get(PROPERTY)
        if item is None or item.target != LINK:
            continue
        fields = _fields(
            document,
            [each for each in configured if _applies(document, bases, name, each)],
            python,
            names,
        )
        if fields:
            cls = names.classes[name]
            found[name] = LinkClass(
                name=free_name(f"{cls}CustomAttributeLinks", taken),
                entity=cls,
                fields=fields,
            )
    return found


def type_of(links: LinkClass) -> ValueType:
    """Return the class of *links* as an annotation."""
    return ValueType(links.name, (Import(f".{MODULE}", links.name, late=True),))


def _level(name: str) -> str:
    # Configurations of links and of attributes write it in two ways.
    return name.replace("_", "")


def _applies(
    document: SchemaDocument, bases: Bases, name: str, link: CustomAttributeLink
) -> bool:
    level = _level(link.entity_type)
    if level == TASK_LEVEL:
        return is_object_type(document.entities[name], link.object_type_id)
    family = _FAMILIES.get(level)
    if level == "show":
        return name == "Project" or "Project" in ancestors(bases, name)
    return family is not None and name in (family, *descendants(bases, family))


def _fields(
    document: SchemaDocument,
    links: Sequence[CustomAttributeLink],
    python: Mapping[str, str],
    names: Names,
) -> tuple[LinkField, ...]:
    found: dict[str, LinkField] = {}
    ambiguous: set[str] = set()
    for link in links:
        target = _target(document, link)
        if target is None or link.key not in python:
            continue
        cls = names.classes[target.entity_type]
        module = f".{names.modules[target.entity_type]}"
        field = LinkField(
            name=python[link.key],
            key=expression(link.key),
            target=ValueType(cls, (Import(module, cls, late=True),)),
            end=expression(target.end),
            cast=expression(target.entity_type) if target.cast else None,
            docstring=docstring_lines(
                f"{printable(link.label) or printable(link.key)}: "
                f"{'one' if link.one_to_one else 'any number'}.",
                indent=4,
            ),
        )
        if found.setdefault(link.key, field) != field:
            ambiguous.add(link.key)
    return tuple(found[key] for key in sorted(found) if key not in ambiguous)


def _target(document: SchemaDocument, link: CustomAttributeLink) -> _Target | None:
    """Return what *link* leads to, none where the schema does not tell."""
    level = _level(link.entity_type_to)
    family = _FAMILIES.get(level, "")
    subtype = document.entities.get(f"{family}{LINK}")
    if subtype is None:
        return None
    ends = [item.name for item in subtype.properties.values() if item.target == family]
    if len(ends) != 1:
        return None
    entity_type = family
    if level == "show":
        entity_type = "Project"
    elif level == TASK_LEVEL:
        entity_type = next(
            _of_object_type(document, link.object_type_id_to), "TypedContext"
        )
    if entity_type not in document.entities:
        return None
    return _Target(entity_type, ends[0], entity_type != family)


def _of_object_type(
    document: SchemaDocument, object_type_id: str | None
) -> Iterator[str]:
    return (
        name
        for name, entity in document.entities.items()
        if is_object_type(entity, object_type_id)
    )
