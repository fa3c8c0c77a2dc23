"""The data of a site as plain objects, for the reference evaluator of queries.

Everything is said as directly as it can be: a relation is a loop over rows, a derived
value is a loop over rows, and nothing is shared with the server but the schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import attrs

from ftrack_typed.language import Segment
from ftrack_typed.schema import (
    Bases,
    Closure,
    ForeignCollection,
    HiddenCollection,
    LinkedCollection,
    PropertySchema,
    Reference,
    Relations,
    SchemaDocument,
    Subtype,
    base_of,
    descendants,
    infer_relations,
    root_of,
)
from support.query_derived import DERIVED, applicable_values

LINK = "CustomAttributeLink"
REVERSED_LINK = "CustomAttributeLinkFrom"
VALUES = "CustomAttributeValue"


@attrs.frozen(eq=False)
class Entity:
    """A row: its concrete type and its scalar attributes by public name."""

    type_name: str
    values: Mapping[str, object]


Found: TypeAlias = "tuple[str, PropertySchema]"
"""The type that has an attribute, and the attribute."""


@attrs.define(eq=False)
class World:
    """All rows of a site.

    Attributes:
        document: the schema.
        entities: the stored rows, by family; of custom attribute values those set.
        hidden: pairs of keys, by the name of the hidden link.
        bases: each type's base.
        relations: what relations stand on.
        keys: (type, attribute) of keys; these compare exactly.
    """

    document: SchemaDocument
    entities: Mapping[str, list[Entity]]
    hidden: Mapping[str, list[tuple[str, str]]]
    bases: Bases = attrs.field(init=False)
    relations: Relations = attrs.field(init=False)
    keys: set[tuple[str, str]] = attrs.field(init=False)
    _rows: dict[str, list[Entity]] = attrs.field(factory=dict[str, list[Entity]])
    _by_value: dict[tuple[str, str], dict[object, list[Entity]]] = attrs.field(
        factory=dict[tuple[str, str], dict[object, list[Entity]]]
    )

    def __attrs_post_init__(self) -> None:
        self.bases = base_of(self.document)
        self.relations = infer_relations(self.document)
        self.keys = _key_attributes(self.relations)

    def types_below(self, type_name: str) -> tuple[str, ...]:
        return (type_name, *descendants(self.bases, type_name))

    def rows(self, type_name: str) -> list[Entity]:
        """Return all rows of a type and of its subtypes."""
        if type_name not in self._rows:
            self._rows[type_name] = self._made(type_name)
        return self._rows[type_name]

    def _made(self, type_name: str) -> list[Entity]:
        if type_name.endswith(VALUES) and type_name != VALUES:
            return [
                Entity(type_name, values)
                for values in applicable_values(self, type_name.removesuffix(VALUES))
            ]
        root = root_of(self.bases, type_name)
        if root == REVERSED_LINK:
            family = [self._reversed(row) for row in self.rows(LINK)]
        else:
            family = list(self.entities.get(root, ()))
        return [row for row in family if self.is_of(row, type_name)]

    def _reversed(self, link: Entity) -> Entity:
        for name in descendants(self.bases, REVERSED_LINK):
            owner = name.removesuffix(REVERSED_LINK)
            if link.values["from_entity_type"] in self.types_below(owner):
                return Entity(name, link.values)
        return Entity(REVERSED_LINK, link.values)

    def is_of(self, row: Entity, type_name: str) -> bool:
        # Two names of one table: rows of one are rows of the other.
        if {type_name, row.type_name} <= {"NoteLabel", "NoteCategory"}:
            return True
        return row.type_name in self.types_below(type_name)

    def having(self, type_name: str, name: str, value: object) -> list[Entity]:
        """Return the rows of a type of which the attribute *name* is *value*."""
        index = self._by_value.get((type_name, name))
        if index is None:
            index = self._by_value[type_name, name] = {}
            for row in self.rows(type_name):
                index.setdefault(self.scalar(row, name), []).append(row)
        return index.get(value, [])

    def find(self, type_name: str, name: str) -> Found | None:
        """Return an attribute of a type, or else of any of its subtypes."""
        for owner in self.types_below(type_name):
            item = self.document.entities[owner].properties.get(name)
            if item is not None:
                return owner, item
        return None

    def attribute(self, type_name: str, name: str) -> Found:
        found = self.find(type_name, name)
        assert found is not None, f"{type_name} has no attribute {name}"
        return found

    def scalar(self, row: Entity | None, name: str) -> object:
        """Return the value of a scalar attribute, none where there is none."""
        if row is None:
            return None
        for type_name in self.lineage(row.type_name):
            if (type_name, name) in DERIVED:
                return DERIVED[type_name, name](self, row)
        return row.values.get(name)

    def lineage(self, type_name: str) -> Iterable[str]:
        name: str | None = type_name
        while name is not None:
            yield name
            name = self.bases[name]

    def reference_key(self, row: Entity | None, owner: str, name: str) -> object:
        """Return the key that the reference *name* of the type *owner* holds."""
        if row is None or not self._has(row, owner, name):
            return None
        relation = self.relations[owner, name]
        assert isinstance(relation, Reference)
        if (owner, name) == ("Asset", "latest_version"):
            return DERIVED[owner, name](self, row)
        if relation.key is not None:
            return self.scalar(row, relation.key)
        return row.values.get("state_id")

    def follow(
        self, row: Entity | None, type_name: str, segment: Segment
    ) -> tuple[str, bool, list[Entity]]:
        """Return what a relation of a row of the declared type *type_name* leads to.

        Returns:
            the type at the other end, whether there may be many, and the rows.
        """
        owner, item = self.attribute(type_name, segment.name)
        relation = self.relations[owner, item.name]
        target = segment.cast or relation.target
        many = not isinstance(relation, Reference)
        if row is None or not self._has(row, owner, item.name):
            return target, many, []
        if isinstance(relation, Reference):
            key = self.reference_key(row, owner, item.name)
            found = [] if key is None else self.having(relation.target, "id", key)
        else:
            found = self._items(row, owner, relation)
        kept = [other for other in found if self.is_of(other, target)]
        return target, many, kept

    def _has(self, row: Entity, owner: str, name: str) -> bool:
        """Return whether the row's own type has the relation, and not its subtype's."""
        return self.is_of(row, owner) or (
            self.relations.get((row.type_name, name)) == self.relations[owner, name]
        )

    def _items(
        self,
        row: Entity,
        owner: str,
        relation: ForeignCollection | LinkedCollection | HiddenCollection | Closure,
    ) -> list[Entity]:
        key = row.values[self.document.entities[row.type_name].primary_key[0]]
        match relation:
            case ForeignCollection():
                found = self.having(relation.target, relation.key, key)
                if relation.parent_type is not None:
                    names = self._family_names(owner)
                    found = [
                        item
                        for item in found
                        if item.values[relation.parent_type] in names
                    ]
                for name, value in relation.where:
                    found = [item for item in found if item.values[name] == value]
                return found
            case LinkedCollection():
                return [
                    item
                    for link in self.having(relation.link, relation.source_key, key)
                    for item in self.having(
                        relation.target, "id", link.values[relation.target_key]
                    )
                ]
            case HiddenCollection():
                return [
                    item
                    for source, target in self.hidden.get(relation.table, ())
                    if source == key
                    for item in self.having(relation.target, "id", target)
                ]
            case Closure(upwards=True):
                return self._above(relation, row.values[relation.start])
            case Closure():
                return self._below(relation, key)

    def _above(self, closure: Closure, key: object) -> list[Entity]:
        found: list[Entity] = []
        parents = self.having(closure.target, "id", key)
        while parents:
            found += parents
            key = parents[0].values[closure.parent_key]
            parents = self.having(closure.target, "id", key)
        return found

    def _below(self, closure: Closure, key: object) -> list[Entity]:
        found: list[Entity] = []
        for child in self.having(closure.target, closure.parent_key, key):
            found += [child, *self._below(closure, child.values["id"])]
        return found

    def _family_names(self, type_name: str) -> set[str]:
        root = root_of(self.bases, type_name)
        names: set[str] = set()
        for name in self.types_below(root):
            alias = self.document.entities[name].alias_for
            names |= {name}
            if alias:
                names.add(alias.base if isinstance(alias, Subtype) else alias)
        return names


def _key_attributes(relations: Relations) -> set[tuple[str, str]]:
    """Return the attributes that relations stand on."""
    keys: set[tuple[str, str]] = set()
    for (owner, _), relation in relations.items():
        match relation:
            case Reference(key=str() as key):
                keys.add((owner, key))
            case ForeignCollection():
                keys.add((relation.target, relation.key))
            case LinkedCollection():
                keys.add((relation.link, relation.source_key))
                keys.add((relation.link, relation.target_key))
            case _:
                pass
    return keys
