"""What a unit of work holds, as tables of what is to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model.collections import is_collection
from ..model.entity import Entity
from ..model.owner import NOT_LOADED
from .changes import Created, Deleted, EntityKey, Members, Modified
from .tables import Pending, Row, Table

if TYPE_CHECKING:
    from .unit_of_work import UnitOfWork


def pending_of(unit: UnitOfWork) -> Pending:
    """Return what is pending in *unit*.

    An attribute that was assigned its original value again is no change.
    """
    tables: dict[object, _Filling] = {}
    new, deleted = unit.new, unit.deleted
    place = 0
    for entity, originals in unit.originals.items():
        cls = entity.__entity_class__
        given = new.get(entity)
        alike: object
        if given is not None:
            # Most have what they were created with, and no more.
            same = len(given) == len(originals)
            alike = id(given) if same else (Created, cls, *originals)
            filling = tables.get(alike)
            if filling is None:
                filling = tables[alike] = _filling(cls, originals)
            filling.add_row(filling.take(entity.__dict__))
        elif entity in deleted:
            alike = (Deleted, cls)
            filling = tables.get(alike)
            if filling is None:
                filling = tables[alike] = _Filling.of(Table(Deleted, cls, ()))
        else:
            values, before = _differences(entity, originals)
            if not values:
                continue
            alike = (Modified, cls, *values)
            filling = tables.get(alike)
            if filling is None:
                filling = tables[alike] = _Filling.of(Table(Modified, cls, [*values]))
            filling.add_row(filling.take(values))
            filling.table.originals.append(before)
        filling.add_entity(entity)
        filling.add_place(place)
        place += 1
    return Pending.of([filling.table for filling in tables.values()])


def _all_of(values: Mapping[str, Any]) -> Row:
    return tuple(values.values())


class _Filling(NamedTuple):
    """A table that is being filled.

    Attributes:
        table: the table.
        take: takes the row of an entity from its values, by default all of them.
        add_row: adds a row.
        add_entity: adds the entity whose row it is.
        add_place: adds its place.
    """

    table: Table
    take: Callable[[Mapping[str, Any]], Row]
    add_row: Callable[[Row], None]
    add_entity: Callable[[Entity], None]
    add_place: Callable[[int], None]

    @classmethod
    def of(
        cls, table: Table, take: Callable[[Mapping[str, Any]], Row] = _all_of
    ) -> _Filling:
        add_row, add_entity = table.rows.append, table.entities.append
        return cls(table, take, add_row, add_entity, table.places.append)


def _filling(cls: type[Entity], names: Iterable[str]) -> _Filling:
    """Return a table for new entities of *cls* that were given attributes *names*."""
    wires = _sent_of(cls, names)
    return _Filling.of(Table(Created, cls, [*wires.values()]), _taker(cls, [*wires]))


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


def _sent_of(cls: type[Entity], names: Iterable[str]) -> dict[str, str]:
    """Return Python name to wire name of what is sent of attributes *names*."""
    sent = _sent(cls)
    wires = sent.values | sent.relations
    return {name: wires[name] for name in names if name in wires}


class _Sent(NamedTuple):
    """Python name to wire name of what is sent of a class: values, and relations.

    A reference that stands on a key attribute is sent as that key, and parts of the
    primary key beside the values.
    """

    values: dict[str, str]
    relations: dict[str, str]


def _sent(cls: type[Entity]) -> _Sent:
    sent = _SENT.get(cls)
    if sent is None:
        attributes = [
            attribute
            for name, attribute in cls.__attributes__.items()
            if name not in cls.__primary_key__
        ]
        sent = _SENT[cls] = _Sent(
            {each.name: each.wire for each in attributes if not each.relation},
            {
                each.name: each.wire
                for each in attributes
                if each.relation and not (each.mapped or each.key)
            },
        )
    return sent


_SENT: dict[type[Entity], _Sent] = {}
"""What is sent of each class, worked out once."""


def _taker(
    cls: type[Entity], names: Sequence[str]
) -> Callable[[Mapping[str, Any]], Row]:
    """Return what takes the values of attributes *names* from those of an entity."""
    if len(names) > 1 and not any(cls.__attributes__[name].relation for name in names):
        return itemgetter(*names)
    return lambda held: tuple([_recorded(held[name]) for name in names])


def _differences(
    entity: Entity, originals: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """Return what is sent of what changed, and what it was where that was loaded."""
    sent, held = _sent(entity.__entity_class__), entity.__dict__
    wires, relations = sent.values, sent.relations
    values: dict[str, object] = {}
    before: dict[str, object] = {}
    for name, original in originals.items():
        wire = wires.get(name)
        if wire is None:
            if name in relations:
                _add_relation(sent, held, name, original, values, before)
            continue
        value = held.get(name)
        if value.__class__ is not original.__class__ or value != original:
            values[wire] = value
            if original is not NOT_LOADED:
                before[wire] = original
    return values, before


def _add_relation(
    sent: _Sent,
    held: Mapping[str, object],
    name: str,
    original: object,
    values: dict[str, object],
    before: dict[str, object],
) -> None:
    """Add a relation that is sent to *values* and *before* if it has changed."""
    wire = sent.relations[name]
    value = held.get(name)
    if is_collection(value):
        if value.is_changed:
            values[wire] = _recorded(value)
            before[wire] = Members(tuple(map(reference_to, value.before)))
    elif value is not original:
        values[wire] = _recorded(value)
        if original is not NOT_LOADED:
            before[wire] = _recorded(original)


def _recorded(value: object) -> object:
    """Return *value* as it is in a record: other entities by their keys."""
    if is_collection(value):
        return Members(tuple(map(reference_to, value)))
    return reference_to(value) if isinstance(value, Entity) else value
