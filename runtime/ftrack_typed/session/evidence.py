"""Whether a batch was carried out, told from what the server has now.

It is asked when the answer to a batch was lost. The keys of created entities are made
by the client, so that one of them on the server proves the whole batch; an update shows
by its values, a deletion by what is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol, cast

from ..language.nodes import (
    And,
    Comparison,
    Criterion,
    Membership,
    Operator,
    Or,
    Path,
    Statement,
)
from ..language.render import render
from ..wire import encode_datetime

if TYPE_CHECKING:
    from ..transport import Operation, Result
    from .batch import Batch

_MOST_ASKED = 200
"""Operations of a batch that are looked at: it was carried out whole or not at all."""

_CHUNK = 100
"""Entities that one query asks for."""

_SECONDS = len("2024-05-01T08:30:00")


class Caller(Protocol):
    """What sends operations: a transport, or a session."""

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Carry out *operations* as one batch; return a result for each."""
        ...


class Verdict(Enum):
    """What the server's data say of a batch."""

    CARRIED_OUT = "carried out"
    NOT_CARRIED_OUT = "not carried out"
    NOTHING_TOLD = "nothing told"
    """Nothing speaks for either."""
    CONTRADICTED = "contradicted"
    """Something speaks for both, so that somebody else wrote meanwhile."""


def verdict_on(
    transport: Caller, batch: Batch, primary_keys: Mapping[str, Sequence[str]]
) -> Verdict:
    """Ask the server whether *batch* was carried out.

    Args:
        transport: the way to the server.
        batch: what was sent.
        primary_keys: wire names of the key attributes by entity type.

    Raises:
        FtrackTypedError: it could not be asked.
    """
    created = [op for op in batch.operations if op["action"] == "create"]
    if created:
        rows = rows_of(transport, created[:_MOST_ASKED], primary_keys)
        return Verdict.CARRIED_OUT if any(rows) else Verdict.NOT_CARRIED_OUT
    pairs = list(zip(batch.operations, batch.originals, strict=True))[:_MOST_ASKED]
    rows = rows_of(transport, [operation for operation, _ in pairs], primary_keys)
    signs: set[bool] = set()
    for (operation, originals), row in zip(pairs, rows, strict=True):
        signs |= set(_signs(operation, originals, row))
    if signs == {True}:
        return Verdict.CARRIED_OUT
    if signs == {False}:
        return Verdict.NOT_CARRIED_OUT
    return Verdict.CONTRADICTED if signs else Verdict.NOTHING_TOLD


def same_on_wire(one: object, other: object) -> bool:
    """Say whether two values mean the same on the wire.

    Dates are compared at whole seconds, references by their keys, and lists without
    regard to order.
    """
    return _plain(one) == _plain(other)


def _signs(
    operation: Operation, originals: Mapping[str, object], row: Mapping[str, Any] | None
) -> Iterable[bool]:
    """Yield true for what shows that *operation* was carried out, false for not."""
    if operation["action"] == "delete":
        yield row is None
        return
    if row is None:
        return
    for name, value in _data(operation).items():
        if name == "__entity_type__":
            continue
        before = originals.get(name, _UNKNOWN)
        if before is not _UNKNOWN and same_on_wire(before, value):
            continue
        if same_on_wire(row.get(name), value):
            yield True
        elif before is not _UNKNOWN and same_on_wire(row.get(name), before):
            yield False


_UNKNOWN = object()


def rows_of(
    transport: Caller,
    operations: Sequence[Operation],
    primary_keys: Mapping[str, Sequence[str]],
) -> list[Mapping[str, Any] | None]:
    """Return what the server has of the entity that each operation is about.

    Of an update it is the attributes that it changes; none where there is no entity.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for position, operation in enumerate(operations):
        names = (
            *primary_keys[str(operation["entity_type"])],
            *(_data(operation) if operation["action"] == "update" else ()),
        )
        wanted = tuple(dict.fromkeys(n for n in names if n != "__entity_type__"))
        groups.setdefault((str(operation["entity_type"]), wanted), []).append(position)
    found: list[Mapping[str, Any] | None] = [None] * len(operations)
    queries: list[Operation] = []
    asked: list[tuple[tuple[str, ...], list[int]]] = []
    for (entity_type, names), positions in groups.items():
        keys = tuple(primary_keys[entity_type])
        for start in range(0, len(positions), _CHUNK):
            part = positions[start : start + _CHUNK]
            criterion = _has_one_of(keys, [_key(operations[each]) for each in part])
            paths = tuple(Path.of(name) for name in names)
            statement = Statement(entity_type, paths, criterion)
            queries.append({"action": "query", "expression": render(statement)})
            asked.append((keys, part))
    results: list[Any] = list(transport.call(queries)) if queries else []
    for result, (keys, part) in zip(results, asked, strict=True):
        rows = {tuple(str(row[name]) for name in keys): row for row in result["data"]}
        for position in part:
            found[position] = rows.get(_key(operations[position]))
    return found


def _key(operation: Operation) -> tuple[str, ...]:
    return tuple(map(str, cast("Sequence[str]", operation["entity_key"])))


def _has_one_of(
    names: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> Criterion | None:
    if len(names) == 1:
        return Membership(Path.of(names[0]), tuple(key[0] for key in keys))
    alternatives: list[Criterion] = [
        And(
            tuple(
                Comparison(Path.of(name), Operator.IS, value)
                for name, value in zip(names, key, strict=True)
            )
        )
        for key in keys
    ]
    return alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))


def _data(operation: Operation) -> Mapping[str, object]:
    return cast("Mapping[str, object]", operation.get("entity_data") or {})


def _plain(value: object) -> object:
    if isinstance(value, date):
        value = encode_datetime(value)
    if isinstance(value, dict):
        record = cast("dict[str, Any]", value)
        if "__type__" in record:
            return str(record.get("value"))[:_SECONDS]
        if "__entity_type__" in record:
            return str(record.get("id", record))
        return record
    if isinstance(value, (list, tuple)):
        items = [_plain(item) for item in cast("Sequence[object]", value)]
        return sorted(items, key=repr)
    return value
