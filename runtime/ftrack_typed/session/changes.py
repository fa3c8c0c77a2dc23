"""What is to be written, as frozen records: entities created, modified and deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
from typing import TypeAlias

import attrs

from ..wire import encode_datetime


@attrs.frozen
class EntityKey:
    """An entity, referred to on the wire.

    Attributes:
        entity_type: its concrete type's wire name.
        attributes: its primary key's wire names and values, in order.
    """

    entity_type: str
    attributes: tuple[tuple[str, str], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The key's values, in order."""
        return tuple([value for _, value in self.attributes])

    def payload(self) -> dict[str, object]:
        """Return the reference as it is sent."""
        return {"__entity_type__": self.entity_type, **dict(self.attributes)}


@attrs.frozen
class Members:
    """The complete content of a collection."""

    keys: tuple[EntityKey, ...]


Value: TypeAlias = object
"""A plain value, an :class:`EntityKey` for a reference, or :class:`Members`."""


@attrs.frozen
class Created:
    """An entity to create with *values*, by wire name."""

    key: EntityKey
    values: Mapping[str, Value]


@attrs.frozen
class Modified:
    """An entity to update.

    Attributes:
        key: which entity.
        values: new values by wire name.
        originals: the values before, where they were loaded.
    """

    key: EntityKey
    values: Mapping[str, Value]
    originals: Mapping[str, Value]


@attrs.frozen
class Deleted:
    """An entity to delete."""

    key: EntityKey


Change: TypeAlias = Created | Modified | Deleted


def payload(change: Change) -> dict[str, object]:
    """Return *change* as the operation that is sent."""
    values: Mapping[str, Value] = {}
    if not isinstance(change, Deleted):
        values = change.values
    return next(
        operations(
            change.__class__,
            change.key.entity_type,
            {name: [value] for name, value in change.key.attributes},
            {name: [wire_value(value)] for name, value in values.items()},
        )
    )


def operations(
    kind: type[Change],
    entity_type: str,
    keys: Mapping[str, Sequence[str]],
    values: Mapping[str, Iterable[object]],
) -> Iterator[dict[str, object]]:
    """Return what is done to entities of one type as the operations that are sent.

    Each is made when it is asked for.

    Args:
        kind: what is done to the entities.
        entity_type: their concrete type's wire name.
        keys: wire name to a part of the primary key of each.
        values: wire name to the values of an attribute, as they are on the wire.
    """
    action = _ACTIONS[kind]
    entity_keys = map(list, zip(*keys.values(), strict=True))
    if kind is Deleted:
        return (
            {"action": action, "entity_type": entity_type, "entity_key": key}
            for key in entity_keys
        )
    columns = {**keys, **values} if kind is Created else values
    names = ("__entity_type__", *columns)
    # All columns are of one length; to have it checked takes as long again.
    rows = zip(repeat(entity_type), *columns.values())
    return (
        {
            "action": action,
            "entity_type": entity_type,
            "entity_key": key,
            "entity_data": dict(zip(names, row)),  # noqa: B905
        }
        for key, row in zip(entity_keys, rows)  # noqa: B905
    )


_ACTIONS: Mapping[type[Change], str] = {
    Created: "create",
    Modified: "update",
    Deleted: "delete",
}


def wire_value(value: Value) -> object:
    """Return *value* as it is sent."""
    if isinstance(value, datetime):
        return encode_datetime(value) if value.fold else _wire_moment(value)
    if isinstance(value, EntityKey):
        return value.payload()
    if isinstance(value, Members):
        return [member.payload() for member in value.keys]
    return value


def wire_values(values: Sequence[Value]) -> Iterable[object]:
    """Return *values* as they are sent."""
    if set(map(type, values)) == _MOMENTS and not any(map(_fold, values)):
        return map(_wire_moment, values)
    return map(wire_value, values)


# Thousands of changes have a few dates. Not so those of the hour that a clock goes
# through twice: the second is equal to the first, and another moment.
_wire_moment = lru_cache(maxsize=4096)(encode_datetime)
_fold = attrgetter("fold")
_MOMENTS = {datetime}


@attrs.frozen
class Columns:
    """Values of entities of one type of which the same attributes are written.

    Attributes:
        entity_type: the type's wire name.
        created: whether the entities are created, else they are modified.
        keys: the primary key of each.
        values: wire name to the values of an attribute, in the order of the keys.
    """

    entity_type: str
    created: bool
    keys: Sequence[tuple[str, ...]]
    values: Mapping[str, Sequence[Value]]


def columns_of(changes: Iterable[Change]) -> list[Columns]:
    """Return *changes* but for deletions, put together by what they set."""
    groups: dict[tuple[object, ...], list[Created | Modified]] = {}
    for change in changes:
        if not isinstance(change, Deleted):
            alike = (change.__class__, change.key.entity_type, *change.values)
            groups.setdefault(alike, []).append(change)
    return [
        Columns(
            entity_type=group[0].key.entity_type,
            created=isinstance(group[0], Created),
            keys=[change.key.values for change in group],
            values={
                name: [change.values[name] for change in group]
                for name in group[0].values
            },
        )
        for group in groups.values()
    ]


def may_refer_ahead(columns: Iterable[Columns]) -> bool:
    """Whether something may refer to an entity that is created with it.

    If not, the changes are in dependency order whatever their order is.
    """
    groups = list(columns)
    created = {key[0] for group in groups if group.created for key in group.keys}
    if not created:
        return False
    for group in groups:
        if len(group.keys[0]) > 1:
            return True
        for values in group.values.values():
            kinds = set(map(type, values))
            if not kinds.isdisjoint(_OF_ENTITIES):
                return True
            if str in kinds:
                texts = values if len(kinds) == 1 else filter(_is_text, values)
                if not created.isdisjoint(texts):
                    return True
    return False


_OF_ENTITIES: frozenset[type] = frozenset({EntityKey, Members})


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def in_dependency_order(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return *changes* with every created entity ahead of what refers to it.

    Otherwise the given order is kept. Entities that refer to each other stay in it:
    the server checks references at the end of a batch.
    """
    created = {
        _name_of(change.key): position
        for position, change in enumerate(changes)
        if change.__class__ is Created
    }
    if not any(
        created[name] > position
        for position, change in enumerate(changes)
        for name in _references(change, created)
    ):
        return tuple(changes)
    order: list[Change] = []
    begun: set[int] = set()
    done: set[int] = set()
    for start in range(len(changes)):
        # Depth first without recursion: a chain of created parents may be long.
        stack = [start]
        while stack:
            position = stack[-1]
            if position in done:
                stack.pop()
                continue
            waiting = []
            if position not in begun:
                begun.add(position)
                waiting = [
                    created[name]
                    for name in _references(changes[position], created)
                    if created[name] not in begun
                ]
            if waiting:
                stack.extend(reversed(waiting))
            else:
                stack.pop()
                done.add(position)
                order.append(changes[position])
    return tuple(order)


_Name: TypeAlias = "str | tuple[str, ...]"
"""A key of one part as it is, one of several parts as a tuple."""


def _name_of(key: EntityKey) -> _Name:
    if len(key.attributes) == 1:
        return key.attributes[0][1]
    return key.values


def _references(change: Change, created: Collection[_Name]) -> list[_Name]:
    """Return which of the *created* entities *change* refers to."""
    # A foreign key is a bare id here; ids are UUIDs, so an equal text is a reference.
    if isinstance(change, Deleted) or not created:
        return []
    values = change.values.values()
    names: list[_Name] = [
        value for value in values if isinstance(value, str) and value in created
    ]
    # So may the parts of a key be that has several.
    if len(change.key.attributes) > 1:
        names += [value for value in change.key.values if value in created]
    if not _OF_ENTITIES.isdisjoint(map(type, values)):
        for value in values:
            if isinstance(value, EntityKey):
                names.append(_name_of(value))
            elif isinstance(value, Members):
                names.extend(map(_name_of, value.keys))
    return [name for name in names if name in created]
