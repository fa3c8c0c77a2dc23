"""The attributes of an entity class: typed descriptors, one kind for each behaviour.

An annotation such as ``bid: Attr[float]`` means two things. On an entity, ``task.bid``
is the value, a ``float``; on the class, ``Task.bid`` is an expression of the query
language, and a relation is typed as the class it leads to, so that a path is checked to
any depth.

At run time every kind is a *non-data* descriptor: a value that is loaded lies in the
entity's ``__dict__``; one that is not falls through to the descriptor, which asks the
entity's session for it (see :mod:`ftrack_typed.model.partial` for where they are). What
an attribute is on the class is said by the class's metaclass, and assignment goes
through the entity class, which records the change; both are declared here for type
checkers alone. All kinds stand in one module, long as it is, so that their signatures
can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, TypeVar, overload

from .key_values import KeyValueMap

if TYPE_CHECKING:
    from typing_extensions import Never

    from .collections import EntityCollection
    from .columns import Absent
    from .entity import Entity
    from .expressions import Expression
    from .registry import Registry

T = TypeVar("T")
V = TypeVar("V")
E = TypeVar("E", bound="Entity")


class NewId:
    """The default of a primary key: a new UUID4 for every entity created."""

    def __repr__(self) -> str:
        return "NEW_ID"


NEW_ID = NewId()


class OnCreationOnly:
    """Stands for "no entity" in the signature of an assignment that is refused.

    A checker that reports ``expected "OnCreationOnly"`` means: this attribute may be
    given to ``session.create`` and never be assigned afterwards.
    """


class Attribute:
    """What all kinds share.

    Attributes:
        name: the attribute's Python name.
        wire: its name on the wire and as a mapping key; differs where the wire name is
            a Python keyword or clashes.
        default: the value that a new entity gets where none is given, or ``...``.
        read_only: the server computes it; it is never sent.
        immutable: it may be given on creation only.
        selectable: false where the server refuses to have it projected.
        relation: the target's wire type name, for references and collections.
        key: for a reference, this entity's attribute that holds the target's key; for
            a collection, the items' attribute that holds this entity's key.
        owner_type: for a collection whose items belong to entities of several types,
            the items' attribute that holds this entity's type name.
        where: for a collection, further attribute values that its items have.
        nullable: false where the schema or the domain guarantees a value.
        temporal: values are dates and times.
        variable: values may be of any kind, tagged dates among them.
        linked: values are the way from the project to the entity.
        required: the project wants new entities to be given a value.
    """

    __slots__ = (
        "default",
        "key",
        "linked",
        "name",
        "nullable",
        "owner_type",
        "relation",
        "required",
        "temporal",
        "variable",
        "where",
        "wire",
    )

    read_only: ClassVar[bool] = False
    immutable: ClassVar[bool] = False
    selectable: ClassVar[bool] = True
    to_many: ClassVar[bool] = False
    mapped: ClassVar[bool] = False

    def __init__(
        self,
        *,
        wire: str = "",
        default: object = ...,
        relation: str = "",
        key: str = "",
        owner_type: str = "",
        where: Mapping[str, str] | None = None,
        nullable: bool = True,
        temporal: bool = False,
        variable: bool = False,
        linked: bool = False,
    ) -> None:
        self.name: str = wire
        self.wire: str = wire
        self.default: object = default
        self.relation: str = relation
        self.key: str = key
        self.owner_type: str = owner_type
        self.where: Mapping[str, str] = where or {}
        self.nullable: bool = nullable
        self.temporal: bool = temporal
        self.variable: bool = variable
        self.linked: bool = linked
        self.required: bool = False

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.wire = self.wire or name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.wire}>"

    if not TYPE_CHECKING:
        # Each kind declares what it gives on the class and on an entity.
        def __get__(self, instance, owner):
            if instance is not None:
                return instance.__load__(self)
            return getattr(owner.__entity_class__, self.name)


class Attr(Attribute, Generic[T]):
    """A scalar that can be read and assigned."""

    __slots__ = ()

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> Expression[T]: ...
        @overload
        def __get__(self, instance: Entity, owner: type) -> T: ...
        def __get__(
            self, instance: Entity | None, owner: type
        ) -> Expression[T] | T: ...
        def __set__(self, instance: Entity, value: T) -> None: ...


class Immutable(Attr[T]):
    """A scalar that may be given on creation and never be assigned afterwards."""

    __slots__ = ()
    immutable = True

    if TYPE_CHECKING:
        # Narrower than what Attr takes, which is the point: a subtype may refuse to
        # have changed what its base lets be changed.
        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: OnCreationOnly,
            value: T,
        ) -> None: ...


class ReadOnly(Attr[T]):
    """A scalar that the server computes."""

    __slots__ = ()
    read_only = True

    if TYPE_CHECKING:

        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: OnCreationOnly,
            value: Never,
        ) -> None: ...


class OptionalRef(Attribute, Generic[E]):
    """A reference to an entity, or none."""

    __slots__ = ()

    def __init__(
        self,
        relation: str,
        *,
        wire: str = "",
        key: str = "",
        nullable: bool = True,
    ) -> None:
        super().__init__(wire=wire, relation=relation, key=key, nullable=nullable)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> type[E] | Absent: ...
        @overload
        def __get__(self, instance: Entity, owner: type) -> E | None: ...
        def __get__(
            self, instance: Entity | None, owner: type
        ) -> type[E] | Absent | E | None: ...
        def __set__(self, instance: Entity, value: E | None) -> None: ...


class ImmutableOptionalRef(OptionalRef[E]):
    """A reference, or none, that may be given on creation only."""

    __slots__ = ()
    immutable = True

    if TYPE_CHECKING:

        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: OnCreationOnly,
            value: E | None,
        ) -> None: ...


class ReadOnlyRef(OptionalRef[E]):
    """A reference, or none, that the server computes."""

    __slots__ = ()
    read_only = True

    if TYPE_CHECKING:

        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: OnCreationOnly,
            value: Never,
        ) -> None: ...


class Ref(OptionalRef[E]):
    """A reference that is always there."""

    __slots__ = ()

    def __init__(self, relation: str, *, wire: str = "", key: str = "") -> None:
        super().__init__(relation, wire=wire, key=key, nullable=False)

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> type[E]: ...
        @overload
        def __get__(self, instance: Entity, owner: type) -> E: ...
        def __get__(self, instance: Entity | None, owner: type) -> type[E] | E: ...
        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: Entity,
            value: E,
        ) -> None: ...


class ImmutableRef(Ref[E]):
    """A reference that is always there and may be given on creation only."""

    __slots__ = ()
    immutable = True

    if TYPE_CHECKING:

        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: OnCreationOnly,
            value: E,
        ) -> None: ...


class Many(Attribute, Generic[E]):
    """A collection of entities, edited in place or assigned as a whole."""

    __slots__ = ()
    to_many = True

    def __init__(
        self,
        relation: str,
        *,
        wire: str = "",
        key: str = "",
        owner_type: str = "",
        where: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            wire=wire, relation=relation, key=key, owner_type=owner_type, where=where
        )

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> type[E]: ...
        @overload
        def __get__(self, instance: Entity, owner: type) -> EntityCollection[E]: ...
        def __get__(
            self, instance: Entity | None, owner: type
        ) -> type[E] | EntityCollection[E]: ...
        def __set__(self, instance: Entity, value: Iterable[E]) -> None: ...


class ReadOnlyMany(Many[E]):
    """A collection that the server computes, such as all ancestors."""

    __slots__ = ()
    read_only = True

    if TYPE_CHECKING:

        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: OnCreationOnly,
            value: Never,
        ) -> None: ...


class Mapped(Attribute, Generic[E, V]):
    """Key/value entities shown as a mapping: metadata, custom attributes.

    Custom attributes that the package knows are
    :class:`~ftrack_typed.model.custom_attributes.CustomMapped`.
    """

    __slots__ = ()
    to_many = True
    mapped = True

    def __init__(
        self, relation: str, *, wire: str = "", key: str = "", owner_type: str = ""
    ) -> None:
        super().__init__(wire=wire, relation=relation, key=key, owner_type=owner_type)

    def map_class(self, registry: Registry) -> type[KeyValueMap[V]]:
        """Return the class of the mapping in the package of *registry*."""
        return KeyValueMap

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> type[E]: ...
        @overload
        def __get__(self, instance: Entity, owner: type) -> KeyValueMap[V]: ...
        def __get__(
            self, instance: Entity | None, owner: type
        ) -> type[E] | KeyValueMap[V]: ...
        def __set__(self, instance: Entity, value: Mapping[str, V]) -> None: ...


class FilterOnly(Attribute, Generic[E]):
    """A relation that criteria may use and that the server never hands out."""

    __slots__ = ()
    to_many = True
    read_only = True
    selectable = False

    def __init__(self, relation: str, *, wire: str = "") -> None:
        super().__init__(wire=wire, relation=relation)

    if TYPE_CHECKING:

        def __get__(self, instance: None, owner: type) -> type[E]: ...


A = TypeVar("A", bound=Attribute)


def server_side(attribute: A, *, init: Literal[False] = False) -> A:
    """Mark *attribute* as filled by the server: no argument of ``session.create``.

    Args:
        attribute: the descriptor, returned as it is.
        init: for type checkers, which read from its type that a new entity's
            constructor has no such parameter.
    """
    return attribute


def on_creation(attribute: A) -> A:
    """Mark *attribute* as one that ``session.create`` has to be given.

    Type checkers read from it that a new entity's constructor has no default for it.

    Args:
        attribute: the descriptor, returned as it is.
    """
    attribute.required = True
    return attribute
