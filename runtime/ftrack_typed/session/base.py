"""What the parts of a session's face share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from ..model.entity import Entity
from ..model.references import check_own

if TYPE_CHECKING:
    from ..model.registry import Registry
    from .workspace import Workspace


class SessionBase:
    """A session's entity classes and its machinery."""

    registry: ClassVar[Registry]
    """The package's entity classes."""

    _workspace: Workspace

    def _own(self, entities: Entity | Iterable[Entity]) -> list[Entity]:
        """Return *entities* as a list, after a look whether they are the session's."""
        self._workspace.check_open()
        own = [entities] if isinstance(entities, Entity) else list(entities)
        for entity in own:
            check_own(self._workspace, entity)
        return own

    def _class(self, entity_type: type[Entity] | str) -> type[Entity]:
        if isinstance(entity_type, str):
            return self.registry[entity_type]
        if getattr(entity_type, "__registry__", None) is not self.registry:
            raise TypeError(
                f"{entity_type!r} is no entity class of {self.registry.package}, which "
                "this session stands on."
            )
        return entity_type
