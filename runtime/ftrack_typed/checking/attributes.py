"""The attributes of a schema's entity types, as the names of a query find them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from ftrack_typed.schema import (
    EntitySchema,
    PropertySchema,
    Reference,
    Relation,
    SchemaDocument,
    base_of,
    descendants,
    infer_relations,
    root_of,
)


@attrs.frozen
class Found:
    """An attribute that a name stands for.

    Attributes:
        owner: the entity type that has it: the one it was asked of, or a subtype.
        item: the attribute.
        relation: what it leads to, if it is a relation.
    """

    owner: str
    item: PropertySchema
    relation: Relation | None

    @property
    def many(self) -> bool:
        """Whether it is a collection."""
        return self.relation is not None and not isinstance(self.relation, Reference)


class Attributes:
    """Looks up names on the entity types of a document."""

    def __init__(self, document: SchemaDocument) -> None:
        self.entities: Mapping[str, EntitySchema] = document.entities
        self._bases = base_of(document)
        self._relations = infer_relations(document)
        self._below: dict[str, tuple[str, ...]] = {}

    def find(
        self, entity_type: str, name: str, *, relation: bool = False
    ) -> Found | None:
        """Return the attribute *name* of a type, else that of any of its subtypes.

        Args:
            entity_type: the type's name.
            name: the attribute's.
            relation: prefer a relation where subtypes differ.
        """
        found = [
            Found(owner, item, self._relations.get((owner, name)))
            for owner in self.types_below(entity_type)
            if (item := self.entities[owner].properties.get(name)) is not None
        ]
        if not found:
            return None
        if relation and found[0].owner != entity_type:
            return next((one for one in found if one.relation is not None), found[0])
        return found[0]

    def names(self, entity_type: str) -> Iterator[str]:
        """Yield all names that :meth:`find` finds, the type's own first."""
        for owner in self.types_below(entity_type):
            yield from self.entities[owner].properties

    def types_below(self, entity_type: str) -> tuple[str, ...]:
        """Return the type with its subtypes."""
        if entity_type not in self._below:
            below = descendants(self._bases, entity_type)
            self._below[entity_type] = (entity_type, *below)
        return self._below[entity_type]

    def can_be(self, entity_type: str, other: str) -> bool:
        """Return whether what is declared as one type can be cast to another."""
        return root_of(self._bases, entity_type) == root_of(self._bases, other)

    def family(self, entity_type: str) -> tuple[str, ...]:
        """Return all types that one can be cast to."""
        return self.types_below(root_of(self._bases, entity_type))
