"""What is known of one entity, in parts that were read at different times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, TypeGuard

import orjson

from .base import Entry

Record: TypeAlias = "dict[str, Any]"
"""An entity as the server writes it."""


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether *value* is a list."""
    return isinstance(value, list)


def is_record(value: object) -> TypeGuard[Record]:
    """Whether *value* is an entity, and not a date or another tagged value."""
    return isinstance(value, dict) and "__entity_type__" in value


def merged(
    known: Entry | None, identity: Record, values: Mapping[str, Any], read_at: float
) -> Entry:
    """Return *known* with *values* that were read later.

    Args:
        known: what there is of the entity, if anything.
        identity: the entity's type and key.
        values: its attributes on the wire's form; entities are named by type and key.
        read_at: when *values* were read.
    """
    parts: list[tuple[float, Mapping[str, Any]]] = [(read_at, values)]
    oldest = read_at
    seen = set(values)
    for time, former in [] if known is None else _parts(known, identity):
        rest = {name: value for name, value in former.items() if name not in seen}
        if rest:
            parts.append((time, rest))
            seen.update(rest)
            oldest = min(oldest, time)
    content = orjson.dumps([identity, *parts])
    return Entry(identity["__entity_type__"], content, oldest)


def record_of(entry: Entry, not_before: float) -> Record | None:
    """Return what *entry* tells that was read at *not_before* or later, if anything."""
    content = _content(entry)
    if not content:
        return None
    record: Record = {}
    for time, values in content[1:]:
        if time >= not_before:
            record |= values
    return content[0] | record if record else None


def _parts(entry: Entry, identity: Record) -> list[tuple[float, Record]]:
    # Of an entity that has become one of another type nothing is kept.
    content = _content(entry)
    return content[1:] if content and content[0] == identity else []


def _content(entry: Entry) -> list[Any]:
    try:
        content: object = orjson.loads(entry.value)
    except ValueError:
        # No cache of ours gives what it was not given; somebody's own may.
        return []
    return content if is_list(content) else []
