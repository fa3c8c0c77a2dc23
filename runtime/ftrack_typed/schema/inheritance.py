"""Which entity type is a kind of which other.

A newer server's document declares each type's direct base. An older one's declares it
for object types and lists alone, through their shared table; for the other types the
tree is ftrack's own and has to be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ftrack_typed.errors import SchemaError
from ftrack_typed.schema.records import EntitySchema, SchemaDocument, Subtype

Bases: TypeAlias = Mapping[str, "str | None"]
"""Entity type to its direct base, none for a root; in the document's order."""

_KNOWN_BASES: Mapping[str, tuple[str, ...]] = {
    "AssetVersionList": ("List",),
    "AssetVersionStatusChange": ("StatusChange",),
    "ContainerComponent": ("Component",),
    "CustomAttributeConfiguration": ("CustomConfigurationBase",),
    "CustomAttributeLinkConfiguration": ("CustomConfigurationBase",),
    "FileComponent": ("Component",),
    "Group": ("Resource",),
    "NoteCategory": ("NoteLabel",),
    "Project": ("Context",),
    "SequenceComponent": ("ContainerComponent",),
    "TypedContext": ("Context",),
    "TypedContextList": ("List",),
    "TypedContextStatusChange": ("StatusChange",),
    "User": ("BaseUser", "Resource"),
}
"""For documents that declare no bases: the first of these that is there."""

_KNOWN_FAMILIES = ("CustomAttributeLink", "CustomAttributeLinkFrom")
"""For such documents: types whose name ends so derive from the type named so."""


def base_of(document: SchemaDocument) -> Bases:
    """Return every entity type's direct base.

    Raises:
        SchemaError: if types are their own ancestors.
    """
    entities = document.entities
    declared = any(entity.mixin is not None for entity in entities.values())
    bases: dict[str, str | None] = {}
    for name, entity in entities.items():
        base = entity.mixin or _base_of_table(entity, document)
        if base is None and not declared:
            base = next((known for known in _known(name) if known in entities), None)
        bases[name] = base
    _refuse_cycles(bases)
    return bases


def ancestors(bases: Bases, name: str) -> tuple[str, ...]:
    """Return the base of the entity type *name*, that one's base and so on."""
    found: list[str] = []
    base = bases[name]
    while base is not None:
        found.append(base)
        base = bases[base]
    return tuple(found)


def descendants(bases: Bases, name: str) -> tuple[str, ...]:
    """Return all kinds of the entity type *name*, without itself, in order."""
    return tuple(other for other in bases if name in ancestors(bases, other))


def subtypes(bases: Bases, name: str) -> tuple[str, ...]:
    """Return the entity types whose direct base is *name*, in order."""
    return tuple(other for other, base in bases.items() if base == name)


def root_of(bases: Bases, name: str) -> str:
    """Return the topmost ancestor of the entity type *name*, or itself."""
    return (name, *ancestors(bases, name))[-1]


def family(bases: Bases, name: str) -> frozenset[str]:
    """Return the entity type *name* with its ancestors and descendants."""
    return frozenset((name, *ancestors(bases, name), *descendants(bases, name)))


def stand_ins(document: SchemaDocument) -> Mapping[str, str]:
    """Return which types a relation names while it means their base.

    ftrack's internal name of every typed context is ``Task``. A relation to it is
    declared as one to the public type ``Task``, which is a single object type, while
    its items are of all of them: ``Status.tasks`` holds shots, too.

    Raises:
        SchemaError: if types are their own ancestors.
    """
    bases = base_of(document)
    return {
        name: base
        for name, entity in document.entities.items()
        if isinstance(entity.alias_for, Subtype)
        and entity.alias_for.base == name
        and (base := bases[name]) is not None
    }


def _base_of_table(entity: EntitySchema, document: SchemaDocument) -> str | None:
    """Return the type whose table *entity* shares, if it says so."""
    if not isinstance(entity.alias_for, Subtype):
        return None
    table = entity.alias_for.base
    for name, other in document.entities.items():
        if other.alias_for == table and other is not entity:
            return name
    return table if table in document.entities and table != entity.name else None


def _known(name: str) -> tuple[str, ...]:
    for end in _KNOWN_FAMILIES:
        if name.endswith(end) and name != end:
            return (end,)
    return _KNOWN_BASES.get(name, ())


def _refuse_cycles(bases: Bases) -> None:
    for name in bases:
        chain = [name]
        while (base := bases[chain[-1]]) is not None:
            if base in chain:
                circle = " < ".join((*chain, base))
                problem = f"the entity type {name!r} has itself as a base: {circle}"
                raise SchemaError(problem, problems=[problem])
            chain.append(base)
