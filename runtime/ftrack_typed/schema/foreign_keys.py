"""A document's foreign keys and types, indexed for the inference of relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from ftrack_typed.schema.inheritance import ancestors, base_of, stand_ins
from ftrack_typed.schema.records import (
    EntitySchema,
    ForeignKey,
    PropertySchema,
    SchemaDocument,
)


@attrs.frozen
class Link:
    """An entity type that is nothing but a pair of foreign keys.

    Attributes:
        name: the entity type.
        keys: its two key attributes, each with the entity type it refers to.
    """

    name: str
    keys: tuple[tuple[str, str], tuple[str, str]]


@attrs.frozen
class KeyIndex:
    """What the inference asks of a document again and again.

    Attributes:
        entities: entity types by name.
        ancestors: each type's ancestors, the nearest first.
        descendants: each type's descendants.
        links: the entity types that link two others.
        stand_ins: object types whose name is a base's internal name, to that base.
    """

    entities: Mapping[str, EntitySchema]
    ancestors: Mapping[str, tuple[str, ...]]
    descendants: Mapping[str, tuple[str, ...]]
    links: tuple[Link, ...]
    stand_ins: Mapping[str, str]

    @classmethod
    def of(cls, document: SchemaDocument) -> KeyIndex:
        """Index *document*.

        Raises:
            SchemaError: if types are their own ancestors.
        """
        bases = base_of(document)
        above = {name: ancestors(bases, name) for name in bases}
        below: dict[str, list[str]] = {name: [] for name in bases}
        for name, names in above.items():
            for other in names:
                below[other].append(name)
        return cls(
            entities=document.entities,
            ancestors=above,
            descendants={name: tuple(names) for name, names in below.items()},
            links=tuple(_links(document.entities.values())),
            stand_ins=stand_ins(document),
        )

    def family(self, name: str) -> frozenset[str]:
        """Return the entity type *name* with its ancestors and descendants."""
        return frozenset((name, *self.ancestors[name], *self.descendants[name]))

    def target(self, item: PropertySchema) -> str:
        """Return the entity type that a relation leads to in effect."""
        assert item.target is not None
        return self.stand_ins.get(item.target, item.target)


def foreign_keys(
    entity: EntitySchema, targets: Iterable[str]
) -> tuple[PropertySchema, ...]:
    """Return the foreign keys of *entity* to any of *targets*.

    Of two names for one column the first is returned. A subtype's primary key, which
    refers to its base's, is none.
    """
    wanted = frozenset(targets)
    found: dict[str, PropertySchema] = {}
    for item, key in _foreign_keys(entity):
        if key.entity_type in wanted and entity.primary_key != (item.name,):
            found.setdefault(item.alias_for or item.name, item)
    return tuple(found.values())


def _foreign_keys(
    entity: EntitySchema,
) -> Iterator[tuple[PropertySchema, ForeignKey]]:
    for item in entity.properties.values():
        if item.foreign_key is not None:
            yield item, item.foreign_key


def _links(entities: Iterable[EntitySchema]) -> Iterator[Link]:
    for entity in entities:
        keys = tuple(
            (item.name, key.entity_type)
            for item, key in _foreign_keys(entity)
            if item.name in entity.primary_key
        )
        if len(keys) == len(entity.primary_key) == 2:
            yield Link(entity.name, (keys[0], keys[1]))
