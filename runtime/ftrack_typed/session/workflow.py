"""Which statuses and types a project's schema allows, fetched with one request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..mixins.access import attributes_of, workspace_of
from . import loading
from .results import paths

if TYPE_CHECKING:
    from ..model.entity import Entity

_PARTS = (
    "_task_workflow.statuses.name",
    "_task_workflow.statuses.sort",
    "_version_workflow.statuses.name",
    "_version_workflow.statuses.sort",
    "_overrides.type_id",
    "_overrides.workflow_schema.statuses.name",
    "_overrides.workflow_schema.statuses.sort",
    "_task_type_schema.types.name",
    "_task_type_schema.types.sort",
    "_schemas.type_id",
    "_schemas.statuses.sort",
    "_schemas.statuses.task_status.name",
    "_schemas.types.sort",
    "_schemas.types.task_type.name",
)


def statuses(
    schema: Entity, entity_type: type[Entity] | str, type_: Entity | None = None
) -> list[Any]:
    """Return the statuses that *schema* allows entities of a type.

    Args:
        schema: a project schema.
        entity_type: the class or the type's name.
        type_: the type of a task.

    Raises:
        ValueError: the schema says nothing of that type.
    """
    key = None if type_ is None else type_.__key__[0]
    return _statuses(schema, _class(schema, entity_type), key, None)


def types(schema: Entity, entity_type: type[Entity] | str) -> list[Any]:
    """Return the types that *schema* allows entities of a type.

    Raises:
        ValueError: the schema says nothing of that type.
    """
    return _types(schema, _class(schema, entity_type), None)


def statuses_of(entity: Entity) -> list[Any]:
    """Return the statuses that *entity* may have.

    Raises:
        ValueError: its project's schema says nothing of such entities.
    """
    schema = _schema_of(entity)
    key = vars(entity).get("type_id")
    if key is None and not entity.__session__.is_new(entity):
        key = entity.get("type_id")
    return _statuses(
        schema,
        type(entity),
        None if key is None else str(key),
        _object_type(entity),
    )


def types_of(entity: Entity) -> list[Any]:
    """Return the types that *entity* may have.

    Raises:
        ValueError: its project's schema says nothing of such entities.
    """
    return _types(_schema_of(entity), type(entity), _object_type(entity))


def _statuses(
    schema: Any, cls: type[Entity], type_: str | None, object_type: str | None
) -> list[Any]:
    _fetch(schema, [schema], "")
    if cls.__entity_type__ == "AssetVersion":
        return _sorted(schema._version_workflow.statuses)
    if cls.__entity_type__ == "Task":
        for override in schema._overrides:
            if override.type_id == type_:
                return _sorted(override.workflow_schema.statuses)
        return _sorted(schema._task_workflow.statuses)
    part = _part(schema, cls, object_type)
    return [item.task_status for item in _sorted(part.statuses)]


def _types(schema: Any, cls: type[Entity], object_type: str | None) -> list[Any]:
    _fetch(schema, [schema], "")
    if cls.__entity_type__ == "Task":
        return _sorted(schema._task_type_schema.types)
    part = _part(schema, cls, object_type)
    return [item.task_type for item in _sorted(part.types)]


def _part(schema: Any, cls: type[Entity], object_type: str | None) -> Any:
    """Return what *schema* says of an object type.

    Raises:
        ValueError: it says nothing, or *cls* is of no object type.
    """
    if object_type is None:
        attribute = cls.__attributes__.get("object_type_id")
        object_type = None if attribute is None else str(attribute.default)
    for part in schema._schemas:
        if part.type_id == object_type:
            return part
    raise ValueError(f"{schema!r} says nothing of entities of {cls.__entity_type__}.")


def _sorted(items: Iterable[Any]) -> list[Any]:
    def place(item: Any) -> int:
        return int(item.sort or 0)

    return sorted(items, key=place)


def _class(schema: Entity, entity_type: type[Entity] | str) -> type[Entity]:
    if isinstance(entity_type, str):
        return schema.__registry__[entity_type]
    return entity_type


def _object_type(entity: Entity) -> str | None:
    if "object_type_id" not in attributes_of(entity):
        return None
    key: str | None = vars(entity).get("object_type_id")
    return key


def _schema_of(entity: Any) -> Any:
    """Return the schema of the project that *entity* is in, with all that it says."""
    workspace = workspace_of(entity)
    if workspace.is_new(entity):
        # Its project is that of what it is created below.
        above = entity.parent if "parent" in attributes_of(entity) else None
        above = above or entity.asset.parent
        has_schema = "project_schema" in attributes_of(above)
        return above.project_schema if has_schema else _schema_of(above)
    if "project" in attributes_of(entity):
        _fetch(_at_hand(entity, "project", "project_schema"), [entity], _TO_SCHEMA)
        return entity.project.project_schema
    loading.populate(workspace, [entity], paths(("asset.parent.project_id",)))
    context = entity.asset.parent
    project = workspace.registry["Project"]
    found = workspace.known.find(project, context.project_id)
    if found is None:
        found = loading.with_key(workspace, project, context.project_id)
    _fetch(_at_hand(found, "project_schema"), [found], "project_schema.")
    schema: Any = found
    return schema.project_schema


_TO_SCHEMA = "project.project_schema."


def _at_hand(entity: Entity | None, *names: str) -> Entity | None:
    """Return what references lead to, none where one is not loaded."""
    found = entity
    for name in names:
        values: dict[str, Entity | None] = {} if found is None else vars(found)
        found = values.get(name)
    return found


def _fetch(schema: Any, entities: list[Any], prefix: str) -> None:
    """Fetch what *schema* says for *entities*, unless it is there already."""
    if schema is None or "_schemas" not in vars(schema):
        wanted = paths(tuple(f"{prefix}{part}" for part in _PARTS))
        loading.populate(workspace_of(entities[0]), entities, wanted)
