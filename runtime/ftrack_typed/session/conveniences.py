"""What a session does for scripts besides reading and writing, imported when used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, overload

from ..model.entity import Entity, UntypedEntity
from .base import SessionBase
from .creating import values_by_name

if TYPE_CHECKING:
    from .ensuring import Ensured
    from .results import Projection

E = TypeVar("E", bound=Entity)
P = ParamSpec("P")


class Conveniences(SessionBase):
    """What scripts do often, in one call."""

    @overload
    def ensure(
        self,
        entity_type: str,
        identifying: Projection | Iterable[Projection],
        data: Mapping[str, object],
        /,
    ) -> Ensured[UntypedEntity]: ...
    @overload
    def ensure(
        self,
        entity_type: Callable[P, E],
        identifying: Projection | Iterable[Projection],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Ensured[E]: ...
    def ensure(
        self,
        entity_type: Any,
        identifying: Projection | Iterable[Projection],
        /,
        *args: Any,
        **kwargs: Any,
    ) -> Ensured[Any]:
        """Find the entity with identifying values and give it the rest, or create it.

        ``session.ensure(Task, (Task.name, Task.parent), name="anim", parent=shot,
        bid=3600.0)`` is checked as ``create`` is. What is pending in the session is
        looked at first, and what it deletes is not found. Nothing is committed.

        Args:
            entity_type: the class.
            identifying: the attributes that tell the entity apart, one or several.
            args: nothing; or, for a type's name, one mapping of wire names.
            kwargs: the values, those of identifying attributes among them.

        Raises:
            MultipleResultsError: several entities have these values.
            ValueError: an identifying attribute is given no value, or is none of the
                type's own.
            ReadOnlyError: a value differs and cannot be changed.
        """
        from .ensuring import ensure

        self._workspace.check_open()
        cls = self._class(entity_type)
        values = values_by_name(cls, args, kwargs)
        return ensure(self._workspace, cls, identifying, values)

    def effective_custom_attributes(
        self, entities: Iterable[E]
    ) -> dict[E, dict[str, Any]]:
        """Return the values of all custom attributes, inherited ones included.

        A hierarchical attribute that was not set on an entity has the value of the
        nearest entity above on which it was set, else its default. Two requests for
        some thousand entities of one type.
        """
        from .custom_attributes import effective

        self._workspace.check_open()
        return effective(self._workspace, list(entities))
