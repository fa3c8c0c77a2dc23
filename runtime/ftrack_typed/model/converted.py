"""Values of the studio's own types, kept in custom attributes and metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, overload

if TYPE_CHECKING:
    from typing_extensions import Self

    from .entity import Entity

T = TypeVar("T")


class Converted(Generic[T]):
    """A property of a mixin or subclass whose value is of a type of the studio's own.

    ::

        class ShotMixin(ShotBase):
            review = Converted(ReviewSettings, "review", json=True)

    Then ``shot.review`` is a ``ReviewSettings``, or none where the attribute is empty,
    and one can be assigned. The session's ``converter``, one of cattrs', turns values
    into what is kept and back. What is read is a copy: to change it, assign it anew.

    Args:
        type: the type, such as an attrs class.
        key: the custom attribute's key, or the metadata's.
        within: the mapping that has it.
        json: whether it is kept as JSON in a text; otherwise it is kept as the
            converter unstructures it. Metadata of any type but text need it.
    """

    __slots__ = ("_json", "_key", "_type", "_within")

    def __init__(
        self,
        type: type[T],
        key: str,
        *,
        within: Literal["custom_attributes", "metadata"] = "custom_attributes",
        json: bool = False,
    ) -> None:
        self._type = type
        self._key = key
        self._within = within
        self._json = json

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Entity, owner: type) -> T | None: ...
    def __get__(self, instance: Entity | None, owner: type) -> Self | T | None:
        """Return the value, converted.

        Raises:
            ConversionError: what is kept is no such value.
        """
        if instance is None:
            return self
        from ..session.converting import read

        held = self._mapping(instance).get(self._key)
        if held is None or held == "":
            return None
        return read(instance, self._key, held, self._type, json=self._json)

    def __set__(self, instance: Entity, value: T | None) -> None:
        """Keep *value*; none empties the attribute, and removes metadata."""
        from ..session.converting import written

        mapping = self._mapping(instance)
        if value is not None:
            mapping[self._key] = written(instance, value, self._type, json=self._json)
        elif self._within == "metadata":
            mapping.pop(self._key, None)
        else:
            mapping[self._key] = None

    def _mapping(self, entity: Entity) -> Any:
        return getattr(entity, self._within)
