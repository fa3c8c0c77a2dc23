"""Statuses and types that a project's schema allows."""

from __future__ import annotations

from typing import Generic, TypeVar

from ..model.entity import Entity

StatusT = TypeVar("StatusT", bound=Entity)
TypeT = TypeVar("TypeT", bound=Entity)


class WithWorkflows(Entity, Generic[StatusT, TypeT]):
    """A project schema: what the entities of its projects may be."""

    __slots__ = ()

    def get_statuses(
        self, entity_type: type[Entity] | str, type: TypeT | None = None
    ) -> list[StatusT]:
        """Return the statuses that entities of a type may have, by their ``sort``.

        All that schema says is fetched with one request, the first time.

        Args:
            entity_type: the class or the type's name: ``Task``, ``AssetVersion``,
                ``Shot``.
            type: the type of the task; some have a workflow of their own.

        Raises:
            ValueError: the schema says nothing of that type.
        """
        from ..session.workflow import statuses

        return statuses(self, entity_type, type)

    def get_types(self, entity_type: type[Entity] | str) -> list[TypeT]:
        """Return the types that entities of a type may have, by their ``sort``.

        Args:
            entity_type: the class or the type's name: ``Task``, ``Shot``.

        Raises:
            ValueError: the schema says nothing of that type.
        """
        from ..session.workflow import types

        return types(self, entity_type)


class WithTypes(Entity, Generic[TypeT]):
    """An entity of a project, whose schema says which types it may have."""

    __slots__ = ()

    def allowed_types(self) -> list[TypeT]:
        """Return the types that this may have, by their ``sort``.

        Raises:
            ValueError: its project's schema says nothing of entities like this.
        """
        from ..session.workflow import types_of

        return types_of(self)


class WithWorkflow(Entity, Generic[StatusT]):
    """An entity of a project, whose schema says which statuses it may have."""

    __slots__ = ()

    def allowed_statuses(self) -> list[StatusT]:
        """Return the statuses that this may have, by their ``sort``.

        Raises:
            ValueError: its project's schema says nothing of entities like this.
        """
        from ..session.workflow import statuses_of

        return statuses_of(self)
