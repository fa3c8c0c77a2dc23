"""Custom attributes: where they are configured, and what entities inherit.

Values are rows of their own, keyed by configuration and entity, and exist on the server
for every entity that an attribute applies to. So one can be written without having been
read, for an entity that is created in the same batch, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from ..language.nodes import Statement
from ..model.custom_attributes import INHERITING, LEVELS
from ..model.entity import Entity
from . import loading
from .cohort import Cohort
from .query import Query, paths

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.links import LinkItem
    from .workspace import Workspace

E = TypeVar("E", bound=Entity)

CONFIGURATION = "CustomAttributeConfiguration"


def value_of(
    workspace: Workspace, owner: Entity, attribute: Attribute, key: str
) -> Entity:
    """Return the entity that holds the custom attribute *key* of *owner*.

    Its value need not be loaded.

    Args:
        workspace: the session's machinery.
        owner: whose custom attribute it is; it may be new.
        attribute: the mapping that holds custom attributes.
        key: the custom attribute's name.

    Raises:
        KeyError: no such custom attribute is configured for entities like *owner*.
    """
    configuration = _configuration(workspace, owner, key)
    cls = owner.__registry__[attribute.relation]
    parts = (configuration.id, owner.__key__[0])
    known = workspace.known.find(cls, parts)
    if known is not None:
        return known
    names = (cls.__attributes__[name].wire for name in cls.__primary_key__)
    record = {
        "__entity_type__": cls.__entity_type__,
        "key": key,
        **dict(zip(names, parts, strict=True)),
    }
    (value,) = workspace.decoded([record], Cohort())
    return value


def _configuration(workspace: Workspace, owner: Entity, key: str) -> Any:
    candidates = [
        configuration
        for configuration in configurations(workspace)
        if configuration.key == key and _applies(configuration, owner)
    ]
    nearer = [each for each in candidates if each.project_id]
    if nearer:
        # One of the entity's project hides a global one of that name.
        project = _project_of(owner)
        for each in nearer:
            if each.project_id == project:
                return each
    for each in candidates:
        if not each.project_id:
            return each
    there = {each.key for each in configurations(workspace) if _applies(each, owner)}
    raise KeyError(
        f"{owner.__entity_type__} has no custom attribute {key!r}; there are: "
        f"{', '.join(sorted(there)) or 'none'}. A custom attribute is configured on "
        "the server before it can be set."
    )


def configurations(workspace: Workspace) -> Sequence[Any]:
    """Return how custom attributes are configured, fetched once in a session."""
    if workspace.configurations is None:
        query = Query[Any](workspace, Statement(CONFIGURATION)).select(
            "key, entity_type, object_type_id, project_id, is_hierarchical"
        )
        workspace.configurations = query.all()
    return workspace.configurations


def _applies(configuration: Any, owner: Entity) -> bool:
    level = _level(owner)
    if configuration.is_hierarchical and level in INHERITING:
        return True
    if configuration.entity_type != level:
        return False
    if level != "task":
        return True
    entity: Any = owner
    return bool(configuration.object_type_id == entity.object_type_id)


def _level(owner: Entity) -> str:
    cls = type(owner)
    if "object_type_id" in cls.__attributes__:
        return "task"
    return LEVELS.get(cls.__entity_type__) or LEVELS.get(cls.__identity__, "")


def _project_of(owner: Entity) -> str | None:
    """Return the key of the project that *owner* is in, none if it is in none."""
    above: Entity | None = owner
    while above is not None:
        attributes = type(above).__attributes__
        if above.__entity_type__ == "Project":
            return above.__key__[0]
        known: object = vars(above).get("project_id")
        if known is None and not above.__session__.is_new(above):
            known = above.get("project_id")
        if known is not None:
            return str(known)
        names = ("asset", "parent", "list")
        name = next((name for name in names if name in attributes), None)
        above = getattr(above, name) if name else None
    return None


def effective(workspace: Workspace, entities: Sequence[E]) -> dict[E, dict[str, Any]]:
    """Return each entity's custom attributes with what is inherited."""
    for members in _by_class(entities):
        wanted = [
            f"custom_attributes.{name}" for name in ("key", "value", "configuration_id")
        ]
        link = _link_path(members[0].__entity_class__)
        if link is not None:
            wanted.append(link)
        loading.populate(workspace, members, paths(tuple(wanted)))
    inherited = [each for each in configurations(workspace) if each.is_hierarchical]
    chains = {entity: _chain(entity) for entity in entities}
    stored = _stored(
        workspace,
        [each.id for each in inherited],
        sorted({key for chain in chains.values() for key in chain}),
    )
    names = {each.id: each.key for each in inherited}
    return {
        entity: _effective(entity, chain, names, stored)
        for entity, chain in chains.items()
    }


def _effective(
    entity: Any,
    chain: Sequence[str],
    inherited: dict[str, str],
    stored: dict[tuple[str, str], Any],
) -> dict[str, Any]:
    """Return the custom attributes of one entity.

    Args:
        entity: the entity.
        chain: its key and those of what is above, nearest first.
        inherited: keys of hierarchical configurations to the attributes' names.
        stored: what was set, by configuration and entity.
    """
    values: dict[str, Any] = dict(entity.custom_attributes)
    of_entity = {
        name: configuration
        for configuration, name in inherited.items()
        if name in values
        # A name may be that of an attribute of the entity's own as well.
        and entity.custom_attributes.holds(name, configuration)
    }
    for name, configuration in of_entity.items():
        for key in chain:
            if (configuration, key) in stored:
                values[name] = stored[configuration, key]
                break
    return values


def _stored(
    workspace: Workspace, configured: Sequence[str], keys: Sequence[str]
) -> dict[tuple[str, str], Any]:
    """Return values that were set, or are to be, by configuration and entity."""
    if not (configured and keys):
        return {}
    cls = workspace.registry["CustomAttributeValue"]
    query = Query[Any](workspace, Statement(cls.__entity_type__)).select("value")
    owned: Any = cls
    rows = query.where(
        owned.configuration_id.in_(configured), owned.entity_id.in_(keys)
    ).all()
    found = {(row.configuration_id, row.entity_id): row.value for row in rows}
    wanted = set(configured)
    for entity, originals in workspace.originals.items():
        changed: Any = entity
        of_wanted = vars(entity).get("configuration_id") in wanted
        if of_wanted and "value" in originals:
            found[changed.configuration_id, changed.entity_id] = changed.value
    return found


def _link_path(cls: type[Entity]) -> str | None:
    """Return the path to the link that tells what is above entities of *cls*."""
    if "link" in cls.__attributes__:
        return "link"
    # An asset inherits from what it is below.
    return "parent.link" if LEVELS.get(cls.__entity_type__) == "asset" else None


def _chain(entity: Entity) -> list[str]:
    """Return the key of *entity* and those of what is above it, nearest first."""
    path = _link_path(type(entity))
    linked: Any = entity
    if path is None:
        return [linked.id]
    link: list[LinkItem] = linked.link if path == "link" else linked.parent.link
    keys = [item.id for item in reversed(link)]
    return keys if path == "link" else [linked.id, *keys]


def _by_class(entities: Sequence[E]) -> list[list[E]]:
    found: dict[type[Entity], list[E]] = {}
    for entity in entities:
        found.setdefault(entity.__entity_class__, []).append(entity)
    return list(found.values())
