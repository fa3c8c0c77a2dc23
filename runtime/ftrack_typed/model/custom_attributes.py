"""Custom attributes that the package knows: typed access to a mapping's keys.

A package that is generated with what a site has configured has a class like this for
each entity type that has custom attributes of its own::

    class ShotCustomAttributes(ContextCustomAttributes):
        fstart: CustomAttr[float, float] = CustomAttr("fstart")

    class Shot(TypedContext):
        custom_attributes: CustomMapped[ShotCustomAttributes, ...] = CustomMapped(
            "ContextCustomAttributeValue", "ShotCustomAttributes", key="entity_id"
        )

Then ``shot.custom_attributes.fstart`` is what ``shot.custom_attributes["fstart"]`` is,
and ``Shot.custom_attributes.fstart`` an expression of the query language. The classes
are imported with the first value that is read.
"""

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from .attributes import Attribute, OnCreationOnly
from .key_values import KeyValueMap

if TYPE_CHECKING:
    from typing_extensions import Never

    from ..language.nodes import Criterion
    from .custom_expressions import CustomExpression
    from .entity import Entity
    from .expressions import Expression
    from .registry import Registry

    class _OnClass(ABCMeta):
        """What ``Shot.custom_attributes`` can do besides.

        At run time that is a path (see :mod:`ftrack_typed.model.expressions`).
        """

        def any(cls, *criteria: Criterion | str) -> Criterion:
            """Match rows for which some custom attribute satisfies all *criteria*."""
            ...

        @property
        def key(cls) -> Expression[str]:
            """The custom attribute's key, for criteria."""
            ...

        @property
        def value(cls) -> Expression[Any]:
            """The custom attribute's value, for criteria."""
            ...

else:
    _OnClass = ABCMeta

T = TypeVar("T")
C = TypeVar("C")
M = TypeVar("M", bound="CustomAttributeMap")
D = TypeVar("D", bound=Mapping[str, Any])

LEVELS: Mapping[str, str] = {
    "Project": "show",
    "AssetVersion": "assetversion",
    "Asset": "asset",
    "User": "user",
    "List": "list",
    "ListObject": "listobject",
}
"""Entity type, or topmost base type, to what configurations call it.

Typed contexts, which are on the level ``task``, are told apart by object type.
"""

INHERITING = frozenset({"task", "show", "asset", "assetversion"})
"""Levels at which hierarchical attributes apply."""


class CustomAttr(Generic[T, C]):
    """A custom attribute that can be read and assigned.

    ``T`` is the type of its value, ``C`` the type of what a query compares it with: one
    of the options where the value is a list of them.

    Args:
        key: its key in the mapping, where it can always be reached, too.
    """

    __slots__ = ("key", "name")

    def __init__(self, key: str) -> None:
        self.key: str = key
        self.name: str = key

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.key}>"

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> CustomExpression[C]: ...
        @overload
        def __get__(self, instance: CustomAttributeMap, owner: type) -> T: ...
        def __get__(
            self, instance: CustomAttributeMap | None, owner: type
        ) -> CustomExpression[C] | T: ...
        def __set__(self, instance: CustomAttributeMap, value: T) -> None: ...

    else:

        def __get__(self, instance, owner):
            if instance is None:
                return self
            try:
                return instance[self.key]
            except KeyError:
                raise instance.unknown(self.key) from None

        def __set__(self, instance, value):
            try:
                instance[self.key] = value
            except KeyError:
                raise instance.unknown(self.key) from None


class ReadOnlyCustomAttr(CustomAttr[T, C]):
    """A custom attribute that the server computes."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __set__(  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
            self,
            instance: OnCreationOnly,
            value: Never,
        ) -> None: ...

    else:

        def __set__(self, instance, value):
            raise instance.refusal(self.key)


class CustomAttributeMap(KeyValueMap[Any], metaclass=_OnClass):
    """Custom attributes of one entity, by key and by name."""

    __slots__ = ()

    def unknown(self, key: str) -> AttributeError:
        """Return the error for the attribute *key*, which this entity does not have."""
        return AttributeError(
            f"{self._owner!r} has no custom attribute {key!r}, though others may: its "
            "project has not, or it was removed since the package was generated."
        )

    def refusal(self, key: str) -> AttributeError:
        """Return the error for assigning *key*, which the server computes."""
        from ..errors import ReadOnlyError

        name = f"{self._attribute.wire}.{key}"
        return ReadOnlyError(
            self._owner.__entity_type__, name, "It is computed by the server."
        )

    @classmethod
    def known(cls, name: str) -> CustomAttr[Any, Any] | None:
        """Return the custom attribute that is called *name*, if there is one."""
        for base in cls.__mro__:
            if isinstance(vars(base).get(name), CustomAttr):
                found: CustomAttr[Any, Any] = vars(base)[name]
                return found
        return None


class CustomMapped(Attribute, Generic[M, D]):
    """Custom attributes as a mapping whose keys the package knows.

    Args:
        relation: the entity type of the values.
        known: the name of the class in the package's module of custom attributes.
        wire: the name on the wire.
        key: the values' attribute that holds the entity's key.
    """

    __slots__ = ("_class", "_known")
    to_many = True
    mapped = True

    def __init__(
        self, relation: str, known: str, *, wire: str = "", key: str = ""
    ) -> None:
        super().__init__(wire=wire, relation=relation, key=key)
        self._known = known
        self._class: type[CustomAttributeMap] | None = None

    def map_class(self, registry: Registry) -> type[CustomAttributeMap]:
        """Return the class of the mapping, which is imported with the first of them."""
        cls = self._class
        if cls is None:
            found = registry.custom_attributes(self._known)
            cls = self._class = cast("type[CustomAttributeMap]", found)
        return cls

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: type) -> type[M]: ...
        @overload
        def __get__(self, instance: Entity, owner: type) -> M: ...
        def __get__(self, instance: Entity | None, owner: type) -> type[M] | M: ...
        def __set__(self, instance: Entity, value: D) -> None: ...
