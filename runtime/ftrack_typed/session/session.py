"""The session: where entities are created, found, changed and committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar, cast, overload

import attrs

from ..collector import collector_paused
from ..configuration import Configuration
from ..errors import ClosedSessionError
from ..language.nodes import Path, Statement
from ..language.render import render
from ..model.attributes import NewId
from ..model.entity import (
    Entity,
    UntypedEntity,
    attribute_of,
    unknown_attribute,
)
from ..transport import HttpTransport, Operation, Result, Transport
from . import loading
from .assignment import assign
from .changes import Change, Deleted, in_dependency_order, payload
from .decoding import Decoder, Record
from .identity_map import IdentityMap, Key
from .query import Projection, Query, paths
from .unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..model.attributes import Attribute
    from ..model.owner import Editable
    from ..model.registry import Registry

E = TypeVar("E", bound=Entity)
P = ParamSpec("P")


class Session:
    """Work with one server as one user; not to be shared by threads.

    Opening a session sends nothing. Use it as a context manager, or close it. A
    generated package has a subclass of this that knows the package's entity classes.

    Args:
        server_url: the server's address; by default ``FTRACK_SERVER``.
        api_user: the login name; by default ``FTRACK_API_USER``.
        api_key: the user's key; by default ``FTRACK_API_KEY``.
        transport: what carries requests instead of HTTP to that server; with it, the
            other arguments are not needed.

    Raises:
        ConfigurationError: the server, user or key is missing or cannot be used.
    """

    registry: ClassVar[Registry]

    def __init__(
        self,
        server_url: str | None = None,
        api_user: str | None = None,
        api_key: str | None = None,
        *,
        transport: Transport | None = None,
    ) -> None:
        if transport is None:
            configuration = Configuration.resolve(server_url, api_user, api_key)
            transport = HttpTransport(configuration)
        self.transport: Transport = transport
        self.known = IdentityMap()
        self._unit = UnitOfWork(self.known)
        self.originals = self._unit.originals
        self._decoder = Decoder(self, self.registry, self.known, self.originals)
        self._closed = False

    # Reading

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
        """
        self._check_open()
        if isinstance(entity_type, str):
            from ..language.parser import parse

            statement = parse(entity_type)
            self.registry[statement.entity_type]
        elif text:
            from ..language.parser import parse_clauses

            statement = parse_clauses(entity_type.__entity_type__, text)
        else:
            statement = Statement(entity_type.__entity_type__)
        return Query[Any](self, statement)

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

        An entity that the session knows is returned without a request.

        Args:
            entity_type: the class or the type's name; a base type finds subtypes.
            key: the key, or all its parts in the order of the type's primary key.

        Raises:
            ValueError: the key has another number of parts.
        """
        self._check_open()
        cls = self._class(entity_type)
        parts = (key,) if isinstance(key, str) else tuple(key)
        names = [cls.__attributes__[name].wire for name in cls.__primary_key__]
        if len(parts) != len(names):
            raise ValueError(
                f"The key of {cls.__entity_type__} is ({', '.join(names)}), "
                f"{len(names)} part(s); {len(parts)} given."
            )
        known: Key = parts[0] if len(parts) == 1 else parts
        found = self.known.find(cls, known)
        if found is not None:
            return found
        query: Query[Any] = Query(self, Statement(cls.__entity_type__))
        criteria = [
            loading.equals(name, part) for name, part in zip(names, parts, strict=True)
        ]
        return query.where(*criteria).first()

    def populate(
        self, entities: Entity | Iterable[Entity], *projections: Projection
    ) -> None:
        """Fetch attributes of *entities* in one request for each type and 500 of them.

        Changes that are not committed are never overwritten.

        Args:
            entities: one entity or several, of any types that have the attributes.
            projections: attributes as in :meth:`Query.select`.
        """
        self._check_open()
        wanted = [entities] if isinstance(entities, Entity) else entities
        loading.populate(self, wanted, paths(projections))

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Send raw *operations* as one batch and return the raw results.

        Raises:
            ServerError: the server refused; nothing was carried out.
            TransportError: no answer came.
            ResponseError: an answer came that is not the API's.
        """
        self._check_open()
        return self.transport.call(operations)

    # Writing

    @overload
    def create(
        self, entity_type: str, data: Mapping[str, object] = ...
    ) -> UntypedEntity: ...
    @overload
    def create(
        self, entity_type: Callable[P, E], *args: P.args, **kwargs: P.kwargs
    ) -> E: ...
    def create(self, entity_type: Any, *args: Any, **kwargs: Any) -> Entity:
        """Create an entity; it is sent with the next commit.

        ``create(Task, name="anim", parent=shot)`` is checked by keyword and by type.
        ``create("Task", {"name": "anim", "parent": shot})`` takes wire names and is
        not. The key is made here, so that the entity can be referred to at once.

        Raises:
            AttributeError: the type has no such attribute.
            ReadOnlyError: the server computes the attribute.
        """
        self._check_open()
        cls = self._class(entity_type)
        values = dict(kwargs)
        for data in args:
            for name, value in data.items():
                values[attribute_of(cls, name).name] = value
        return self.create_entity(cls, values)

    def delete(self, entity: Entity) -> None:
        """Delete *entity* with the next commit."""
        self._check_open()
        self._unit.delete(entity)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What a commit would send, in its order."""
        return in_dependency_order(self._unit.changes())

    def commit(self) -> None:
        """Send all changes as one batch, which the server carries out whole or not.

        Raises:
            ServerError: the server refused; everything is still pending.
            TransportError: no answer came; everything is still pending.
                ``may_have_been_sent`` says whether the batch may have been carried
                out all the same.
            ResponseError: an answer came that is not the API's; likewise.
        """
        self._check_open()
        changes = self.changes
        if changes:
            results = self.transport.call([payload(change) for change in changes])
            self._unit.accept()
            self._merge(changes, results)
        else:
            self._unit.accept()

    def rollback(self) -> None:
        """Forget all changes that are not committed; values are as they were read."""
        self._unit.restore()

    def close(self) -> None:
        """Give back the connection; changes that are not committed are lost."""
        self._closed = True
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.known)} entities known>"

    # What queries and loading build on

    def records(self, statement: Statement) -> list[Record]:
        """Return the rows of one page as they come from the server."""
        return self._page(statement)[0]

    def fetch(self, statement: Statement) -> tuple[list[Any], bool]:
        """Return the entities of one page, and whether the server has further ones."""
        records, more = self._page(statement)
        return self.decoded(records), more

    def decoded(self, records: Sequence[Record]) -> list[Entity]:
        """Return the entities that *records* describe, merged with what is known."""
        with collector_paused():
            return self._decoder.entities(records)

    # What entities ask for (see ftrack_typed.model.owner.Owner)

    def load(self, entity: Entity, attribute: Attribute) -> object:
        """Return the value of an attribute that is not loaded, and keep it loaded."""
        self._check_open()
        return loading.load(self, entity, attribute)

    def load_all(self, entity: Entity) -> None:
        """Load every scalar and reference that is not loaded, in one request."""
        self._check_open()
        loading.load_all(self, entity)

    def fetch_items(self, entity: Entity, attribute: Attribute) -> list[Entity]:
        """Return the items of a collection as the server has them now."""
        self._check_open()
        return loading.fetch_items(self, entity, attribute)

    def assign(self, entity: Entity, attribute: Attribute, value: object) -> None:
        """Assign a relation or a key, or refuse a read-only attribute."""
        assign(self._unit, entity, attribute, value)

    def create_entity(self, cls: type[Entity], values: Mapping[str, object]) -> Entity:
        """Create an entity of *cls* with *values* by Python name."""
        for name in values:
            if name not in cls.__attributes__:
                raise unknown_attribute(cls, name)
        entity = object.__new__(cls)
        object.__setattr__(entity, "__session__", self)
        given = {**_defaults(cls, values), **values}
        key = {name: given.pop(name) for name in cls.__primary_key__ if name in given}
        vars(entity).update(key)
        for name in cls.__primary_key__:
            if name not in key:
                raise TypeError(
                    f"A new {cls.__entity_type__} needs its key: give {name}."
                )
        self._unit.create(entity)
        try:
            for name, value in given.items():
                setattr(entity, name, value)
        except BaseException:
            self._unit.delete(entity)
            raise
        return entity

    def edited(self, collection: Editable) -> None:
        """Note a collection whose edits a commit accepts and a rollback restores."""
        self._unit.edit(collection)

    def is_new(self, entity: Entity) -> bool:
        """Whether *entity* was created in this session and not committed yet."""
        return self._unit.is_new(entity)

    def is_deleted(self, entity: Entity) -> bool:
        """Whether *entity* is to be deleted with the next commit."""
        return self._unit.is_deleted(entity)

    # Details

    def _class(self, entity_type: type[Entity] | str) -> type[Entity]:
        if isinstance(entity_type, str):
            return self.registry[entity_type]
        return entity_type

    def _check_open(self) -> None:
        if self._closed:
            raise ClosedSessionError

    def _page(self, statement: Statement) -> tuple[list[Record], bool]:
        if not statement.projections:
            names = self.registry[statement.entity_type].__default_projections__
            statement = attrs.evolve(
                statement, projections=tuple(Path.of(name) for name in names)
            )
        operation = {"action": "query", "expression": render(statement)}
        result = cast("dict[str, Any]", self.transport.call([operation])[0])
        following = result.get("metadata", {}).get("next", {}).get("offset")
        return result["data"], following is not None

    def _merge(self, changes: Sequence[Change], results: Sequence[Result]) -> None:
        """Take over what the server says of the entities that were written."""
        records: list[Record] = []
        for change, result in zip(changes, results, strict=True):
            data = cast("dict[str, Any]", result).get("data")
            if not isinstance(change, Deleted) and isinstance(data, dict):
                records.append(cast("Record", data))
        self.decoded(records)


def _defaults(cls: type[Entity], given: Mapping[str, object]) -> dict[str, object]:
    """Return the schema's defaults for the attributes that are not *given*.

    The default of a key attribute gives way to the reference that stands on it.
    """
    defaults: dict[str, object] = {}
    taken = {
        attribute.key
        for name, attribute in cls.__attributes__.items()
        if name in given and attribute.key and not attribute.to_many
    }
    for name, attribute in cls.__attributes__.items():
        if attribute.default is ... or name in given or attribute.wire in taken:
            continue
        default = attribute.default
        if isinstance(default, NewId):
            from uuid import uuid4

            default = str(uuid4())
        defaults[name] = default
    return defaults
