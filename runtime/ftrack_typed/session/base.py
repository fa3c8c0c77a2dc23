"""What the parts of a session's face share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from ..model.entity import Entity
from ..model.references import check_own

if TYPE_CHECKING:
    from ..model.registry import Registry
    from .workspace import Workspace

E = TypeVar("E", bound="Entity")


class SessionBase:
    """A session's entity classes and its machinery."""

    registry: ClassVar[Registry]
    """The package's entity classes."""

    _workspace: Workspace
    _own_transport: bool
    """Whether nobody else uses the session's transport."""

    def _own(self, entities: Entity | Iterable[Entity]) -> list[Entity]:
        """Return *entities* as a list, after a look whether they are the session's."""
        self._workspace.check_open()
        own = [entities] if isinstance(entities, Entity) else list(entities)
        for entity in own:
            check_own(self._workspace, entity)
        return own

    def _class(self, entity_type: type[Entity] | str) -> type[Entity]:
        """Return the class that stands for *entity_type* in this session.

        Raises:
            UnknownEntityTypeError: the package has no such type.
            TypeError: it is no entity class of the package, or was not registered.
        """
        try:
            return self._workspace.classes[entity_type]
        except (KeyError, TypeError):
            found = self._find_class(entity_type)
        self._workspace.classes[entity_type] = found
        return found

    def _find_class(self, entity_type: type[Entity] | str) -> type[Entity]:
        if isinstance(entity_type, str):
            return self._workspace.registry[entity_type]
        cls = self._of_package(entity_type)
        if "__loaded__" in vars(cls):
            # The class of some entity: what it lacks says nothing of others.
            cls = cls.__entity_class__
        current = self._workspace.registry[cls.__entity_type__]
        if not issubclass(current, cls):
            raise TypeError(
                f"{cls.__qualname__} is not registered with this session, whose "
                f"{cls.__entity_type__} entities are of {current.__qualname__}: call "
                f"session.register({cls.__qualname__}) first."
            )
        return current

    def _of_package(self, cls: type[E]) -> type[E]:
        if getattr(cls, "__registry__", None) is not self.registry:
            raise TypeError(
                f"{cls!r} is no entity class of {self.registry.package}, which this "
                "session stands on."
            )
        return cls
