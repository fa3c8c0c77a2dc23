"""What is known while a module is read."""

from __future__ import annotations

import ast

import attrs

from ftrack_typed.checking import SpelledText, Speller

from .meanings import (
    Class,
    Custom,
    Ensured,
    Entity,
    Imported,
    Meaning,
    Returning,
    Session,
    Value,
    either,
)
from .names import Names, is_none
from .origins import OFFICIAL, Origins, is_session_name
from .query_texts import type_of_text
from .types import CUSTOM_ATTRIBUTES, Types


@attrs.define
class Module:
    """A module as it is read.

    Attributes:
        types: the schema of the package that it is written for.
        speller: reads texts off the source.
        origins: tells what is imported.
        guess: whether what is likely is taken for what is.
        names: what its names stand for at the place that is read.
        known: what its expressions are, so far.
        texts: for names, as they stand in it, the only expression whose value each has.
        everything: the module that names may come from which nothing else gives; none
            if there is none.
    """

    types: Types
    speller: Speller
    origins: Origins
    guess: bool
    names: Names
    known: dict[ast.expr, Meaning] = attrs.field(factory=dict[ast.expr, Meaning])
    texts: dict[ast.Name, ast.expr | None] = attrs.field(
        factory=dict[ast.Name, "ast.expr | None"]
    )
    everything: str | None = None

    def of(self, node: ast.expr) -> Meaning:
        """Return what an expression is that was read."""
        return self.known.get(node)

    def any_of(self, nodes: list[ast.expr]) -> Meaning:
        """Return what one of several expressions is, whichever it is."""
        found = [self.of(node) for node in nodes if not is_none(node)]
        meaning = found.pop(0) if found else None
        for other in found:
            meaning = either(meaning, other, guess=self.guess)
        return meaning

    def text(self, node: ast.expr) -> SpelledText | None:
        """Return the text that an expression makes, none if that is not known."""
        return self.speller.spell(node, self.texts.get)

    def entity_type(self, node: ast.expr) -> str | None:
        """Return the entity type that an argument names: by its class, or by a text."""
        meaning = self.of(node)
        if isinstance(meaning, Class):
            return meaning.type
        text = self.text(node)
        if text is None or text.text.holes or not self.types.is_type(text.text.text):
            return None
        return text.text.text

    def queried_type(self, node: ast.expr) -> str | None:
        """Return the entity type that the first argument of a query says."""
        named = self.entity_type(node)
        if named is not None:
            return named
        text = self.text(node)
        found = None if text is None else type_of_text(text.text.text)
        return found if found is not None and self.types.is_type(found) else None

    def name(self, name: str) -> Meaning:
        """Return what a name stands for."""
        bound = self.names.find(name)
        if bound is None and self.everything is not None and name[:1].isupper():
            return self.origins.member(self.everything, name)
        meaning = None if bound is None else bound.meaning
        if isinstance(meaning, Imported) and not meaning.name.startswith(OFFICIAL):
            return by_name(name) or meaning
        return by_name(name) if meaning is None else meaning

    def attribute(self, of: Meaning, wire: str) -> Meaning:
        """Return what something has under a name on the wire, or as a key."""
        match of:
            case Entity(type=entity_type):
                return self.types.on_entity(entity_type, wire)
            case Class(type=entity_type):
                return self.types.on_class(entity_type, wire)
            case Custom(type=owner):
                return Value(owner or "", CUSTOM_ATTRIBUTES)
            case Ensured(type=entity_type) if wire == "entity":
                return Entity(entity_type)
            case None if wire == CUSTOM_ATTRIBUTES:
                return Custom(None)
            case _:
                return None

    def made(self, function: ast.expr) -> Meaning:
        """Return what a call of *function* gives, by what the function is."""
        meaning = self.of(function)
        if isinstance(meaning, Returning):
            return meaning.result
        name = last_name(function)
        if isinstance(meaning, Imported):
            found = self.origins.session(meaning.name)
            if found is not None:
                return found
        return by_name(name)


def by_name(name: str) -> Session | None:
    """Return a session if what is called *name* is taken for one."""
    return Session(certain=False) if is_session_name(name) else None


def last_name(node: ast.expr) -> str:
    """Return the last name of a dotted expression, empty if it is none."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
