"""What is pending, as tables: a row for each entity, a column for each attribute.

Thousands of changes of one commit are seldom of more than some dozen kinds. What has to
be worked out for each kind, and looked at in each of their values, is done for a table
and a column at once, which takes a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

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
    wire_value,
)

if TYPE_CHECKING:
    from ..model.entity import Entity

T = TypeVar("T")
Row = tuple[Any, ...]


@attrs.frozen(eq=False, slots=False)
class Table:
    """Entities of one class of which the same attributes are written.

    Attributes:
        kind: whether the entities are created, modified or deleted.
        cls: their class.
        names: wire names of the attributes.
        entities: the entities.
        places: the place of each among all that is pending, by first touch.
        rows: the values of each; another entity as an
            :class:`~ftrack_typed.session.changes.EntityKey`.
        originals: of modified ones, what the attributes were as far as it was loaded,
            by wire name.
    """

    kind: type[Change]
    cls: type[Entity]
    names: Sequence[str]
    entities: list[Entity] = attrs.field(factory=list["Entity"])
    places: list[int] = attrs.field(factory=list[int])
    rows: list[Row] = attrs.field(factory=list[Row])
    originals: list[Mapping[str, object]] = attrs.field(
        factory=list["Mapping[str, object]"]
    )

    @property
    def key_names(self) -> list[str]:
        """Wire names of the primary key's parts."""
        attributes = self.cls.__attributes__
        return [attributes[name].wire for name in self.cls.__primary_key__]

    @cached_property
    def keys(self) -> Sequence[tuple[str, ...]]:
        """The primary key of each entity, once the table is complete."""
        parts = [
            [str(entity.__dict__[name]) for entity in self.entities]
            for name in self.cls.__primary_key__
        ]
        return list(zip(*parts, strict=True))

    @cached_property
    def columns(self) -> Columns:
        """The values by attribute, once the table is complete."""
        return Columns(
            entity_type=self.cls.__entity_type__,
            created=self.kind is Created,
            keys=self.keys,
            values=dict(zip(self.names, zip(*self.rows, strict=True), strict=True)),
        )

    def changes(self) -> list[Change]:
        """Return the rows as change records."""
        entity_type, names = self.cls.__entity_type__, self.key_names
        keys = [
            EntityKey(entity_type, tuple(zip(names, key, strict=True)))
            for key in self.keys
        ]
        if self.kind is Deleted:
            return [Deleted(key) for key in keys]
        values = [dict(zip(self.names, row, strict=True)) for row in self.rows]
        if self.kind is Created:
            return list(map(Created, keys, values))
        return list(map(Modified, keys, values, self.originals))

    def operations(self) -> list[dict[str, object]]:
        """Return the rows as they are sent."""
        rows: Iterable[Row] = self.rows
        if self._has_relations:
            rows = [tuple(map(wire_value, row)) for row in rows]
        entity_type = self.cls.__entity_type__
        return operations(
            self.kind, entity_type, self.key_names, self.keys, self.names, rows
        )

    def replaced(self) -> Sequence[Mapping[str, object]]:
        """Return what each operation is to replace, as it is on the wire."""
        if self.kind is not Modified:
            return [_NOTHING] * len(self.entities)
        if self._has_relations:
            return [
                {name: wire_value(value) for name, value in originals.items()}
                for originals in self.originals
            ]
        return self.originals

    @property
    def _has_relations(self) -> bool:
        return any(self.cls.__by_wire__[name].relation for name in self.names)


_NOTHING: Mapping[str, object] = {}


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
        return self._ordered(lambda table: table.entities)

    def changes(self) -> tuple[Change, ...]:
        """Return everything as change records."""
        return tuple(self._ordered(Table.changes))

    def operations(self) -> list[dict[str, object]]:
        """Return everything as it is sent."""
        return self._ordered(Table.operations)

    def originals(self) -> list[Mapping[str, object]]:
        """Return what each operation is to replace, as far as it is known."""
        return self._ordered(Table.replaced)

    def _ordered(self, of: Callable[[Table], Sequence[T]]) -> list[T]:
        """Return what *of* gives for the rows of all tables."""
        placed: list[Any] = [None] * len(self.order)
        for table in self.tables:
            first, last = table.places[0], table.places[-1]
            if last - first + 1 == len(table.places):
                # The usual: a loop that creates, and then another that changes.
                placed[first : last + 1] = of(table)
                continue
            for place, each in zip(table.places, of(table), strict=True):
                placed[place] = each
        if isinstance(self.order, range):
            return placed
        return [placed[place] for place in self.order]
