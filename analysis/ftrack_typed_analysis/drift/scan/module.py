"""One module as it is read: its names, and the uses found in it so far."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Sequence

import attrs

from ftrack_typed.checking import Checker, Place, Speller

from .found import Found, Meaning, Mode
from .types import Types

CLASS = "<class>"
"""A name that no program has, in the scope of a class."""


@attrs.define
class Module:
    """What is known while a module is read.

    Attributes:
        types: the schema that its package was generated from.
        checker: checks the texts of queries against that schema.
        speller: reads texts off the source.
        names: what its names stand for, the innermost scope first.
        texts: the only text that a name of the module is assigned, by name.
        returned: what its functions return, by name.
        found: the uses.
    """

    types: Types
    checker: Checker
    speller: Speller
    names: ChainMap[str, Meaning]
    texts: dict[str, ast.expr]
    returned: dict[str, Meaning] = attrs.field(factory=dict[str, Meaning])
    found: list[Found] = attrs.field(factory=list[Found])

    def name(self, name: str) -> Meaning:
        """Return what *name* stands for."""
        return self.names.get(name)

    def bind(self, name: str, meaning: Meaning) -> None:
        """Note that *name* stands for something from here on."""
        self.names[name] = meaning

    def bind_member(self, name: str, meaning: Meaning) -> None:
        """Note that ``self.name`` stands for something in the class that is read."""
        for scope in self.names.maps:
            if CLASS in scope:
                scope[f"self.{name}"] = meaning
                return

    def note(self, found: Found) -> int:
        """Keep a use; return its position among them."""
        self.found.append(found)
        return len(self.found) - 1

    def attribute(
        self, entity_type: str | None, name: str, mode: Mode, place: Place
    ) -> int:
        """Keep the use of an attribute."""
        return self.note(
            Found(
                part="attribute",
                entity_type=entity_type,
                name=name,
                mode=mode,
                place=place,
            )
        )

    def guess(self, entity_type: str, name: str, mode: Mode, place: Place) -> None:
        """Keep the use of an attribute that the entity may be of a type to have."""
        at = self.attribute(entity_type, name, mode, place)
        self.found[at] = attrs.evolve(self.found[at], sure=False)

    def custom(
        self, entity_type: str | None, key: str, mode: Mode, place: Place
    ) -> int:
        """Keep the use of a custom attribute."""
        return self.note(
            Found(
                part="custom attribute",
                entity_type=entity_type,
                name=key,
                mode=mode,
                place=place,
            )
        )

    def type(self, entity_type: str, mode: Mode, place: Place) -> None:
        """Keep the use of an entity type itself."""
        self.note(
            Found(
                part="entity type",
                entity_type=entity_type,
                name="",
                mode=mode,
                place=place,
            )
        )

    def compare(self, at: int, values: Sequence[tuple[str, Place]]) -> None:
        """Note that what was found at position *at* is compared with *values*."""
        found = self.found[at]
        texts = tuple(text for text, _ in values)
        self.found[at] = attrs.evolve(found, values=(*found.values, *texts))
        if found.part == "attribute" and found.name == "name":
            for text, place in values:
                self.site_name(found.entity_type, text, place)

    def site_name(self, entity_type: str | None, name: str, place: Place) -> None:
        """Keep the use of the name of a status, a type and so on."""
        self.note(
            Found(
                part="name",
                entity_type=entity_type,
                name=name,
                mode="query",
                place=place,
            )
        )

    def last(self, node: ast.expr, length: int) -> Place:
        """Return where the last *length* characters of *node* begin."""
        end = self.speller.end(node)
        return Place(end.line, max(end.column - length, 1))

    def fetched(self, since: int) -> None:
        """Note that what was named in queries since then is fetched by them."""
        for at in range(since, len(self.found)):
            if self.found[at].mode == "query":
                self.found[at] = attrs.evolve(self.found[at], mode="fetch")

    def emptied(self) -> None:
        """Note that what was found last is assigned none."""
        self.found[-1] = attrs.evolve(self.found[-1], nothing=True)
