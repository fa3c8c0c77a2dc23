"""The schema together with what was found out about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from ftrack_typed.schema import (
    Bases,
    EntitySchema,
    PropertySchema,
    Relations,
    SchemaDocument,
    ancestors,
)

from .model import CustomClass, Import, LinkClass, NamesClass, ValueType
from .mutability import Mutability, mutability_of
from .naming import Names
from .nullability import GUARANTEED


@attrs.frozen(kw_only=True, slots=False)
class SchemaView:
    """What the stages of the build ask of a schema.

    Attributes:
        document: the schema.
        relations: what each relation stands on.
        bases: entity type to the one that its class derives from.
        names: the Python names.
        custom_classes: entity type to the class of its custom attributes; see
            :func:`~ftrack_typed_codegen.custom_attributes.custom_classes`.
        links_classes: entity type to the class of its links.
        names_classes: entity type to the literal type of its rows' names.
    """

    document: SchemaDocument
    relations: Relations
    bases: Bases
    names: Names
    custom_classes: Mapping[str, CustomClass] = attrs.field(
        factory=dict[str, CustomClass]
    )
    links_classes: Mapping[str, LinkClass] = attrs.field(factory=dict[str, LinkClass])
    names_classes: Mapping[str, NamesClass] = attrs.field(factory=dict[str, NamesClass])

    @cached_property
    def _required(self) -> Mapping[str, frozenset[str]]:
        return {
            name: frozenset((*entity.required, *entity.primary_key))
            for name, entity in self.document.entities.items()
        }

    def module(self, entity_type: str) -> str:
        """Return the module of *entity_type* as its neighbours import it."""
        return f".{self.names.modules[entity_type]}"

    def class_type(self, entity_type: str) -> ValueType:
        """Return the class of *entity_type* as an annotation."""
        name = self.names.classes[entity_type]
        return ValueType(name, (Import(self.module(entity_type), name, late=True),))

    @cached_property
    def _lines(self) -> Mapping[str, tuple[str, ...]]:
        return {name: (name, *ancestors(self.bases, name)) for name in self.bases}

    def line(self, entity: EntitySchema) -> tuple[EntitySchema, ...]:
        """Return *entity* and the types that its class derives from, nearest first."""
        return tuple(self.document.entities[name] for name in self._lines[entity.name])

    def declaring(self, entity: EntitySchema, attribute: str) -> EntitySchema:
        """Return the topmost of these that has *attribute*."""
        return [other for other in self.line(entity) if attribute in other.properties][
            -1
        ]

    def mutability(self, entity: EntitySchema, attribute: str) -> Mutability:
        """Return who may set *attribute*; what a base fixes stays as it is there.

        A reference is no freer than the key that it stands on.
        """
        found = Mutability.WRITABLE
        for other in reversed(self.line(entity)):
            item = other.properties.get(attribute)
            if item is not None and found is Mutability.WRITABLE:
                found = mutability_of(other, item)
        key = self._key(entity, attribute)
        if key is not None and key in entity.properties:
            found = max(found, self.mutability(entity, key))
        return found

    def _key(self, entity: EntitySchema, attribute: str) -> str | None:
        """Return the attribute that the reference *attribute* stands on, if any."""
        if not entity.properties[attribute].is_reference:
            return None
        # Every kind of relation but a reference has more than one item.
        key: str | None = getattr(self.relations[entity.name, attribute], "key", None)
        return key

    @staticmethod
    def _twins(entity: EntitySchema, item: PropertySchema) -> list[str]:
        """Return other public names of the server's attribute behind *item*."""
        return [
            other.name
            for other in entity.properties.values()
            if other.alias_for is not None
            and other.alias_for == item.alias_for
            and other.name != item.name
        ]

    def is_always_there(self, entity: EntitySchema, item: PropertySchema) -> bool:
        """Return whether *item* of *entity* is never none.

        It, or the key behind it, is required or guaranteed where it is declared or in
        a subtype down to *entity*.
        """
        attributes = [item.name, *self._twins(entity, item)]
        key = self._key(entity, item.name)
        if key is not None:
            attributes.append(key)
        return any(
            attribute in self._required[name] or (name, attribute) in GUARANTEED
            for name in self._lines[entity.name]
            for attribute in attributes
        )
