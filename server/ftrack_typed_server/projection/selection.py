"""Which columns a plan's node needs, and where they stand in its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
from sqlalchemy import ColumnElement, FromClause, case, null

from ftrack_typed_server.attributes import (
    TYPE_COLUMN,
    Attribute,
    Composed,
    Computed,
    Related,
    Stored,
)
from ftrack_typed_server.compile.relations import owned_by, reference_key
from ftrack_typed_server.compile.values import computed
from ftrack_typed_server.projection.plan import Node
from ftrack_typed_server.site import Site, is_polymorphic


@attrs.define(eq=False)
class Selection:
    """The columns for one node.

    Attributes:
        node: what is shown.
        elements: the columns, in order.
        places: attribute or relation to its position in a row; the relation's is its
            key's.
        composed: attributes that are put together after the rows are there.
        type_place: position of the concrete type, none if all rows are of one type.
    """

    node: Node
    elements: list[ColumnElement[Any]] = attrs.field(factory=list["ColumnElement[Any]"])
    places: dict[str, tuple[int, ...]] = attrs.field(
        factory=dict[str, "tuple[int, ...]"]
    )
    composed: dict[str, Composed] = attrs.field(factory=dict[str, Composed])
    type_place: int | None = None
    key: Callable[[Sequence[Any]], Any] = attrs.field(init=False)
    _columns: dict[str, int] = attrs.field(factory=dict[str, int])

    @classmethod
    def of(cls, site: Site, node: Node, source: FromClause) -> Selection:
        """Return the columns of *source* that *node* needs."""
        selection = cls(node)
        entity = node.entity
        key = [selection._column(source, name) for name in entity.primary_key]
        selection.key = _key_getter(key)
        if is_polymorphic(source):
            selection.type_place = selection._column(source, TYPE_COLUMN)
        for name in entity.concrete:
            concrete = site.types[name]
            for shown in concrete.shown_always:
                selection._add(site, source, concrete.attributes[shown])
        for attribute in node.scalars.values():
            selection._add(site, source, attribute)
        for name, (relation, _) in node.relations.items():
            if not relation.many:
                selection.places[f"->{name}"] = selection._reference(
                    site, source, relation
                )
        return selection

    def key_place(self, column: str) -> int:
        """Return the position of the key's part *column*."""
        return self._columns[column]

    def needed(self, attribute: Composed, row: Sequence[Any]) -> Mapping[str, Any]:
        """Return what *attribute* is composed of."""
        entity = self.node.entity
        found = {name: row[self.places[name][0]] for name in attribute.needs}
        found[entity.primary_key[0]] = row[self._columns[entity.primary_key[0]]]
        return found

    def referred(self, name: str, row: Sequence[Any]) -> Any:
        """Return the key that the to-one relation *name* of *row* refers to."""
        places = self.places[f"->{name}"]
        if len(places) == 1:
            return row[places[0]]
        key = tuple(row[place] for place in places)
        return None if None in key else key

    def _add(self, site: Site, source: FromClause, attribute: Attribute) -> None:
        name = attribute.name
        if name in self.places or name in self.composed:
            return
        match attribute:
            case Stored():
                self.places[name] = (self._column(source, attribute.column),)
            case Computed():
                expression = computed(site, self.node.entity, attribute, source)
                self.places[name] = (self._append(expression),)
            case Composed():
                self.composed[name] = attribute
                for need in attribute.needs:
                    needed = self.node.entity.find(need)
                    if needed is None or isinstance(needed, Related):
                        self.places.setdefault(need, (self._append(null()),))
                    else:
                        self._add(site, source, needed)
            case Related():
                raise AssertionError(f"{name} is no value.")

    def _reference(
        self, site: Site, source: FromClause, relation: Related
    ) -> tuple[int, ...]:
        if relation.computed_key is not None:
            return (self._append(reference_key(site, relation, source)),)
        owned = owned_by(site, self.node.entity, relation.name, source)
        if owned is None:
            return tuple(self._column(source, own) for own, _ in relation.keys)
        return tuple(
            self._append(case((owned, source.c[own]))) for own, _ in relation.keys
        )

    def _column(self, source: FromClause, name: str) -> int:
        if name not in self._columns:
            self._columns[name] = self._append(source.c[name])
        return self._columns[name]

    def _append(self, element: ColumnElement[Any]) -> int:
        self.elements.append(element)
        return len(self.elements) - 1


def _key_getter(places: Sequence[int]) -> Callable[[Sequence[Any]], Any]:
    if len(places) == 1:
        place = places[0]
        return lambda row: row[place]
    return lambda row: tuple(row[place] for place in places)
