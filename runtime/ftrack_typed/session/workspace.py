"""What entities, collections and queries stand on: one session's machinery.

:class:`~ftrack_typed.session.session.Session` is the face; this is what entities refer
to as their owner, see :class:`ftrack_typed.model.owner.Owner`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from ..collector import collector_paused
from ..errors import ClosedSessionError, QueryError, ResponseError
from ..language.nodes import Aggregate, Path, Statement
from ..language.render import render
from ..model.entity import Entity
from ..transport.base import READING_ACTIONS
from . import loading
from .assignment import assign
from .cohort import Cohort
from .creating import create
from .decoding import Decoder, Record
from .hooks import Hooks
from .identity_map import IdentityMap, Key
from .paging import Asked
from .thread_guard import GuardedChanges, ThreadGuard
from .unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.owner import Changes, Editable
    from ..model.registry import Registry
    from ..transport import Operation, Result, RetryPolicy, Transport
    from .changes import EntityKey
    from .committing import Unanswered
    from .lazy_loading import LazyLoading, LoadingLog
    from .outbox import Outbox
    from .paging import Page
    from .row_reading import RowReader
    from .updates import Updates
    from .value_converter import ValueConverter


SchemaDrift: TypeAlias = 'Literal["warn", "error", "ignore"]'
"""What to do where the server's schema is not the one of the package."""

_WHICH_SCHEMA = {"action": "query_server_information", "values": ["schema_hash"]}


class Workspace:
    """The entities that a session knows, what of them changed, and the way to more.

    Args:
        registry: the entity classes.
        transport: the way to the server.
        changes: where changes are recorded, by default a new dict.

    Attributes:
        registry: the entity classes.
        classes: the class in the registry for each that was asked for.
        known: the identity map.
        thread: the thread that may use them.
        unit: the unit of work.
        originals: changed entities to what their changed attributes were before.
        transport: the way to the server.
        lazy: what the first touch of an attribute does, by default as
            :class:`~ftrack_typed.session.lazy_loading.LazyLoading` says.
        loads: what was loaded lazily, once something was.
        configurations: how custom attributes are configured, once it was asked for.
        converter: what turns values into what is kept, once it was asked for.
        hooks: functions to call when something happens.
        watchers: those of them that are called with each assignment.
        retry: how often a lost answer to a commit is looked for, a default if none.
        outbox: where commits are kept on disk while they are sent, if anywhere.
        unanswered: a commit of which it is not known what became, if there is one.
        updates: what changed elsewhere, while the session follows it.
        on_schema_drift: what to do if the server's schema is not the package's; it is
            looked at with the first request, and then no more.
    """

    def __init__(
        self,
        registry: Registry,
        transport: Transport,
        *,
        changes: Changes | None = None,
    ) -> None:
        self.registry: Registry = registry
        self.classes: dict[type[Entity] | str, type[Entity]] = {}
        self.transport = transport
        self.known: IdentityMap = IdentityMap()
        self.thread: ThreadGuard = ThreadGuard()
        if changes is None:
            changes = GuardedChanges(self.thread)
        self.unit: UnitOfWork = UnitOfWork(self.known, changes)
        self.originals: Changes = self.unit.originals
        self.lazy: LazyLoading | None = None
        self.loads: LoadingLog | None = None
        self.configurations: list[Any] | None = None
        # Of cattrs, which not every script loads, and whose types are not all known.
        self.converter: ValueConverter | None = None
        self.hooks: Hooks = Hooks()
        self.watchers: list[Callable[[Entity, str, Any], object]] = self.hooks.on_change
        self.retry: RetryPolicy | None = None
        self.outbox: Outbox | None = None
        self.unanswered: Unanswered | None = None
        self.updates: Updates | None = None
        self.on_schema_drift: SchemaDrift = "ignore"
        self._decoder = Decoder(self, registry, self.known, self.originals)
        self._closed = False

    def use(self, registry: Registry) -> None:
        """Make entities of the classes in *registry* from now on."""
        self.registry = registry
        self.classes.clear()
        self._decoder.use(registry)

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Send raw *operations*.

        Raises:
            ClosedSessionError: the session was closed.
            ThreadError: this is another thread than the session's.
        """
        self.check_open()
        self.thread.check()
        if self.on_schema_drift == "ignore":
            return self.transport.call(operations)
        return self._call_first(operations)

    def _call_first(self, operations: Sequence[Operation]) -> list[Result]:
        """Send *operations*, and ask with them whether the schema is the package's."""
        writes = any(each["action"] not in READING_ACTIONS for each in operations)
        apart = writes and self.on_schema_drift == "error"
        # What is refused is refused before anything is written.
        asked = [_WHICH_SCHEMA] if apart else [*operations, _WHICH_SCHEMA]
        results = self.transport.call(asked)
        told = results.pop()
        found = told.get("schema_hash") if isinstance(told, dict) else None
        if found is not None and found != self.registry.digest:
            from .schema_drift import tell

            tell(self, found, carried_out=writes and not apart)
        self.on_schema_drift = "ignore"
        return self.transport.call(operations) if apart else results

    def close(self) -> None:
        """Refuse everything from now on."""
        self._closed = True
        if self.updates is not None:
            self.updates.close()
        self.known.retract()

    def check_open(self) -> None:
        """Raise ClosedSessionError if the session was closed."""
        if self._closed:
            raise ClosedSessionError

    @property
    def has_deleted(self) -> bool:
        """Whether any entity was deleted so far."""
        return self.unit.has_deleted

    def fetch(
        self, statement: Statement, cohort: Cohort | None = None
    ) -> tuple[list[Entity], bool]:
        """Return the entities of one page, and whether the server has further ones.

        Args:
            statement: the query.
            cohort: what the entities become members of, by default a cohort of theirs.
        """
        (page,) = self.fetch_all([Asked(statement, cohort or Cohort(statement))])
        return page

    def fetch_all(self, asked: Sequence[Asked]) -> list[Page[Entity]]:
        """Send several queries in one request; return a page for each."""
        self.heed_updates()
        self._tell_before_load(asked)
        found = [
            (self.decoded(records, each.cohort), more)
            for (records, more), each in zip(self.pages(asked), asked, strict=True)
        ]
        for tell in self.hooks.after_load:
            for entities, _ in found:
                tell(entities)
        return found

    def fetch_rows(self, asked: Sequence[Asked], reader: RowReader) -> list[Page[Any]]:
        """Send several queries in one request; return a page of rows for each."""
        self.heed_updates()
        self._tell_before_load(asked)
        pages = self.pages(asked)
        with collector_paused(cycles=False):
            found = reader.rows([records for records, _ in pages])
        return [(rows, more) for rows, (_, more) in zip(found, pages, strict=True)]

    def heed_updates(self) -> None:
        """Expire what is known to have changed elsewhere, if that is followed."""
        if self.updates is not None:
            self.updates.heed()

    def _tell_before_load(self, asked: Sequence[Asked]) -> None:
        for ask in self.hooks.before_load:
            for each in asked:
                ask(each.statement)

    def pages(self, asked: Sequence[Asked]) -> list[tuple[list[Record], bool]]:
        """Return the records of a page for each query, not decoded."""
        queries = [
            {"action": "query", "expression": render(self.completed(each.statement))}
            for each in asked
        ]
        return [_rows(result) for result in self.call(queries)]

    def decoded(self, records: list[Record], cohort: Cohort) -> list[Entity]:
        """Return the entities that *records* describe, merged with what is known.

        The list is empty afterwards.
        """
        known = len(cohort.members)
        with collector_paused() as pause:
            entities = self._decoder.entities(records, cohort)
            pause.made = _OBJECTS * (len(cohort.members) - known)
        return entities

    def written(self, entities: Sequence[Entity], results: list[Result]) -> None:
        """Merge what the server says of each entity that was just written.

        The list of results is empty afterwards.
        """
        told = self._decoder.written(entities, results, Cohort())
        if self.updates is not None:
            self.updates.wrote(told)

    def load(self, entity: Entity, attribute: Attribute) -> object:
        """Return the value of an attribute that is not loaded, and keep it loaded."""
        if self.updates is None:
            return loading.load(self, entity, attribute)
        with self.updates.heeded():
            return loading.load(self, entity, attribute)

    def load_all(self, entity: Entity) -> None:
        """Load every scalar and reference that is not loaded, in one request."""
        if self.updates is None:
            loading.load_all(self, entity)
            return
        with self.updates.heeded():
            loading.load_all(self, entity)

    def load_items(self, entity: Entity, attribute: Attribute) -> None:
        """Load the content of the collection *attribute*, which is not loaded."""
        if self.updates is None:
            loading.load_items(self, entity, attribute)
            return
        with self.updates.heeded():
            loading.load_items(self, entity, attribute)

    def custom_value(self, owner: Entity, attribute: Attribute, key: str) -> Entity:
        """Return the entity that holds the custom attribute *key* of *owner*."""
        from .custom_attributes import value_of

        return value_of(self, owner, attribute, key)

    def assign(self, entity: Entity, attribute: Attribute, value: object) -> None:
        """Assign a relation or a key, or refuse a read-only attribute."""
        assign(self.unit, entity, attribute, value)
        if self.watchers:
            self.tell_watchers(entity, attribute.name)

    def tell_watchers(self, entity: Entity, name: str) -> None:
        """Tell the watchers that the attribute *name* of *entity* was assigned."""
        for tell in self.watchers:
            tell(entity, name, getattr(entity, name))

    def create_entity(self, cls: type[Entity], values: Mapping[str, object]) -> Entity:
        """Create an entity of *cls* with *values* by Python name."""
        return create(self, self.registry[cls.__entity_type__], values)

    def delete(self, entity: Entity) -> None:
        """Delete *entity* with the next commit."""
        self.unit.delete(entity)

    def edited(self, collection: Editable) -> None:
        """Note a collection that a rollback has to restore."""
        self.unit.edit(collection)

    def arrivals(self, key: str) -> Iterable[Entity]:
        """Return entities of which a key attribute was assigned *key*, uncommitted."""
        return self.unit.arrivals(key)

    def is_new(self, entity: Entity) -> bool:
        """Whether *entity* was created in this session and not committed yet."""
        return self.unit.is_new(entity)

    def is_deleted(self, entity: Entity) -> bool:
        """Whether *entity* was deleted, or is to be with the next commit."""
        return self.unit.is_deleted(entity)

    def completed(self, statement: Statement) -> Statement:
        """Return *statement* with what is selected if it selects nothing.

        Raises:
            QueryError: its rows are no entities.
        """
        if not statement.projections:
            names = self.registry[statement.entity_type].__default_projections__
            statement = statement.replace(
                projections=tuple(Path.of(name) for name in names)
            )
        if any(isinstance(each, Aggregate) for each in statement.projections):
            raise QueryError(
                f"The rows of {render(statement)!r} are no entities: send the query "
                "with session.call, which returns them as they are."
            )
        return statement

    # What a session with a cache does beside, see ftrack_typed.session.caching.

    def load_cached(self, cls: type[Entity], keys: Sequence[Key]) -> None:
        """Make those entities of *cls* known that are in the cache, of *keys*."""

    def not_cached(
        self,
        entities: Sequence[Entity],
        projections: Sequence[Path],
        attribute: Attribute,
        cohort: Cohort,
    ) -> Sequence[Entity]:
        """Load entities from the cache; return those of them that are left.

        Args:
            entities: entities of one class that lack *attribute*.
            projections: what is needed of them; what else is cached is loaded, too.
            attribute: what the first of *projections* begins with.
            cohort: what the entities, and those that they refer to, become members of.
        """
        return entities

    def forget(self, entities: Collection[EntityKey]) -> None:
        """Drop *entities* from the cache."""

    def forget_type(self, cls: type[Entity] | None) -> None:
        """Drop all entities of the family of *cls* from the cache, or everything."""


_OBJECTS = 3
"""Objects that make up an entity: itself, its values, most often a collection."""


def _rows(result: Result) -> tuple[list[Record], bool]:
    """Return the rows of a query's *result*, and whether further ones follow.

    Raises:
        ResponseError: it is no result of a query.
    """
    found: dict[str, Any] = result if isinstance(result, dict) else {}
    data = found.get("data")
    if not isinstance(data, list):
        raise ResponseError(
            "The server answered a query with a result that has no list of rows: "
            f"{str(result)[:200]}"
        )
    metadata: dict[str, Any] = found.get("metadata") or {}
    following: dict[str, Any] = metadata.get("next") or {}
    return cast("list[Record]", data), following.get("offset") is not None
