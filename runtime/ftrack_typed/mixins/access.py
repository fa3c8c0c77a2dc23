"""The session behind an entity, as methods of entities need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from ..session.workspace import Workspace


def workspace_of(entity: Entity) -> Workspace:
    """Return the machinery of the session that *entity* belongs to."""
    return cast("Workspace", entity.__session__)


def attributes_of(entity: Entity) -> Mapping[str, Attribute]:
    """Return the attributes of *entity* by Python name."""
    return type(entity).__attributes__


def create(entity: Entity, entity_type: str, values: Mapping[str, object]) -> Any:
    """Create an entity in the session of *entity*.

    Args:
        entity: any entity of the session.
        entity_type: the type of the new one.
        values: its values by wire name.
    """
    cls = entity.__registry__[entity_type]
    return entity.__session__.create_entity(
        cls, {cls.__by_wire__[wire].name: value for wire, value in values.items()}
    )


def target(cls: type[Entity], *path: str) -> type[Entity]:
    """Return the class that relations lead to, by their wire names from *cls*."""
    for wire in path:
        cls = cls.__registry__[cls.__by_wire__[wire].relation]
    return cls
