"""A session's machinery with a cache between it and the server.

What the server answers is kept as it came, before anything is made of it, so that
nothing uncommitted ever gets into a cache. What is kept answers for entities that the
session does not know, for attributes that are not loaded, and for queries that say how
old an answer may be; it never replaces what is loaded, except for such a query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from time import time
from typing import TYPE_CHECKING, cast

from ..cache.keys import Scope
from ..cache.records import RecordCache, Reference
from ..cache.rows import Selection, assembled
from ..cache.tolerant import Tolerant
from ..errors import ConfigurationError
from ..language.nodes import Path, Statement
from ..language.render import render
from ..language.walk import walk
from .cohort import Cohort
from .identity_map import Key
from .paging import Asked
from .workspace import Workspace

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..cache import Cache
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from ..model.registry import Registry
    from ..transport import Operation, Result, Transport
    from .changes import EntityKey
    from .decoding import Record

_WRITING = frozenset({"create", "update", "delete"})


class CachingWorkspace(Workspace):
    """A workspace that keeps what it reads, and looks there before it asks.

    Args:
        registry: the entity classes.
        transport: the way to the server.
        cache: where records are kept; if it fails, that is a miss.
        scope: whose data it is.
    """

    def __init__(
        self, registry: Registry, transport: Transport, cache: Cache, scope: Scope
    ) -> None:
        super().__init__(registry, transport)
        self._cache = RecordCache(Tolerant.of(cache), scope, registry)
        # When this session has last changed entities of a family, or was told so.
        self._changed: dict[str, float] = {}
        self._all_changed = 0.0

    @classmethod
    def of(
        cls,
        registry: Registry,
        transport: Transport,
        cache: Cache,
        server_url: str | None,
        api_user: str | None,
    ) -> Self:
        """Return the workspace of *api_user* on a server.

        Raises:
            ConfigurationError: the server or the user is not known.
        """
        if not server_url or not api_user:
            raise ConfigurationError(
                "A cache keeps what one user sees of one server: give server_url and "
                "api_user together with the transport.",
                settings=["server_url", "api_user"],
            )
        scope = Scope.of(server_url, api_user, registry.digest)
        return cls(registry, transport, cache, scope)

    def _check_use(self) -> None:
        # As for a request, which may not be needed.
        self.check_open()
        self.thread.check()

    # Writing

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Send raw *operations*, and keep nothing of what they write.

        It is dropped before it is sent: if no answer comes, the server may have carried
        it out all the same. What the server then tells of it is kept instead.
        """
        named = [self._named_by(each) for each in operations]
        written = [each for each in named if each is not None]
        if not written:
            return super().call(operations)
        self._check_use()
        self._forget(written)
        asked_at = time()
        try:
            results = super().call(operations)
        finally:
            self._note_changes(written)
        self._forget(written)
        pairs = zip(named, results, strict=True)
        self._cache.replace(
            [record for name, result in pairs if name for record in _data(result)],
            asked_at,
        )
        return results

    def forget(self, entities: Collection[EntityKey]) -> None:
        """Drop *entities* from the cache, and answers that may tell of them."""
        references = [(each.entity_type, each.values) for each in entities]
        self._forget(references)
        self._note_changes(references)

    def forget_type(self, cls: type[Entity] | None) -> None:
        """Drop all entities of the family of *cls* from the cache, or everything."""
        now = time()
        if cls is None:
            self._cache.clear_all()
            self._all_changed = now
        else:
            self._cache.clear(cls)
            self._changed[cls.__identity__] = now

    def _named_by(self, operation: Operation) -> Reference | None:
        """Return the entity that *operation* writes, if it writes one."""
        if operation.get("action") not in _WRITING:
            return None
        entity_type, key = operation.get("entity_type"), operation.get("entity_key")
        if not isinstance(entity_type, str) or entity_type not in self.registry:
            return None
        parts = (
            cast("Iterable[object]", key) if isinstance(key, (list, tuple)) else [key]
        )
        return entity_type, tuple(map(str, parts))

    def _forget(self, references: Iterable[Reference]) -> None:
        self._cache.forget(references)

    def _note_changes(self, references: Iterable[Reference]) -> None:
        now = time()
        for entity_type in {entity_type for entity_type, _ in references}:
            self._changed[self.registry[entity_type].__identity__] = now

    # Queries

    def pages(self, asked: Sequence[Asked]) -> list[tuple[list[Record], bool]]:
        """Return the records of a page for each query, and keep them."""
        self._check_use()
        now = time()
        pages = [
            None
            if each.max_age is None
            else self._kept(self.completed(each.statement), now - each.max_age)
            for each in asked
        ]
        left = [each for each, page in zip(asked, pages, strict=True) if page is None]
        answers = iter(self._answered(left) if left else [])
        return [next(answers) if page is None else page for page in pages]

    def _answered(self, asked: Sequence[Asked]) -> list[tuple[list[Record], bool]]:
        """Return what the server says, and keep it."""
        asked_at = time()
        pages = super().pages(asked)
        self._cache.store([row for rows, _ in pages for row in rows], asked_at)
        for each, (rows, more) in zip(asked, pages, strict=True):
            if each.max_age is not None:
                statement = self.completed(each.statement)
                references = [self._cache.reference(row) for row in rows]
                self._cache.store_result(
                    statement.entity_type,
                    render(statement),
                    (references, more),
                    asked_at,
                )
        return pages

    def _kept(
        self, statement: Statement, oldest: float
    ) -> tuple[list[Record], bool] | None:
        """Return the page of *statement* as it was at *oldest* or later, if kept."""
        since = [self._changed.get(name, 0.0) for name in self._families(statement)]
        not_before = max(oldest, self._all_changed, *since)
        result = self._cache.result(
            statement.entity_type, render(statement), not_before
        )
        if result is None:
            return None
        references, more = result
        paths = [each for each in statement.projections if isinstance(each, Path)]
        rows = assembled(
            self._cache, self.registry, references, Selection.of(paths), not_before
        )
        return None if rows is None else (rows, more)

    def _families(self, statement: Statement) -> set[str]:
        """Return the families that *statement* looks at on its paths."""
        families = {self.registry[statement.entity_type].__identity__}
        for entity_type, path in walk(statement):
            cls = self.registry[entity_type]
            for segment in path.segments:
                attribute = cls.__by_wire__.get(segment.name)
                if attribute is None or not attribute.relation:
                    break
                cls = self.registry[segment.cast or attribute.relation]
                families.add(cls.__identity__)
        return families

    # Loading

    def load_cached(self, cls: type[Entity], keys: Sequence[Key]) -> None:
        """Make those entities of *cls* known that are in the cache, of *keys*."""
        self._check_use()
        self.heed_updates()
        family = self.known.families[cls.__identity__]
        references = [
            (cls.__entity_type__, (key,) if isinstance(key, str) else key)
            for key in keys
            # What is known is not of *cls*, and is left as it is.
            if key not in family
        ]
        records = map(self._loadable, self._cache.read(references).values())
        self.decoded(list(records), Cohort())

    def not_cached(
        self,
        entities: Sequence[Entity],
        projections: Sequence[Path],
        attribute: Attribute,
        cohort: Cohort,
    ) -> Sequence[Entity]:
        """Load entities from the cache; return those of them that are left."""
        self._check_use()
        if attribute.to_many:
            # Which entities belong to another changes most often, and unnoticed.
            return entities
        if len(projections[0].segments) > 1:
            return self._refer_to_cached(entities, attribute, cohort)
        needed = {path.segments[0].name for path in projections}
        kept = self._cache.read([_reference(entity) for entity in entities])
        left: list[Entity] = []
        found: list[Record] = []
        for entity in entities:
            record = kept.get(_reference(entity), {})
            if needed <= record.keys():
                found.append(self._missing(entity, record))
            else:
                left.append(entity)
        self.decoded(found, cohort)
        return left

    def _missing(self, entity: Entity, record: Record) -> Record:
        """Return what of *record* is not loaded of *entity*."""
        loaded, names = vars(entity), type(entity).__by_wire__
        return self._cache.identity(_reference(entity)) | {
            wire: value
            for wire, value in self._loadable(record).items()
            if wire in names and names[wire].name not in loaded
        }

    def _refer_to_cached(
        self, entities: Sequence[Entity], attribute: Attribute, cohort: Cohort
    ) -> list[Entity]:
        """Load a reference of those entities whose target is known, or cached itself.

        To what it refers is told by the key that it stands on, or by the cache.
        """
        kept = self._cache.read([_reference(entity) for entity in entities])
        told = [
            self._told(attribute, self._key_of(entity, attribute))
            or self._told(attribute, kept.get(_reference(entity), {}))
            for entity in entities
        ]
        targets = {
            self._cache.reference(record[attribute.wire])
            for record in told
            if record and record[attribute.wire] is not None
        }
        unknown = [target for target in targets if not self._is_known(target)]
        records = map(self._loadable, self._cache.read(unknown).values())
        self.decoded(list(records), cohort)
        left: list[Entity] = []
        found: list[Record] = []
        for entity, record in zip(entities, told, strict=True):
            target = record.get(attribute.wire)
            if not record or (
                target is not None and not self._is_known(self._cache.reference(target))
            ):
                left.append(entity)
            else:
                found.append(self._cache.identity(_reference(entity)) | record)
        self.decoded(found, cohort)
        return left

    def _key_of(self, entity: Entity, attribute: Attribute) -> Record:
        """Return the key that *attribute* stands on if it is loaded, and as read."""
        if not attribute.key:
            return {}
        name = type(entity).__by_wire__[attribute.key].name
        loaded = vars(entity)
        if name not in loaded or name in self.originals.get(entity, ()):
            return {}
        return {attribute.key: loaded[name]}

    def _told(self, attribute: Attribute, record: Record) -> Record:
        """Return the reference *attribute* alone, if *record* tells of it."""
        if attribute.wire in record:
            return {attribute.wire: record[attribute.wire]}
        if attribute.key in record:
            key = record[attribute.key]
            target = (attribute.relation, (key,))
            return {
                attribute.wire: None if key is None else self._cache.identity(target)
            }
        return {}

    def _is_known(self, reference: Reference) -> bool:
        entity_type, parts = reference
        family = self.known.families[self.registry[entity_type].__identity__]
        return (parts[0] if len(parts) == 1 else parts) in family

    def _loadable(self, record: Record) -> Record:
        """Return *record* without collections, which are not loaded from a cache."""
        names = self.registry[record["__entity_type__"]].__by_wire__
        return {
            name: value
            for name, value in record.items()
            if name not in names or not names[name].to_many
        }


def _reference(entity: Entity) -> Reference:
    return type(entity).__entity_type__, entity.__key__


def _data(result: Result) -> list[Record]:
    """Return what the *result* of a writing operation tells of its entity."""
    data = result.get("data") if isinstance(result, dict) else None
    return [cast("Record", data)] if isinstance(data, dict) else []
