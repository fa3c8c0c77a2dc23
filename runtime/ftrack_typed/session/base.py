"""What the parts of a session's face share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from ..model.entity import Entity
    from ..model.registry import Registry
    from .workspace import Workspace


class SessionBase:
    """A session's entity classes and its machinery."""

    registry: ClassVar[Registry]
    """The package's entity classes."""

    _workspace: Workspace

    def _class(self, entity_type: type[Entity] | str) -> type[Entity]:
        if isinstance(entity_type, str):
            return self.registry[entity_type]
        if getattr(entity_type, "__registry__", None) is not self.registry:
            raise TypeError(
                f"{entity_type!r} is no entity class of {self.registry.package}, which "
                "this session stands on."
            )
        return entity_type
