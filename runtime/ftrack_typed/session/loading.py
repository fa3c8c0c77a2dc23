"""Fetching what entities lack: attributes on first touch, collections, populate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..errors import NotLoadedError
from ..language.nodes import (
    Comparison,
    Criterion,
    Membership,
    Operator,
    Or,
    Path,
    Segment,
    Statement,
)
from ..model.collections import EntityCollection
from ..model.expressions import conjunction
from ..model.key_values import KeyValueMap

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from .workspace import Workspace

T = TypeVar("T")

CHUNK = 500
"""Entities named by one populating query."""

_AFTER_COMMIT = "The entity is new: the server fills this with the commit."
_NOT_THERE = "The server does not have the entity, or does not show it to this user."


def load(workspace: Workspace, entity: Entity, attribute: Attribute) -> object:
    """Return the value of *attribute*, which is not loaded, and keep it.

    Collections are handed out unloaded. A reference whose key is known and whose
    target is in the session costs no request.

    Raises:
        NotLoadedError: the server fills the attribute, and the entity is not there yet;
            or it is gone from the server; or the attribute is for criteria alone.
    """
    if not attribute.selectable:
        raise _not_loaded(entity, attribute, "It is for criteria alone.")
    values = vars(entity)
    if attribute.to_many:
        values[attribute.name] = collection = _collection(workspace, entity, attribute)
        return collection
    if attribute.relation and attribute.key:
        key_name = type(entity).__by_wire__[attribute.key].name
        if key_name in values:
            target = entity.__registry__[attribute.relation]
            key = values[key_name]
            found = None if key is None else workspace.known.find(target, key)
            pending = key_name in workspace.originals.get(entity, ())
            if key is not None and found is None and pending:
                # The server knows of the former key alone.
                found = _with_key(workspace, target, str(key))
                if found is None:
                    reason = f"There is no {target.__entity_type__} {key!r}."
                    raise _not_loaded(entity, attribute, reason)
            if key is None or found is not None:
                values[attribute.name] = found
                return found
    if workspace.is_new(entity):
        if attribute.nullable and not attribute.read_only:
            return None
        raise _not_loaded(entity, attribute, _AFTER_COMMIT)
    _fetch(workspace, entity, _projections_for(attribute, entity))
    if attribute.name not in values:
        raise _not_loaded(entity, attribute, _NOT_THERE)
    return values[attribute.name]


def load_all(workspace: Workspace, entity: Entity) -> None:
    """Load every scalar and reference of *entity* that is not loaded, at once."""
    missing = [
        attribute
        for name, attribute in type(entity).__attributes__.items()
        if name not in vars(entity) and attribute.selectable and not attribute.to_many
    ]
    if missing and not workspace.is_new(entity):
        _fetch(workspace, entity, [Path.of(attribute.wire) for attribute in missing])


def fetch_items(
    workspace: Workspace, entity: Entity, attribute: Attribute
) -> list[Entity]:
    """Return the items of a collection as the server has them now.

    Raises:
        NotLoadedError: the server fills the collection, and the entity is not there
            yet; or the entity is gone from the server.
    """
    if workspace.is_new(entity):
        if _is_filled_by_server(attribute):
            raise _not_loaded(entity, attribute, _AFTER_COMMIT)
        return []
    projections = _projections_for(attribute, entity)
    records = workspace.records(_statement(entity, [entity], projections))
    if not records:
        raise _not_loaded(entity, attribute, _NOT_THERE)
    items = cast("list[dict[str, Any]]", records[0][attribute.wire])
    return workspace.decoded(items)


def populate(
    workspace: Workspace, entities: Iterable[Entity], projections: Sequence[Path]
) -> None:
    """Fetch *projections* of *entities*, a query for each type and 500 entities.

    Entities that are not committed yet are left out; changes that are pending stay.
    """
    by_type: dict[type[Entity], list[Entity]] = {}
    for entity in entities:
        if not workspace.is_new(entity):
            by_type.setdefault(entity.__entity_class__, []).append(entity)
    for members in by_type.values():
        for chunk in _chunks(members, CHUNK):
            workspace.fetch(_statement(chunk[0], chunk, projections))


def equals(name: str, value: str) -> Criterion:
    """Return the criterion that the attribute *name* is *value*."""
    return Comparison(Path.of(name), Operator.IS, value)


def _fetch(workspace: Workspace, entity: Entity, projections: Sequence[Path]) -> None:
    workspace.fetch(_statement(entity, [entity], projections))


def _statement(
    sample: Entity, entities: Sequence[Entity], projections: Sequence[Path]
) -> Statement:
    cls = type(sample)
    names = [cls.__attributes__[name].wire for name in cls.__primary_key__]
    criterion: Criterion
    if len(names) == 1:
        keys = tuple(entity.__key__[0] for entity in entities)
        criterion = (
            equals(names[0], keys[0])
            if len(keys) == 1
            else Membership(Path.of(names[0]), keys)
        )
    else:
        alternatives = [_has_key(names, entity) for entity in entities]
        criterion = (
            alternatives[0] if len(alternatives) == 1 else Or(tuple(alternatives))
        )
    return Statement(cls.__entity_type__, tuple(projections), criterion)


def _has_key(names: Sequence[str], entity: Entity) -> Criterion:
    parts = [
        equals(name, value) for name, value in zip(names, entity.__key__, strict=True)
    ]
    criterion = conjunction(parts)
    assert criterion is not None
    return criterion


def _projections_for(attribute: Attribute, entity: Entity) -> list[Path]:
    """Return what to select for *attribute*: of a relation, what its target shows."""
    if not attribute.relation:
        return [Path.of(attribute.wire)]
    target = entity.__registry__[attribute.relation]
    names = list(target.__default_projections__)
    if attribute.mapped:
        names += [name for name in ("key", "value") if name not in names]
    own = Segment(attribute.wire)
    return [Path((own, Segment(name))) for name in names]


def _is_filled_by_server(attribute: Attribute) -> bool:
    custom_attributes = attribute.mapped and not attribute.owner_type
    return attribute.read_only or custom_attributes


def _not_loaded(entity: Entity, attribute: Attribute, reason: str) -> NotLoadedError:
    return NotLoadedError(entity.__entity_type__, attribute.wire, reason)


def _with_key(workspace: Workspace, cls: type[Entity], key: str) -> Entity | None:
    found, _ = workspace.fetch(
        Statement(cls.__entity_type__, criterion=equals(cls.__primary_key__[0], key))
    )
    return found[0] if found else None


def _collection(workspace: Workspace, entity: Entity, attribute: Attribute) -> object:
    known_to_be_empty = workspace.is_new(entity) and not _is_filled_by_server(attribute)
    items: list[Entity] | None = [] if known_to_be_empty else None
    if attribute.mapped:
        return KeyValueMap[Any](entity, attribute, items)
    return EntityCollection(entity, attribute, items)


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
