"""The package to migrate to: its classes and attributes, as the schema has them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import attrs

from ftrack_typed.language import Path
from ftrack_typed.schema import (
    PropertySchema,
    Reference,
    SchemaDocument,
    ancestors,
)
from ftrack_typed_codegen.errors import unsuitable_schema
from ftrack_typed_codegen.mutability import Mutability
from ftrack_typed_codegen.values import scalar_type
from ftrack_typed_codegen.view import SchemaView

from ..inference import Types
from ..schema_views import view_of


@attrs.frozen
class Studio:
    """A generated package, known from its schema.

    Attributes:
        package: its import name.
        view: the schema, with the names that the package gives.
        types: the same, as code sees it.
    """

    package: str
    view: SchemaView
    types: Types

    @classmethod
    def of(cls, package: str, document: SchemaDocument, source: str) -> Studio:
        """Return the package that is generated from *document*.

        Raises:
            SchemaError: the schema holds names that Python cannot have.
        """
        problems: list[str] = []
        view = view_of(document, problems=problems)
        if problems:
            raise unsuitable_schema(source, problems)
        return cls(package, view, Types.of(view))

    def has(self, entity_type: str) -> bool:
        """Return whether the schema has a type of that name."""
        return entity_type in self.view.document.entities

    def class_name(self, entity_type: str) -> str:
        """Return the class of *entity_type*."""
        return self.view.names.classes[entity_type]

    def attribute(self, entity_type: str, wire: str) -> PropertySchema | None:
        """Return the attribute *wire* of a type, none if it has none."""
        return self.view.document.entities[entity_type].properties.get(wire)

    def subtypes_with(self, entity_type: str, wire: str) -> list[str]:
        """Return the types below *entity_type* that have an attribute *wire*."""
        return [
            name
            for name in self.view.bases
            if entity_type in ancestors(self.view.bases, name)
            and self.attribute(name, wire) is not None
        ]

    def python_name(self, wire: str) -> str:
        """Return the Python name of the attribute *wire*, of whatever type."""
        return self.view.names.attributes[wire]

    def target(self, entity_type: str, wire: str) -> str:
        """Return the type that the relation *wire* leads to."""
        return self.view.relations[entity_type, wire].target

    def key(self, entity_type: str, wire: str) -> str | None:
        """Return the attribute that the reference *wire* stands on, if there is one."""
        relation = self.view.relations[entity_type, wire]
        key = relation.key if isinstance(relation, Reference) else None
        return key if key and self.attribute(entity_type, key) is not None else None

    def is_computed(self, entity_type: str, wire: str) -> bool:
        """Return whether the server alone sets the attribute *wire*."""
        entity = self.view.document.entities[entity_type]
        return self.view.mutability(entity, wire) is Mutability.READ_ONLY

    def value_type(self, entity_type: str, wire: str) -> str:
        """Return the type of a scalar's values, as an annotation writes it."""
        entity = self.view.document.entities[entity_type]
        return scalar_type(entity, entity.properties[wire]).text

    def resolve(self, entity_type: str, path: Path) -> tuple[str, str]:
        """Return the type whose attribute *path* ends with, and that attribute.

        Raises:
            LookupError: the path leads nowhere; the message says where it ends.
        """
        place = entity_type
        last = len(path.segments) - 1
        for number, segment in enumerate(path.segments):
            item = self.attribute(place, segment.name)
            if item is None:
                raise LookupError(self.missing(place, segment.name))
            if number == last and segment.cast is None:
                break
            if item.target is None:
                raise LookupError(f"{place}.{segment.name} leads to no other entity")
            if segment.cast is not None and not self.has(segment.cast):
                raise LookupError(self.missing_type(segment.cast))
            if number == last:
                break
            place = segment.cast or self.target(place, segment.name)
        return place, path.segments[-1].name

    def missing(self, entity_type: str, wire: str) -> str:
        """Say that a type has no attribute *wire*, and what is nearest to it."""
        known = self.view.document.entities[entity_type].properties
        return f"{entity_type} has no attribute {wire!r}{_nearest(wire, known)}"

    def missing_type(self, entity_type: str) -> str:
        """Say that the schema has no such type, and what is nearest to it."""
        known = self.view.document.entities
        return f"the schema has no entity type {entity_type!r}" + _nearest(
            entity_type, known
        )


def _nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=2)
    return f" (did you mean {' or '.join(near)}?)" if near else ""
