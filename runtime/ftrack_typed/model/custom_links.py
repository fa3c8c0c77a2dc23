"""Links between entities that the package knows, in queries.

The server lets links be used in criteria alone: ``Shot.custom_attribute_links.lead`` is
what ``custom_attribute_links any (configuration.key is "lead" and ...)`` is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from .attributes import Attribute

if TYPE_CHECKING:
    from .custom_expressions import LinkExpression
    from .entity import Entity
    from .registry import Registry

E = TypeVar("E", bound="Entity")
L = TypeVar("L", bound="Entity")


class CustomLink(Generic[E]):
    """Links of one configuration, to entities of one type.

    Args:
        key: the configuration's key.
        end: the attribute of the link that is the entity it leads to.
        cast: the entity type, where the attribute's is a base of it.
    """

    __slots__ = ("cast", "end", "key")

    def __init__(self, key: str, end: str, cast: str = "") -> None:
        self.key: str = key
        self.end: str = end
        self.cast: str = cast

    def __repr__(self) -> str:
        return f"<CustomLink {self.key}>"

    if TYPE_CHECKING:

        def __get__(self, instance: None, owner: type) -> LinkExpression[E]: ...


class CustomLinks:
    """Links from entities of one type; it is never made an object of.

    Type checkers see a subclass of the links' entity class instead.
    """

    __slots__ = ()


class KnownLinks(Attribute, Generic[L]):
    """Links of which the package knows the configurations.

    Args:
        relation: the entity type of the links.
        known: the name of the class in the package's module of custom attributes.
        wire: the name on the wire.
    """

    __slots__ = ("_known",)
    to_many = True
    read_only = True
    selectable = False

    def __init__(self, relation: str, known: str, *, wire: str = "") -> None:
        super().__init__(wire=wire, relation=relation)
        self._known = known

    def link(self, registry: Registry, name: str) -> CustomLink[Any] | None:
        """Return the link that is called *name*, if there is one."""
        known = registry.custom_attributes(self._known)
        found: object = getattr(known, name, None)
        is_link = isinstance(found, CustomLink)
        return cast("CustomLink[Any]", found) if is_link else None

    if TYPE_CHECKING:

        def __get__(self, instance: None, owner: type) -> type[L]: ...
