"""Rows into entities, each entity's data once in a reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import attrs
import orjson

from ftrack_typed_server import dates
from ftrack_typed_server.attributes import Computed, Kind, Stored
from ftrack_typed_server.projection.loading import Key, Loaded, Row
from ftrack_typed_server.site import EntityType, Site

Entity: TypeAlias = "dict[str, object]"
_Convert: TypeAlias = "Callable[[Any], object] | None"
_Item: TypeAlias = "str | tuple[str, int]"

_CONVERTERS: Mapping[Kind, Callable[[Any], object]] = {
    Kind.DATETIME: dates.tagged,
    Kind.OBJECT: orjson.loads,
    Kind.VARIABLE: orjson.loads,
}


@attrs.frozen
class _Shape:
    """How rows of one concrete type are shown at one place."""

    type_name: str
    key: tuple[tuple[str, int], ...]
    values: tuple[tuple[str, int, _Convert], ...]
    composed: tuple[str, ...]
    relations: tuple[tuple[str, bool, _Item], ...]
    items: frozenset[_Item]


@attrs.define
class Emitter:
    """Makes the entities of one response.

    The data of an entity stand at its first occurrence; at a later one only what has
    not been sent before, besides type and key. Clients merge them by identity.

    Attributes:
        site: the resolved schema.
        normalise: whether to do so; otherwise every occurrence is complete.
    """

    site: Site
    normalise: bool = True
    _sent: dict[tuple[str, Key], set[_Item]] = attrs.field(
        factory=dict["tuple[str, Key]", "set[_Item]"]
    )
    _shapes: dict[tuple[int, str], _Shape] = attrs.field(
        factory=dict["tuple[int, str]", _Shape]
    )
    _signatures: dict[object, int] = attrs.field(factory=dict[object, int])
    _signature_of: dict[int, int] = attrs.field(factory=dict[int, int])
    _kept: list[Loaded] = attrs.field(factory=list[Loaded])

    def entities(self, loaded: Loaded) -> list[Entity]:
        """Return all rows of *loaded* as entities."""
        return [self.entity(loaded, row) for row in loaded.rows]

    def entity(self, loaded: Loaded, row: Row, *, whole: bool = False) -> Entity:
        """Return one row of *loaded* as an entity.

        Args:
            loaded: the rows.
            row: one of them.
            whole: whether to send again what has been sent before.
        """
        shape = self._shape(loaded, row)
        key = loaded.selection.key(row)
        entity: Entity = {"__entity_type__": shape.type_name}
        for name, place in shape.key:
            entity[name] = row[place]
        sent: set[_Item] | None = None
        if self.normalise:
            sent = self._sent.get((shape.type_name, key))
            if sent is None:
                # All of it is registered before anything within it is written.
                self._sent[shape.type_name, key] = set(shape.items)
            elif whole:
                sent |= shape.items
                sent = None
            elif shape.items <= sent:
                return entity
            else:
                before = set(sent)
                sent |= shape.items
                sent = before
        self._fill(entity, loaded, row, shape, key, sent or frozenset())
        return entity

    def _fill(
        self,
        entity: Entity,
        loaded: Loaded,
        row: Row,
        shape: _Shape,
        key: Key,
        sent: set[_Item] | frozenset[_Item],
    ) -> None:
        for name, place, convert in shape.values:
            if name not in sent:
                value = row[place]
                entity[name] = (
                    value if value is None or convert is None else convert(value)
                )
        for name in shape.composed:
            if name not in sent:
                entity[name] = loaded.composed[name][key]
        for name, many, item in shape.relations:
            if item in sent:
                continue
            inner = loaded.inner[name]
            places = loaded.places[name]
            if many:
                entity[name] = [
                    self.entity(inner, inner.rows[place])
                    for place in places.get(key, ())
                ]
                continue
            found = places.get(loaded.selection.referred(name, row))
            entity[name] = self.entity(inner, inner.rows[found[0]]) if found else None

    def _shape(self, loaded: Loaded, row: Row) -> _Shape:
        place = loaded.selection.type_place
        entity = loaded.selection.node.entity
        name = entity.shown_as if place is None else row[place]
        shape = self._shapes.get((id(loaded), name))
        if shape is None:
            # Kept, so that no other object gets the same identity.
            self._kept.append(loaded)
            shape = self._shapes[id(loaded), name] = self._made(
                loaded, self.site.types[name]
            )
        return shape

    def _made(self, loaded: Loaded, concrete: EntityType) -> _Shape:
        selection = loaded.selection
        node = selection.node
        scalars = {
            name: concrete.attributes[name] for name in concrete.shown_always
        } | dict(node.scalars)
        key = tuple(
            (name, place)
            for name, part in zip(
                concrete.schema.primary_key, node.entity.primary_key, strict=True
            )
            for place in (selection.key_place(part),)
        )
        for name, _ in key:
            scalars.pop(name, None)
        relations = tuple(
            (name, relation.many, (name, self._signature(loaded.inner[name])))
            for name, (relation, _) in node.relations.items()
        )
        values = tuple(
            (name, selection.places[name][0], _CONVERTERS.get(attribute.kind))
            for name, attribute in scalars.items()
            if isinstance(attribute, (Stored, Computed))
        )
        composed = tuple(name for name in scalars if name in selection.composed)
        return _Shape(
            concrete.name,
            key,
            values,
            composed,
            relations,
            frozenset([*scalars, *(item for _, _, item in relations)]),
        )

    def _signature(self, loaded: Loaded) -> int:
        """Return a number for what is shown at a place, the same for the same."""
        known = self._signature_of.get(id(loaded))
        if known is None:
            shown = (
                frozenset(loaded.selection.node.scalars),
                frozenset(
                    (name, self._signature(inner))
                    for name, inner in loaded.inner.items()
                ),
            )
            known = self._signatures.setdefault(shown, len(self._signatures))
            self._signature_of[id(loaded)] = known
            self._kept.append(loaded)
        return known
