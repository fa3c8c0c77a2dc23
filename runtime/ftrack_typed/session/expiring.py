"""Reading again what may have changed on the server: refresh, expire, and events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeGuard, cast

from ..model.collections import is_collection
from ..model.entity import Entity
from ..model.key_values import is_key_value_map
from ..model.partial import unload
from .changes import EntityKey
from .cohort import Cohort
from .loading import fetch_again
from .recording import reference_to

if TYPE_CHECKING:
    from .workspace import Workspace

_LEGACY_TYPES: Mapping[str, str] = {
    "asset": "Asset",
    "assetversion": "AssetVersion",
    "component": "Component",
    "list": "List",
    "show": "Project",
    "task": "TypedContext",
    "user": "User",
}
"""The names that events give to entity types, to types that have the same keys."""


def expire(workspace: Workspace, entities: Iterable[Entity]) -> None:
    """Take away what is loaded of *entities*, and drop them from the cache.

    Keys, and changes that are not committed, stay. New entities stay as they are.
    """
    workspace.thread.check()
    known = [entity for entity in entities if not workspace.is_new(entity)]
    for entity in known:
        _unload(workspace, entity)
    workspace.forget([reference_to(entity) for entity in known])


def expire_type(workspace: Workspace, cls: type[Entity] | None) -> None:
    """Expire all entities of *cls*, or all there are, those in the cache included."""
    workspace.thread.check()
    wanted = Entity if cls is None else cls
    for entity in workspace.known:
        if isinstance(entity, wanted) and not workspace.is_new(entity):
            _unload(workspace, entity)
    workspace.forget_type(cls)


def refresh(workspace: Workspace, entities: Iterable[Entity]) -> None:
    """Read again what is loaded of *entities*; changes that are pending stay.

    Those that the server no longer has are expired.
    """
    alike: dict[tuple[type[Entity], tuple[str, ...], object], list[Entity]] = {}
    for entity in entities:
        if not workspace.is_new(entity):
            place = entity.__entity_class__, tuple(_loaded(entity)), entity.__cohort__
            alike.setdefault(place, []).append(entity)
    for (cls, names, cohort), members in alike.items():
        attributes = [cls.__attributes__[name] for name in names]
        found = fetch_again(
            workspace,
            members,
            attributes,
            cohort if isinstance(cohort, Cohort) else Cohort(),
        )
        expire(workspace, [each for each in members if each not in found])


def expire_changed(
    workspace: Workspace, items: Iterable[Mapping[str, object]]
) -> list[Entity]:
    """Expire what *items* of an ``ftrack.update`` event name; return what is known.

    So are the collections of those that an entity came to or left. It may be in the
    cache and not known, so that it is dropped from there by its key.
    """
    expired: dict[Entity, None] = {}
    owners: dict[Entity, None] = {}
    named: list[EntityKey] = []
    for item in items:
        parts = key_in(item)
        if not parts:
            continue
        known = workspace.known.with_key(parts[0] if len(parts) == 1 else parts)
        cls = _class(workspace, item)
        if cls is not None:
            known = [each for each in known if each.__identity__ == cls.__identity__]
            names = cls.__primary_key__
            if len(names) == len(parts):
                wires = [cls.__attributes__[name].wire for name in names]
                pairs = tuple(zip(wires, parts, strict=True))
                named.append(EntityKey(cls.__entity_type__, pairs))
        expired.update(dict.fromkeys(known))
        owners.update(dict.fromkeys(_owners(workspace, item, parts)))
    expire(workspace, expired)
    workspace.forget(named)
    for owner in owners:
        _expire_collections(owner)
    return list(expired)


def items_of(event: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Yield what an ``ftrack.update`` *event* tells of each entity, others nothing."""
    data = event.get("data") if event.get("topic") == "ftrack.update" else None
    if _is_mapping(data):
        items = data.get("entities")
        for item in cast("list[object]", items) if isinstance(items, list) else ():
            if _is_mapping(item):
                yield item


def key_in(item: Mapping[str, object]) -> tuple[str, ...]:
    """Return the parts of the key that *item* names, nothing if it names none."""
    found = item.get("entityId")
    parts = cast("list[object]", found) if isinstance(found, list) else [found]
    texts = tuple(part for part in parts if isinstance(part, str))
    return texts if len(texts) == len(parts) else ()


def _is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether *value* is an object of JSON."""
    return isinstance(value, Mapping)


def _class(workspace: Workspace, item: Mapping[str, object]) -> type[Entity] | None:
    legacy = str(item.get("entityType", "")).lower()
    for name in (item.get("entity_type"), _LEGACY_TYPES.get(legacy)):
        if isinstance(name, str) and name in workspace.registry:
            return workspace.registry[name]
    return None


def _owners(
    workspace: Workspace, item: Mapping[str, object], parts: tuple[str, ...]
) -> Iterator[Entity]:
    """Yield what is known of those that the entity belongs to, or belonged to.

    Some are part of its key: metadata have that of the entity that they are of.
    """
    changes = item.get("changes")
    keys = [item.get("parentId")]
    if len(parts) > 1:
        keys += parts
    for change in changes.values() if _is_mapping(changes) else ():
        if _is_mapping(change):
            keys += [change.get("old"), change.get("new")]
    for key in {key for key in keys if isinstance(key, str)}:
        yield from workspace.known.with_key(key)


def _loaded(entity: Entity) -> list[str]:
    """Return the names of what is loaded of *entity* besides its key."""
    cls = type(entity)
    names: list[str] = []
    for name, value in vars(entity).items():
        if name in cls.__primary_key__ or name not in cls.__attributes__:
            continue
        if not (is_collection(value) or is_key_value_map(value)) or value.is_loaded:
            names.append(name)
    return sorted(names)


def _unload(workspace: Workspace, entity: Entity) -> None:
    changed = workspace.originals.get(entity, ())
    attributes = type(entity).__attributes__
    names = [
        name
        for name in _loaded(entity)
        if name not in changed and not attributes[name].to_many
    ]
    _expire_places(workspace, entity, names)
    unload(entity, *names)
    _expire_collections(entity)
    if isinstance(entity.__cohort__, Cohort):
        entity.__cohort__.search_again()


def _expire_places(workspace: Workspace, entity: Entity, names: Iterable[str]) -> None:
    """Expire the collections that *entity* is in by one of its attributes *names*."""
    attributes, values = type(entity).__attributes__, vars(entity)
    for name in names:
        key = values[name]
        if name in type(entity).__plain__ or not isinstance(key, str):
            continue
        for owner in workspace.known.with_key(key):
            for held in vars(owner).values():
                if is_collection(held) and held.attribute.key == attributes[name].wire:
                    held.expire()


def _expire_collections(entity: Entity) -> None:
    for value in vars(entity).values():
        if is_collection(value) or is_key_value_map(value):
            value.expire()
