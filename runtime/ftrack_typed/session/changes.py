"""What is to be written, as frozen records: entities created, modified and deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TypeAlias

import attrs


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
    """Return *change* as the operation that is sent.

    Raises:
        ValueError: the wire cannot carry a value: a number that is not finite or has
            more than 64 bits, a text that UTF-8 cannot encode.
    """
    key = change.key
    operation: dict[str, object] = {
        "action": _ACTIONS[type(change)],
        "entity_type": key.entity_type,
        "entity_key": list(key.values),
    }
    if not isinstance(change, Deleted):
        data: dict[str, object] = {"__entity_type__": key.entity_type}
        if isinstance(change, Created):
            data.update(key.attributes)
        for name, value in change.values.items():
            data[name] = _encodable(key.entity_type, name, value)
        operation["entity_data"] = data
    return operation


_ACTIONS: Mapping[type[Change], str] = {
    Created: "create",
    Modified: "update",
    Deleted: "delete",
}


def _encodable(entity_type: str, name: str, value: Value) -> object:
    """Return *value* as it is sent, if the wire can carry it."""
    if isinstance(value, str):
        if not value.isascii():
            _check_text(f"{entity_type}.{name}", value)
    elif isinstance(value, float):
        if not isfinite(value):
            # JSON has no such number; it would be sent as null and clear the value.
            raise ValueError(
                f"{entity_type}.{name} cannot be {value}: a number is needed."
            )
    elif isinstance(value, int):
        if not _LEAST <= value <= _MOST:
            raise ValueError(
                f"{entity_type}.{name} takes 64 bits, not {value.bit_length()}."
            )
    else:
        return wire_value(value)
    return value


def _check_text(label: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"{label} has a lone surrogate (U+{ord(value[error.start]):04X}) at "
            f"offset {error.start}, which UTF-8 cannot encode: decode the text "
            "anew with the right encoding, or remove that character."
        ) from None


_LEAST, _MOST = -(2**63), 2**64 - 1


def wire_value(value: Value) -> object:
    """Return *value* as it is sent."""
    if isinstance(value, EntityKey):
        return value.payload()
    if isinstance(value, Members):
        return [member.payload() for member in value.keys]
    return value


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
        created.get(name, -1) > position
        for position, change in enumerate(changes)
        for name in _references(change)
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
                    for name in _references(changes[position])
                    if name in created and created[name] not in begun
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


def _references(change: Change) -> list[_Name]:
    # A foreign key is a bare id here; ids are UUIDs, so an equal text is a reference.
    if isinstance(change, Deleted):
        return []
    names: list[_Name] = []
    # So may the parts of a key be that has several.
    if len(change.key.attributes) > 1:
        names.extend(change.key.values)
    for value in change.values.values():
        if isinstance(value, str):
            names.append(value)
        elif isinstance(value, EntityKey):
            names.append(_name_of(value))
        elif isinstance(value, Members):
            names.extend(map(_name_of, value.keys))
    return names
