"""A schema as code sees it: classes and attributes by their Python names."""

from __future__ import annotations

import ast
from collections.abc import Collection

import attrs

from ftrack_typed.schema import (
    Bases,
    PropertySchema,
    SchemaDocument,
    base_of,
    descendants,
)
from ftrack_typed_codegen.custom_attributes import custom_classes
from ftrack_typed_codegen.names import names_classes
from ftrack_typed_codegen.settings import NAMES, Settings
from ftrack_typed_codegen.view import SchemaView

from .meanings import Class, Custom, Entity, Many, Meaning, Names, Value

CUSTOM_ATTRIBUTES = "custom_attributes"


@attrs.frozen
class Types:
    """Looks up what names stand for.

    Attributes:
        document: the schema.
        classes: class name to entity type.
        wire: Python name of an attribute to its wire name.
        targets: relation, by entity type and wire name, to what it leads to.
        bases: entity type to the one that it is a kind of.
        keys: Python name of a custom attribute to its key.
        names: classes with the names of statuses, types and so on, and the literal
            types of these, to what is known of them.
    """

    document: SchemaDocument
    classes: dict[str, str]
    wire: dict[str, str]
    targets: dict[tuple[str, str], str]
    bases: Bases
    keys: dict[str, str]
    names: dict[str, Names]

    @classmethod
    def of(cls, view: SchemaView) -> Types:
        """Return the names of a schema."""
        document = view.document
        classes = {name: wire for wire, name in view.names.classes.items()}
        # Below a mixin of the studio's there is a class of another name.
        below = {f"{name}Base": wire for name, wire in classes.items()}
        return cls(
            document=document,
            classes={**below, **classes},
            wire={name: wire for wire, name in view.names.attributes.items()},
            targets={key: found.target for key, found in view.relations.items()},
            bases=base_of(document),
            keys={
                name: ast.literal_eval(field.key)
                for custom in custom_classes(document, view.bases, view.names).values()
                for field in custom.fields
                if (name := field.name) is not None
            },
            names=_names(document, view.names.classes.values()),
        )

    def is_type(self, name: str) -> bool:
        """Return whether the schema has an entity type *name*."""
        return name in self.document.entities

    def property(self, entity_type: str, wire: str) -> PropertySchema | None:
        """Return an attribute of an entity type, none if it has none of that name."""
        return self.document.entities[entity_type].properties.get(wire)

    def below(self, entity_type: str, wire: str) -> str | None:
        """Return a kind of an entity type that has an attribute, if one has."""
        kinds = descendants(self.bases, entity_type)
        return next((kind for kind in kinds if self.property(kind, wire)), None)

    def on_entity(self, entity_type: str, wire: str) -> Meaning:
        """Return what an attribute of an entity is.

        One that only kinds of the type have is what it is for all of these.
        """
        if wire == CUSTOM_ATTRIBUTES:
            return Custom(entity_type)
        if self.property(entity_type, wire) is not None:
            return self._related(entity_type, wire) or Value(entity_type, wire)
        kinds = descendants(self.bases, entity_type)
        found = {
            self._related(kind, wire) for kind in kinds if self.property(kind, wire)
        }
        return found.pop() if len(found) == 1 else None

    def on_class(self, entity_type: str, wire: str) -> Meaning:
        """Return what an attribute of a class is."""
        if wire == CUSTOM_ATTRIBUTES:
            return Custom(entity_type, on_class=True)
        if self.property(entity_type, wire) is None:
            return None
        target = self.targets.get((entity_type, wire))
        return Value(entity_type, wire) if target is None else Class(target)

    def _related(self, entity_type: str, wire: str) -> Meaning:
        """Return what a relation of an entity leads to, none if it is no relation."""
        item = self.property(entity_type, wire)
        target = self.targets.get((entity_type, wire))
        if item is None or target is None or item.key_value_attributes is not None:
            return None
        return Many(Entity(target)) if item.is_collection else Entity(target)


def _names(document: SchemaDocument, classes: Collection[str]) -> dict[str, Names]:
    """Return what a package has in its module of names, whichever are asked for."""
    if document.site is None:
        return {}
    found: dict[str, Names] = {}
    every = Settings(names=tuple(NAMES))
    for entity_type, each in names_classes(document, every, classes).items():
        constants = {
            constant.name: ast.literal_eval(constant.value)
            for constant in each.constants
        }
        found[each.name] = Names(entity_type, constants)
        found[each.alias] = Names(entity_type, {})
    return found
