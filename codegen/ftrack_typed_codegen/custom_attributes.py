"""Which entity types have which custom attributes, and the classes of these.

A class has what every entity of its type has, whatever derived type it is of: so each
class of a derived type can derive from it. What a derived type has besides, or of
another type, can be reached through the base by its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from ftrack_typed.model import CustomAttributeMap
from ftrack_typed.model.custom_attributes import INHERITING, LEVELS
from ftrack_typed.schema import (
    Bases,
    CustomAttribute,
    EntitySchema,
    SchemaDocument,
    Subtype,
    ancestors,
    descendants,
)

from .custom_values import EXPRESSION, describe_custom, types_of
from .docstrings import docstring_lines
from .imports import split
from .model import CustomClass, CustomField, CustomModule, Import, KeyAccess, LinkClass
from .naming import Names, free_name, python_names
from .values import ANY, expression

MODULE = "custom_attributes"
"""The module that holds the classes."""

PROPERTY = "custom_attributes"
"""The attribute of an entity type that is the mapping."""

LINK = "CustomAttributeLink"
"""The entity type of all links."""

TASK_LEVEL = "task"
"""The level of typed contexts, which are told apart by object type."""

_MODEL = "ftrack_typed.model"
_ROOT = "CustomAttributeMap"
_OPEN = "Mapping[str, Any]"
_RESERVED = frozenset(
    {
        *(name for name in dir(CustomAttributeMap) if not name.startswith("_")),
        *("Mapping", "Sequence", "TypedDict"),
        *("any", "key", "value", "configuration", "configuration_id", "entity_id"),
    }
)
"""Attributes named so would hide a member of the mapping, or of a path through it."""

Fields = Mapping[str, CustomField]
"""Custom attributes by key."""


def custom_classes(
    document: SchemaDocument, bases: Bases, names: Names
) -> dict[str, CustomClass]:
    """Return the class of each entity type that has custom attributes of its own.

    A type without one has that of the nearest type which it derives from, if any.

    Args:
        document: the schema, with what its site has configured.
        bases: entity type to the one that its class derives from.
        names: the Python names.
    """
    configured = () if document.site is None else document.site.custom_attributes
    python = python_names((each.key for each in configured), _RESERVED)
    owners = [name for name in document.entities if has_mapping(document, name)]
    fields = {
        name: _fields(
            [each for each in configured if applies(document, bases, name, each)],
            python,
        )
        for name in owners
    }
    found: dict[str, CustomClass] = {}
    for name in sorted(owners, key=lambda name: (len([*ancestors(bases, name)]), name)):
        below = [fields[other] for other in descendants(bases, name) if other in fields]
        common = {
            key: field
            for key, field in fields[name].items()
            if all(other.get(key) == field for other in below)
        }
        base = nearest(found, bases, bases[name])
        inherited = {} if base is None else {each.key: each for each in base.fields}
        is_open = any(other.keys() - common.keys() for other in below)
        same = base is not None and (common, is_open) == (inherited, base.is_open)
        if common and not same:
            draft = _class(
                names.classes[name], base, inherited, common, is_open=is_open
            )
            found[name] = _renamed(draft, frozenset(names.classes.values()))
    return found


def nearest(
    classes: Mapping[str, CustomClass], bases: Bases, name: str | None
) -> CustomClass | None:
    """Return the class of the entity type *name*, or of the nearest one above."""
    while name is not None and name not in classes:
        name = bases[name]
    return None if name is None else classes[name]


def has_mapping(document: SchemaDocument, name: str) -> bool:
    """Return whether entities of the type *name* have custom attributes."""
    item = document.entities[name].properties.get(PROPERTY)
    return item is not None and item.key_value_attributes is not None


def module_of(
    names: Names, classes: Iterable[CustomClass], links: Iterable[LinkClass]
) -> CustomModule | None:
    """Return the module of *classes* and *links*, none if there are none."""
    found, linked = tuple(classes), tuple(links)
    if not (found or linked):
        return None
    needed = _imports(found) | {
        each
        for cls in linked
        for field in cls.fields
        for each in (
            Import("typing", "TYPE_CHECKING"),
            Import(_MODEL, "CustomLink"),
            *field.target.imports,
        )
    }
    early, late = split(needed, module=f".{MODULE}")
    return CustomModule(
        classes=found,
        links=linked,
        link_class=names.classes.get(LINK, ""),
        link_module=names.modules.get(LINK, ""),
        imports=early,
        late_imports=late,
    )


def applies(
    document: SchemaDocument, bases: Bases, name: str, attribute: CustomAttribute
) -> bool:
    """Return whether all entities of the type *name* have *attribute*.

    They may have to be of its project.
    """
    line = (name, *ancestors(bases, name))
    levels = {LEVELS[each] for each in line if each in LEVELS}
    if "Context" in line and not levels:
        levels = {TASK_LEVEL}
    if attribute.hierarchical and levels & INHERITING:
        return True
    if attribute.entity_type == TASK_LEVEL:
        return is_object_type(document.entities[name], attribute.object_type_id)
    return attribute.entity_type in levels


def is_object_type(entity: EntitySchema, object_type_id: str | None) -> bool:
    """Return whether *entity* is the type of contexts of that object type."""
    if object_type_id is None:
        return False
    alias = entity.alias_for
    if isinstance(alias, Subtype) and object_type_id in alias.classifiers.values():
        return True
    item = entity.properties.get("object_type_id")
    return item is not None and item.default == object_type_id


def _fields(
    attributes: Sequence[CustomAttribute], python: Mapping[str, str]
) -> dict[str, CustomField]:
    by_key: dict[str, list[CustomAttribute]] = {}
    for each in attributes:
        by_key.setdefault(each.key, []).append(each)
    found: dict[str, CustomField] = {}
    for key in sorted(by_key):
        types = types_of(by_key[key])
        field = CustomField(
            key=expression(key),
            name=python.get(key),
            value=types.value,
            compared=types.compared,
            by_key=types.by_key,
            read_only=all(each.kind == EXPRESSION for each in by_key[key]),
            docstring=docstring_lines(describe_custom(by_key[key]), indent=4),
        )
        found[field.key] = field
    return found


def _class(
    cls: str,
    base: CustomClass | None,
    inherited: Fields,
    fields: Fields,
    *,
    is_open: bool,
) -> CustomClass:
    everything = tuple(fields.values())
    written = [each for each in everything if not each.read_only]
    getters = _accesses((each.key, each.value.text) for each in everything)
    setters = _accesses((each.key, each.by_key.text) for each in written)
    if is_open:
        rest = KeyAccess(keys="str", type="Any")
        getters, setters = (*getters, rest), (*setters, rest)
    return CustomClass(
        name=f"{cls}CustomAttributes",
        entity=cls,
        base=_ROOT if base is None else base.name,
        values=_OPEN if is_open else f"{cls}CustomAttributeValues",
        is_open=is_open,
        own=tuple(
            each
            for each in everything
            if each.name is not None and inherited.get(each.key) != each
        ),
        fields=everything,
        getters=getters,
        setters=setters,
    )


def _renamed(cls: CustomClass, taken: frozenset[str]) -> CustomClass:
    """Return *cls* with names that no entity type has."""
    return attrs.evolve(
        cls, name=free_name(cls.name, taken), values=free_name(cls.values, taken)
    )


def _accesses(typed: Iterable[tuple[str, str]]) -> tuple[KeyAccess, ...]:
    """Return overloads for pairs of key and type, one for each type."""
    by_type: dict[str, list[str]] = {}
    for key, type_ in typed:
        by_type.setdefault(type_, []).append(key)
    return tuple(
        KeyAccess(keys=f"Literal[{', '.join(keys)}]", type=type_)
        for type_, keys in sorted(by_type.items())
    )


def _imports(classes: Sequence[CustomClass]) -> set[Import]:
    found: set[Import] = set()
    if classes:
        found |= {Import("typing", "TYPE_CHECKING"), Import("typing", "Literal")}
    for cls in classes:
        if cls.base == _ROOT:
            found.add(Import(_MODEL, _ROOT))
        for each in cls.own:
            found.add(Import(_MODEL, each.descriptor))
            found.update(each.value.imports)
            found.update(each.compared.imports)
        for each in cls.fields:
            found.update(each.value.imports)
            found.update(() if each.read_only else each.by_key.imports)
        if max(len(cls.getters), len(cls.setters)) > 1:
            found.add(Import("typing", "overload"))
        if not cls.setters:
            found.add(Import("typing_extensions", "Never", late=True))
        found.update(ANY.imports if cls.is_open else ())
        if not cls.is_open:
            found.add(Import("typing", "TypedDict"))
    return found
