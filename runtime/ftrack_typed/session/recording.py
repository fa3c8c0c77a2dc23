"""What a unit of work holds, as tables of what is to be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from ..model.collections import is_collection
from ..model.entity import Entity
from ..model.owner import Given
from .changes import Created, Deleted, EntityKey, Members, Modified
from .tables import Column, Pending, Table

if TYPE_CHECKING:
    from .changes import Change
    from .unit_of_work import UnitOfWork


T = TypeVar("T")


def pending_of(unit: UnitOfWork) -> Pending:
    """Return what is pending in *unit*.

    An attribute that was assigned its original value again is no change.
    """
    groups: dict[object, tuple[type[Change], list[int]]] = {}
    new, deleted = unit.new, unit.deleted
    for place, (entity, originals) in enumerate(unit.originals.items()):
        kind: type[Change] = Modified
        alike: object
        if originals.__class__ is Given:
            # Most have what they were created with, and no more.
            kind, alike = Created, id(originals)
        elif entity in new:
            kind, alike = Created, (Created, entity.__entity_class__, *originals)
        elif entity in deleted:
            kind, alike = Deleted, (Deleted, entity.__entity_class__)
        else:
            alike = (entity.__entity_class__, *originals)
        group = groups.get(alike)
        if group is None:
            group = groups[alike] = (kind, [])
        group[1].append(place)
    entities, befores = list(unit.originals), list(unit.originals.values())
    tables = [
        table
        for kind, places in groups.values()
        for table in _tables_of(
            kind, places, _chosen(entities, places), _chosen(befores, places)
        )
    ]
    if sum(len(table.places) for table in tables) < len(entities):
        tables = _renumbered(tables)
    return Pending.of(tables)


def _chosen(column: Sequence[T], places: Sequence[int]) -> Sequence[T]:
    """Return what *column* holds at ascending *places*."""
    first, last = places[0], places[-1]
    if last - first + 1 == len(places):
        return column[first : last + 1]
    return list(map(column.__getitem__, places))


def _renumbered(tables: Sequence[Table]) -> list[Table]:
    """Return *tables* without the places of entities that did not change after all."""
    places = sorted(place for table in tables for place in table.places)
    rank = {place: number for number, place in enumerate(places)}
    return [
        attrs.evolve(table, places=[rank[place] for place in table.places])
        for table in tables
    ]


def sent_values(unit: UnitOfWork, entity: Entity) -> dict[str, tuple[str, object]]:
    """Return Python name to wire name and value of what is pending of *entity*."""
    held = entity.__dict__
    names = _sent_of(entity.__entity_class__, unit.originals.get(entity, ()))
    return {name: (wire, _recorded(held.get(name))) for name, wire in names.items()}


def reference_to(entity: Entity) -> EntityKey:
    """Return the record that refers to *entity* on the wire."""
    cls = entity.__entity_class__
    names = [cls.__attributes__[name].wire for name in cls.__primary_key__]
    return EntityKey(
        cls.__entity_type__, tuple(zip(names, entity.__key__, strict=True))
    )


def _tables_of(
    kind: type[Change],
    places: Sequence[int],
    entities: Sequence[Entity],
    befores: Sequence[Mapping[str, object]],
) -> Iterable[Table]:
    """Return tables of entities of one class of which the same was written.

    Args:
        kind: whether they are created, modified or deleted.
        places: the place of each.
        entities: the entities.
        befores: attribute name to what it was, for each.
    """
    cls = entities[0].__entity_class__
    names = {} if kind is Deleted else _sent_of(cls, befores[0])
    keys = {name: cls.__attributes__[name].wire for name in cls.__primary_key__}
    values = _columns([each.__dict__ for each in entities], {**keys, **names})
    table = Table(
        kind,
        cls,
        entities,
        places,
        keys={wire: list(map(str, values.pop(wire))) for wire in keys.values()},
        values=values,
        originals=_columns(befores, names) if kind is Modified else {},
    )
    if kind is Modified:
        return map(_with_records, _by_what_changed(table))
    return [_with_records(table)]


def _columns(
    rows: Sequence[Mapping[str, Any]], wires: Mapping[str, str]
) -> dict[str, Column]:
    """Return what *rows* hold of the names *wires*, by the wire names."""
    # Row by row, as thousands of dicts do not fit into a processor's cache.
    names = [*wires]
    if len(names) < 2:
        return {wires[name]: [row[name] for row in rows] for name in names}
    columns = zip(*map(itemgetter(*names), rows), strict=True)
    return dict(zip(wires.values(), columns, strict=True))


def _by_what_changed(table: Table) -> Iterator[Table]:
    """Split a *table* of modified entities by which of their attributes changed."""
    attributes, originals = table.cls.__by_wire__, table.originals
    changed = [
        [each.is_changed for each in values]
        if attributes[name].to_many
        else [
            value.__class__ is not original.__class__ or value != original
            for value, original in zip(values, originals[name], strict=True)
        ]
        for name, values in table.values.items()
    ]
    if changed and all(map(all, changed)):
        yield table
        return
    parts: dict[tuple[bool, ...], list[int]] = {}
    for row, alike in enumerate(zip(*changed, strict=True)):
        parts.setdefault(alike, []).append(row)
    for alike, rows in parts.items():
        if any(alike):
            yield _part(table, rows, [*compress(table.values, alike)])


def _part(table: Table, rows: Sequence[int], names: Sequence[str]) -> Table:
    """Return some *rows* of *table*, with the attributes *names* alone."""

    def some(column: Sequence[T]) -> Sequence[T]:
        return _chosen(column, rows)

    return Table(
        table.kind,
        table.cls,
        some(table.entities),
        some(table.places),
        keys={name: some(column) for name, column in table.keys.items()},
        values={name: some(table.values[name]) for name in names},
        originals={name: some(table.originals[name]) for name in names},
    )


def _with_records(table: Table) -> Table:
    """Return *table* with other entities as they are in a record."""
    attributes = table.cls.__by_wire__
    relations = [name for name in table.values if attributes[name].relation]
    if not relations:
        return table
    values, originals = {**table.values}, {**table.originals}
    for name in relations:
        if table.kind is Modified:
            before = map(_recorded_before, values[name], originals[name])
            originals[name] = list(before)
        values[name] = list(map(_recorded, values[name]))
    return attrs.evolve(table, values=values, originals=originals)


def _sent_of(cls: type[Entity], names: Iterable[str]) -> dict[str, str]:
    """Return Python name to wire name of what is sent of attributes *names*."""
    wires = _sent(cls)
    return {name: wires[name] for name in names if name in wires}


def _sent(cls: type[Entity]) -> Mapping[str, str]:
    """Return Python name to wire name of what is sent of *cls*.

    A reference that stands on a key attribute is sent as that key, and parts of the
    primary key beside the values.
    """
    wires = _SENT.get(cls)
    if wires is None:
        wires = _SENT[cls] = {
            name: attribute.wire
            for name, attribute in cls.__attributes__.items()
            if name not in cls.__primary_key__
            and not (attribute.relation and (attribute.mapped or attribute.key))
        }
    return wires


_SENT: dict[type[Entity], Mapping[str, str]] = {}
"""What is sent of each class, worked out once."""


def _recorded(value: object) -> object:
    """Return *value* as it is in a record: other entities by their keys."""
    if is_collection(value):
        return Members(tuple(map(reference_to, value)))
    return reference_to(value) if isinstance(value, Entity) else value


def _recorded_before(value: object, original: object) -> object:
    """Return what an attribute that is now *value* was, as it is in a record."""
    if is_collection(value):
        return Members(tuple(map(reference_to, value.before)))
    return _recorded(original)
