"""The reading half of a session's face."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ..language.nodes import Statement
from ..model.entity import Entity, UntypedEntity
from . import loading
from .lookup import get
from .query import Query
from .results import Projection, paths
from .selecting import Selecting

if TYPE_CHECKING:
    from ..transport import Operation, Result
    from .lazy_loading import LazyLoading, LoadingReport

E = TypeVar("E", bound=Entity)
E2 = TypeVar("E2", bound=Entity)
E3 = TypeVar("E3", bound=Entity)
E4 = TypeVar("E4", bound=Entity)


class Reading(Selecting):
    """What a session finds and fetches."""

    _answers: Mapping[Any, Mapping[Any, Entity]]
    """The identity map's, read as they are: a known entity costs next to nothing."""

    @property
    def lazy(self) -> LazyLoading:
        """What the first touch of an attribute that was not fetched does."""
        if self._workspace.lazy is None:
            # Scripts that keep to the default do without what it takes to change it.
            from .lazy_loading import LazyLoading

            self._workspace.lazy = LazyLoading()
        return self._workspace.lazy

    @lazy.setter
    def lazy(self, lazy: LazyLoading) -> None:
        self._workspace.lazy = lazy

    def report(self) -> LoadingReport:
        """Return which lines of the program read what was not fetched, and its cost.

        Each line is told with what to select so that it would have sent no request.
        """
        from .lazy_loading import LoadingLog

        return (self._workspace.loads or LoadingLog()).report()

    @overload
    def query(self, entity_type: type[E], text: str = "") -> Query[E]: ...
    @overload
    def query(self, entity_type: str) -> Query[UntypedEntity]: ...
    def query(self, entity_type: type[Entity] | str, text: str = "") -> Query[Any]:
        """Return a query; nothing is sent before a result is asked for.

        ``query(Task)`` is refined with ``select``, ``where`` and so on;
        ``query(Task, "where bid > 3 order by name")`` takes what follows the type's
        name in a query's text; ``query("select name from Task where bid > 3")`` takes
        a whole text, and its entities are not checked.

        Raises:
            QuerySyntaxError: the text cannot be understood; says where.
            UnknownEntityTypeError: the text names a type that the package lacks.
            TypeError: the class is no entity class of this package.
        """
        self._workspace.check_open()
        if isinstance(entity_type, str):
            from ..language.parser import parse

            statement = parse(entity_type)
            self._class(statement.entity_type)
            return Query[Any](self._workspace, statement)
        name = self._class(entity_type).__entity_type__
        if not text:
            return Query[Any](self._workspace, Statement(name))
        from ..language.parser import parse_clauses

        return Query[Any](self._workspace, parse_clauses(name, text))

    @overload
    def get(self, entity_type: type[E], key: str | Sequence[str]) -> E | None: ...
    @overload
    def get(
        self, entity_type: str, key: str | Sequence[str]
    ) -> UntypedEntity | None: ...
    def get(
        self, entity_type: type[Entity] | str, key: str | Sequence[str]
    ) -> Entity | None:
        """Return the entity with this primary key, or none.

        An entity that the session knows is returned without a request, none for one
        that is to be deleted.

        Args:
            entity_type: the class or the type's name; a base type finds subtypes.
            key: the key, or all its parts in the order of the type's primary key.

        Raises:
            ValueError: the key has another number of parts, or one that is no text.
        """
        try:
            return self._answers[entity_type][key]
        except (KeyError, TypeError):
            return get(self._workspace, self._class(entity_type), key)

    def get_many(self, entity_type: type[E], keys: Iterable[str]) -> dict[str, E]:
        """Return the entities with these keys, by key, in the order of *keys*.

        Those that the session knows cost no request, the others one for some thousand
        keys. Keys of entities that are not there, or to be deleted, are left out.

        Args:
            entity_type: a class with a key of one part; a base type finds subtypes.
            keys: any number of keys.

        Raises:
            ValueError: the type's key has several parts.
        """
        from .finding import get_many

        self._workspace.check_open()
        self._class(entity_type)
        return get_many(self._workspace, entity_type, keys)

    @overload
    def fetch_all(
        self, first: Query[E], second: Query[E2], /
    ) -> tuple[list[E], list[E2]]: ...
    @overload
    def fetch_all(
        self, first: Query[E], second: Query[E2], third: Query[E3], /
    ) -> tuple[list[E], list[E2], list[E3]]: ...
    @overload
    def fetch_all(
        self, first: Query[E], second: Query[E2], third: Query[E3], fourth: Query[E4], /
    ) -> tuple[list[E], list[E2], list[E3], list[E4]]: ...
    @overload
    def fetch_all(self, *queries: Query[E]) -> tuple[list[E], ...]: ...
    def fetch_all(self, *queries: Query[Any]) -> tuple[list[Any], ...]:
        """Return the results of several queries, fetched together.

        The first pages of all come with one request, further ones likewise.
        """
        from .finding import fetch_all

        self._workspace.check_open()
        return fetch_all(self._workspace, queries)

    def populate(
        self, entities: Entity | Iterable[Entity], *projections: Projection
    ) -> None:
        """Fetch attributes of *entities* in one request for each type and 500 of them.

        Changes that are not committed are never overwritten.

        Args:
            entities: one entity or several, of any types that have the attributes.
            projections: attributes as in :meth:`Query.select`.

        Raises:
            ValueError: an entity is of another session.
            DeletedEntityError: an entity was deleted.
            ServerQueryError: an attribute is not one of an entity's type.
        """
        loading.populate(self._workspace, self._own(entities), paths(projections))

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Send raw *operations* as one batch and return the raw results.

        Raises:
            ServerError: the server refused; nothing was carried out.
            TransportError: no answer came.
            ResponseError: an answer came that is not the API's.
        """
        return self._workspace.call(operations)
