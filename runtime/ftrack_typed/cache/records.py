"""Records of entities and results of queries in a cache, as one session sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

import orjson

from .base import Cache, Entry
from .keys import Scope
from .parts import Record, is_list, is_record, merged, record_of

if TYPE_CHECKING:
    from ..model.entity import Entity
    from ..model.registry import Registry

Reference: TypeAlias = "tuple[str, tuple[str, ...]]"
"""An entity's concrete type and the parts of its key."""


class RecordCache:
    """Entities and results in a *cache*, under the keys of one *scope*.

    Args:
        cache: where they are kept.
        scope: whose data it is.
        registry: the entity classes.
    """

    def __init__(self, cache: Cache, scope: Scope, registry: Registry) -> None:
        self._cache = cache
        self._scope = scope
        self._registry = registry
        self._key_names: dict[str, tuple[str, tuple[str, ...]]] = {}

    def store(self, records: Iterable[Record], read_at: float) -> None:
        """Keep what *records* and those inside them tell, beside what is known.

        Args:
            records: rows of an answer, left as they are; what is no entity of the
                package is not kept.
            read_at: when they were asked for, in seconds since the epoch.
        """
        found = self._flat(records)
        if not found:
            return
        known = self._cache.read(found)
        self._cache.write(
            {
                key: merged(known.get(key), identity, values, read_at)
                for key, (identity, values) in found.items()
            }
        )

    def replace(self, records: Iterable[Record], read_at: float) -> None:
        """Keep what *records* tell, and nothing that was known of their entities."""
        self._cache.write(
            {
                key: merged(None, identity, values, read_at)
                for key, (identity, values) in self._flat(records).items()
            }
        )

    def read(
        self, references: Collection[Reference], not_before: float = 0.0
    ) -> dict[Reference, Record]:
        """Return what is kept of entities that was read at *not_before* or later.

        Entities inside the records are named by their type and key.

        Args:
            references: the entities, by a type of their family and their key.
            not_before: seconds since the epoch.
        """
        if not references:
            return {}
        keys = {self._entity(each): each for each in references}
        found: dict[Reference, Record] = {}
        for key, entry in self._cache.read(keys).items():
            record = record_of(entry, not_before)
            if record is not None:
                found[keys[key]] = record
        return found

    def forget(self, references: Iterable[Reference]) -> None:
        """Drop what is kept of entities."""
        self._cache.forget([self._entity(each) for each in references])

    def clear(self, cls: type[Entity]) -> None:
        """Drop all entities of the family of *cls*, and results of queries for them."""
        self._cache.clear(self._scope.entities(cls.__identity__))
        self._cache.clear(self._scope.results(cls.__identity__))

    def clear_all(self) -> None:
        """Drop everything of the scope."""
        self._cache.clear(f"{self._scope.prefix}:")

    def store_result(
        self, entity_type: str, text: str, result: Result, read_at: float
    ) -> None:
        """Keep which entities a query for *entity_type* gave."""
        content = orjson.dumps(result)
        entry = Entry(entity_type, content, read_at)
        self._cache.write({self._result(entity_type, text): entry})

    def result(self, entity_type: str, text: str, not_before: float) -> Result | None:
        """Return what the query gave at *not_before* or later, if that is kept."""
        key = self._result(entity_type, text)
        entry = self._cache.read([key]).get(key)
        if entry is None or entry.read_at < not_before:
            return None
        try:
            references, more = orjson.loads(entry.value)
            return [(name, tuple(key)) for name, key in references], bool(more)
        except (ValueError, TypeError):
            return None

    def reference(self, record: Record) -> Reference:
        """Return the entity that *record* tells of."""
        entity_type: str = record["__entity_type__"]
        _, names = self._names(entity_type)
        return entity_type, tuple([str(record[name]) for name in names])

    def identity(self, reference: Reference) -> Record:
        """Return a record that names an entity and tells nothing of it."""
        entity_type, key = reference
        _, names = self._names(entity_type)
        record: Record = {"__entity_type__": entity_type}
        record.update(zip(names, key, strict=True))
        return record

    def _entity(self, reference: Reference) -> str:
        family, _ = self._names(reference[0])
        return self._scope.entity(family, reference[1])

    def _result(self, entity_type: str, text: str) -> str:
        return self._scope.result(self._names(entity_type)[0], text)

    def _names(self, entity_type: str) -> tuple[str, tuple[str, ...]]:
        """Return the family of a type, and the wire names of its key."""
        known = self._key_names.get(entity_type)
        if known is None:
            cls = self._registry[entity_type]
            names = (cls.__attributes__[name].wire for name in cls.__primary_key__)
            known = self._key_names[entity_type] = cls.__identity__, tuple(names)
        return known

    def _flat(self, records: Iterable[Record]) -> dict[str, tuple[Record, Record]]:
        """Return each entity in *records* once: by its key, identity and attributes."""
        found: dict[str, tuple[Record, Record]] = {}
        waiting = [record for record in records if self._is_entity(record)]
        while waiting:
            record = waiting.pop()
            reference = self.reference(record)
            identity = self.identity(reference)
            values: Record = {}
            for name, value in record.items():
                if name not in identity:
                    values[name] = self._named(value, waiting)
            if values:
                known = found.setdefault(self._entity(reference), (identity, {}))
                known[1].update(values)
        return found

    def _is_entity(self, value: object) -> TypeGuard[Record]:
        """Whether *value* is an entity of the package, named by its whole key."""
        if not is_record(value):
            return False
        entity_type: object = value["__entity_type__"]
        if entity_type not in self._registry:
            return False
        return all(name in value for name in self._names(str(entity_type))[1])

    def _named(self, value: object, waiting: list[Record]) -> object:
        """Return *value* with entities named alone; they are added to *waiting*."""
        if is_list(value):
            return [self._named(item, waiting) for item in value]
        if self._is_entity(value):
            identity = self.identity(self.reference(value))
            if len(identity) < len(value):
                waiting.append(value)
            return identity
        return value


Result: TypeAlias = "tuple[Sequence[Reference], bool]"
"""The entities of one page in their order, and whether the server has more."""
