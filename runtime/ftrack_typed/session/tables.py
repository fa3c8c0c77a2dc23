"""What is pending, as tables: a row for each entity, a column for each attribute.

Thousands of changes of one commit are seldom of more than some dozen kinds. What has to
be worked out for each kind, and looked at in each of their values, is done for a table
and a column at once, which takes a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, TypeVar, overload

import attrs

from ..model.owner import NOT_LOADED
from .changes import (
    Change,
    Columns,
    Created,
    Deleted,
    EntityKey,
    Modified,
    in_dependency_order,
    may_refer_ahead,
    operations,
    wire_values,
)

if TYPE_CHECKING:
    from ..model.entity import Entity

T = TypeVar("T")
Column = Sequence[Any]


@attrs.frozen(eq=False, slots=False)
class Table:
    """Entities of one class of which the same attributes are written.

    Attributes:
        kind: whether the entities are created, modified or deleted.
        cls: their class.
        entities: the entities.
        places: the place of each among all that is pending, by first touch.
        keys: wire name to a part of the primary key of each entity.
        values: wire name to the values of an attribute; another entity as an
            :class:`~ftrack_typed.session.changes.EntityKey`.
        originals: of modified ones, wire name to what the attribute was, or
            ``NOT_LOADED``.
    """

    kind: type[Change]
    cls: type[Entity]
    entities: Sequence[Entity]
    places: Sequence[int]
    keys: Mapping[str, Sequence[str]]
    values: Mapping[str, Column] = attrs.field(factory=dict[str, Column])
    originals: Mapping[str, Column] = attrs.field(factory=dict[str, Column])

    @cached_property
    def columns(self) -> Columns:
        """The values by attribute, as they are looked at before they are sent."""
        return Columns(
            entity_type=self.cls.__entity_type__,
            created=self.kind is Created,
            keys=list(zip(*self.keys.values(), strict=True)),
            values=self.values,
        )

    def changes(self) -> list[Change]:
        """Return the rows as change records."""
        keys = [
            EntityKey(self.cls.__entity_type__, tuple(key.items()))
            for key in _rows(self.keys)
        ]
        if self.kind is Deleted:
            return [Deleted(key) for key in keys]
        if self.kind is Created:
            return list(map(Created, keys, _rows(self.values)))
        return list(map(Modified, keys, _rows(self.values), _loaded(self.originals)))

    def operations(self) -> Iterator[dict[str, object]]:
        """Return the rows as they are sent, each made when it is asked for."""
        values = self._on_the_wire(self.values)
        return operations(self.kind, self.cls.__entity_type__, self.keys, values)

    def replaced(self) -> list[dict[str, object]]:
        """Return what each operation is to replace, as it is on the wire."""
        if self.kind is not Modified:
            return [{} for _ in self.entities]
        return _loaded(self._on_the_wire(self.originals))

    def _on_the_wire(
        self, columns: Mapping[str, Column]
    ) -> Mapping[str, Iterable[object]]:
        attributes = self.cls.__by_wire__
        return {
            name: wire_values(values)
            if attributes[name].relation or attributes[name].temporal
            else values
            for name, values in columns.items()
        }


def _rows(columns: Mapping[str, Iterable[Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows of *columns*; without any, as many as are asked for."""
    rows = zip(*columns.values(), strict=True) if columns else repeat(())
    return (dict(zip(columns, row, strict=True)) for row in rows)


def _loaded(columns: Mapping[str, Iterable[Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if value is not NOT_LOADED}
        for row in _rows(columns)
    ]


@attrs.frozen(eq=False)
class Pending:
    """All that is pending in a session, in an order in which it can be sent.

    Attributes:
        tables: what is pending, by kind.
        order: the places by first touch, in the order of sending.
    """

    tables: Sequence[Table]
    order: Sequence[int]

    @classmethod
    def of(cls, tables: Sequence[Table]) -> Pending:
        """Return what *tables* hold, what is referred to ahead of what refers to it."""
        found = cls(tables, range(sum(len(table.entities) for table in tables)))
        if not may_refer_ahead(found.columns):
            return found
        changes = found.changes()
        places = {id(change): place for place, change in enumerate(changes)}
        ordered = in_dependency_order(changes)
        return cls(tables, [places[id(change)] for change in ordered])

    def __len__(self) -> int:
        return len(self.order)

    @property
    def columns(self) -> Sequence[Columns]:
        """What is created and modified, by attribute."""
        return [table.columns for table in self.tables if table.kind is not Deleted]

    def entities(self) -> list[Entity]:
        """Return the entities."""
        return list(self._ordered(lambda table: table.entities))

    def changes(self) -> tuple[Change, ...]:
        """Return everything as change records."""
        return tuple(self._ordered(Table.changes))

    def operations(self) -> Operations:
        """Return everything as it is sent."""
        return Operations(len(self.order), partial(self._ordered, Table.operations))

    def originals(self) -> list[dict[str, object]]:
        """Return what each operation is to replace, as far as it is known."""
        return list(self._ordered(Table.replaced))

    def _ordered(self, of: Callable[[Table], Iterable[T]]) -> Iterator[T]:
        """Return what *of* gives for the rows of all tables."""
        tables = sorted(self.tables, key=lambda table: table.places[0])
        parts = [iter(of(table)) for table in tables]
        if all(map(_is_run, tables)):
            # The usual: a loop that creates, and then another that changes.
            rows: Iterator[T] = chain.from_iterable(parts)
        else:
            turns: list[Any] = [None] * len(self.order)
            for table, part in zip(tables, parts, strict=True):
                for place in table.places:
                    turns[place] = part
            rows = map(next, turns)
        if isinstance(self.order, range):
            return rows
        placed = list(rows)
        return map(placed.__getitem__, self.order)


def _is_run(table: Table) -> bool:
    """Whether nothing of other tables is between the rows of *table*."""
    return table.places[-1] - table.places[0] + 1 == len(table.places)


class Operations(Sequence[dict[str, object]]):
    """What one commit sends, each operation made when it is asked for.

    They are asked for one after another, once, to be encoded. Ten thousand of them at a
    time would be ten megabytes.

    Args:
        count: how many operations there are.
        made: makes them, in their order.
    """

    def __init__(
        self, count: int, made: Callable[[], Iterable[dict[str, object]]]
    ) -> None:
        self._count = count
        self._made = made

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[dict[str, object]]:
        return iter(self._made())

    @overload
    def __getitem__(self, index: int) -> dict[str, object]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, object]]: ...
    def __getitem__(
        self, index: int | slice
    ) -> dict[str, object] | list[dict[str, object]]:
        return self._all[index]

    @cached_property
    def _all(self) -> list[dict[str, object]]:
        # Whoever asks for one has a failure to tell of, and asks for others.
        return list(self._made())
