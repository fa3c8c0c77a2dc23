"""The uses that are found in one module."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import attrs

from ftrack_typed.checking import Checker, Place

from ...inference import Module
from ...inference.meanings import Class, Custom, Entity, Meaning
from ...inference.names import is_none
from ...inference.types import CUSTOM_ATTRIBUTES
from .found import Found, Mode


class Uses:
    """Collects what a module uses of a schema.

    Args:
        module: knows what the module's expressions are.
        checker: checks the texts of queries against the schema.
    """

    def __init__(self, module: Module, checker: Checker) -> None:
        self.module = module
        self.checker = checker
        self.found: list[Found] = []
        self._at: dict[ast.expr, int] = {}

    def note(self, found: Found, node: ast.expr | None = None) -> None:
        """Keep a use, and the expression that stands for its value."""
        if node is not None:
            self._at[node] = len(self.found)
        self.found.append(found)

    def item(
        self, node: ast.expr, of: Meaning, name: str, mode: Mode, place: Place
    ) -> None:
        """Keep the use of what something has as *name*; *node* stands for its value."""
        match of:
            case Entity(type=entity_type):
                self._attribute(node, entity_type, name, mode, place)
            case Class(type=entity_type):
                query: Mode = "fetch" if mode == "fetch" else "query"
                self._attribute(node, entity_type, name, query, place)
            case Custom(type=owner, on_class=on_class):
                asked: Mode = "query" if on_class else mode
                self.note(Found("custom attribute", owner, name, asked, place), node)
            case None if name != CUSTOM_ATTRIBUTES:
                self.note(Found("attribute", None, name, mode, place), node)
            case _:
                pass

    def compare(self, node: ast.expr, other: ast.expr) -> None:
        """Note that the value of *node* is compared with *other*, or is assigned it."""
        at = self._at.get(node)
        if at is None:
            return
        found = self.found[at]
        values = [*self.literals(other)]
        texts = tuple(text for text, _ in values)
        self.found[at] = attrs.evolve(found, values=(*found.values, *texts))
        if found.part == "attribute" and found.name == "name":
            for text, place in values:
                self.site_name(found.entity_type, text, place)

    def assign(self, node: ast.expr, value: ast.expr) -> None:
        """Note that *node* is assigned *value*."""
        self.compare(node, value)
        at = self._at.get(node)
        if at is not None and is_none(value):
            self.found[at] = attrs.evolve(self.found[at], nothing=True)

    def site_name(self, entity_type: str | None, name: str, place: Place) -> None:
        """Keep the use of the name of a status, a type and so on."""
        self.note(Found("name", entity_type, name, "query", place))

    def literals(self, node: ast.expr) -> Iterator[tuple[str, Place]]:
        """Yield the texts that *node* is, or has in it, each with its place."""
        match node:
            case ast.Constant(value=str() as text):
                yield text, self.module.speller.start(node)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                for item in items:
                    yield from self.literals(item)
            case _:
                pass

    def _attribute(
        self, node: ast.expr, entity_type: str, wire: str, mode: Mode, place: Place
    ) -> None:
        types = self.module.types
        owner: str | None = entity_type
        if types.property(entity_type, wire) is None:
            owner = types.below(entity_type, wire)
        if owner is not None:
            sure = owner == entity_type
            self.note(Found("attribute", owner, wire, mode, place, sure=sure), node)
