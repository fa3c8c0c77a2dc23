"""What a generated package offers, as far as projects and GraphQL schemas need it."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

import attrs

from ftrack_typed.schema import load_document
from ftrack_typed_codegen.build import build_package
from ftrack_typed_codegen.model import EntityClass, Field

SIMPLE = ("str", "bool", "int", "float", "datetime")
"""Types of values that the projects compute with."""

_ONE = ("Ref", "OptionalRef", "ImmutableRef", "ImmutableOptionalRef", "ReadOnlyRef")
_MANY = ("Many", "ReadOnlyMany")
_VALUE = ("Attr", "Immutable", "ReadOnly", "Mapped")
_TELLING = ("id", "name", "label", "key", "content", "username")
"""Attributes that say most of an entity, from the most usual on."""


@attrs.frozen(kw_only=True)
class Value:
    """An attribute that is a value.

    Attributes:
        name: the Python name.
        type: one of :data:`SIMPLE`, or ``Any``.
        optional: whether it may be none.
        given: whether it can be given on creation.
        writable: whether it can be assigned.
    """

    name: str
    type: str
    optional: bool
    given: bool
    writable: bool


@attrs.frozen(kw_only=True)
class Relation:
    """An attribute that is an entity, or several of them.

    Attributes:
        name: the Python name.
        target: the class of the entity.
        optional: whether it may be none.
        given: whether it can be given on creation.
    """

    name: str
    target: str
    optional: bool
    given: bool


@attrs.frozen(kw_only=True)
class Type:
    """An entity type with all its attributes, inherited ones included."""

    name: str
    module: str
    values: tuple[Value, ...]
    ones: tuple[Relation, ...]
    manies: tuple[Relation, ...]

    @property
    def simple(self) -> tuple[Value, ...]:
        """Values that can be computed with, the most telling first."""
        found = [v for v in self.values if v.type in SIMPLE and _is_kept(v.name)]
        found.sort(key=lambda value: _rank(value.name))
        return tuple(found)

    @property
    def plain_ones(self) -> tuple[Relation, ...]:
        """Entities that the projects read."""
        return tuple(one for one in self.ones if _is_kept(one.name))

    @property
    def plain_manies(self) -> tuple[Relation, ...]:
        """Collections that the projects read."""
        return tuple(many for many in self.manies if _is_kept(many.name))

    @property
    def given(self) -> tuple[Value, ...]:
        """Values that can be given on creation."""
        return tuple(value for value in self.values if value.given)

    @property
    def writable(self) -> tuple[Value, ...]:
        """Values that can be assigned."""
        return tuple(value for value in self.values if value.writable)

    @property
    def shown(self) -> tuple[Value, ...]:
        """What is read of such an entity where another one refers to it."""
        return self.simple[:2]


def outline(document: list[dict[str, Any]]) -> dict[str, Type]:
    """Return the types of the package that is generated from *document*, by name."""
    loaded = load_document(document, source="benchmark")
    package = build_package(loaded, name="outlined")
    classes = {each.name: each for each in package.classes}
    return {name: _type(each, classes) for name, each in classes.items()}


def _type(entity: EntityClass, classes: Mapping[str, EntityClass]) -> Type:
    fields = _fields(entity, classes)
    return Type(
        name=entity.name,
        module=entity.module,
        values=tuple(_value(f) for f in fields if f.kind.descriptor in _VALUE),
        ones=tuple(_relation(f) for f in fields if f.kind.descriptor in _ONE),
        manies=tuple(_relation(f) for f in fields if f.kind.descriptor in _MANY),
    )


def _fields(entity: EntityClass, classes: Mapping[str, EntityClass]) -> list[Field]:
    found: dict[str, Field] = {}
    for base in reversed(entity.bases):
        if base in classes:
            found.update((f.name, f) for f in _fields(classes[base], classes))
    found.update((f.name, f) for f in entity.fields)
    # GraphQL keeps names that begin with an underscore for itself.
    return [found[name] for name in sorted(found) if not name.startswith("_")]


def _value(field: Field) -> Value:
    assert field.kind.read is not None
    text, _, none = field.kind.read.text.partition(" | ")
    return Value(
        name=field.name,
        type=text if text in SIMPLE else "Any",
        optional=bool(none),
        given=not field.kind.server_side and field.kind.descriptor != "Mapped",
        writable=field.kind.write is not None and field.kind.descriptor != "Mapped",
    )


def _relation(field: Field) -> Relation:
    return Relation(
        name=field.name,
        target=field.kind.arguments[0].text,
        optional=field.kind.read is not None and " | None" in field.kind.read.text,
        given=not field.kind.server_side,
    )


def _is_kept(name: str) -> bool:
    """Return whether the attribute is named so in our package and in ariadne's."""
    renamed = isinstance(getattr(builtins, name, None), type) or name == "schema"
    return not renamed and not name.endswith("_")


def _rank(name: str) -> tuple[int, str]:
    known = _TELLING.index(name) if name in _TELLING else len(_TELLING)
    # Texts that a person would show come before keys of other entities.
    return known + name.endswith("_id"), name
