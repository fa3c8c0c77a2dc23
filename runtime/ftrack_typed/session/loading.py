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
from ..model.key_values import KeyValueMap, key_value_map
from .cohort import Cohort
from .paging import Asked

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from .workspace import Workspace

T = TypeVar("T")

CHUNK = 500
"""Entities named by one populating query."""

TOGETHER = 2000
"""Entities for which an attribute is loaded at once, unless the session says so."""

_AFTER_COMMIT = "The entity is new: the server fills this with the commit."
_NOT_THERE = "The server does not have the entity, or does not show it to this user."


def load(workspace: Workspace, entity: Entity, attribute: Attribute) -> object:
    """Return the value of *attribute*, which is not loaded, and keep it.

    It is loaded for the whole cohort of *entity*. Collections are handed out unloaded.
    A reference whose key is known and whose target is in the session costs no request.

    Raises:
        NotLoadedError: the server fills the attribute, and the entity is not there yet;
            or it is gone from the server; or the attribute is for criteria alone; or
            the session loads nothing lazily.
    """
    if not attribute.selectable:
        raise not_loaded(entity, attribute, "It is for criteria alone.")
    values = vars(entity)
    if attribute.to_many:
        values[attribute.name] = collection = _collection(workspace, entity, attribute)
        return collection
    if attribute.relation and attribute.key:
        if refer(workspace, entity, attribute):
            return values[attribute.name]
        key_name = type(entity).__by_wire__[attribute.key].name
        if key_name in workspace.originals.get(entity, ()):
            # The server knows of the former key alone.
            key = values[key_name]
            target = entity.__registry__[attribute.relation]
            values[attribute.name] = found = with_key(workspace, target, str(key))
            if found is None:
                reason = f"There is no {target.__entity_type__} {key!r}."
                raise not_loaded(entity, attribute, reason)
            return found
    if workspace.is_new(entity):
        if attribute.nullable and not attribute.read_only:
            return None
        raise not_loaded(entity, attribute, _AFTER_COMMIT)
    _load_for_cohort(workspace, entity, attribute, _projections_for(attribute, entity))
    if attribute.name not in values:
        raise not_loaded(entity, attribute, _NOT_THERE)
    return values[attribute.name]


def load_items(workspace: Workspace, entity: Entity, attribute: Attribute) -> None:
    """Load the content of the collection *attribute*, for the cohort of *entity*.

    Raises:
        NotLoadedError: as for :func:`load`.
    """
    collection = cast("EntityCollection[Any]", vars(entity)[attribute.name])
    if workspace.is_new(entity):
        if _is_filled_by_server(attribute):
            raise not_loaded(entity, attribute, _AFTER_COMMIT)
        collection.loaded([])
        return
    _load_for_cohort(workspace, entity, attribute, _projections_for(attribute, entity))
    if not collection.is_loaded:
        raise not_loaded(entity, attribute, _NOT_THERE)


def load_all(workspace: Workspace, entity: Entity) -> None:
    """Load every scalar and reference of *entity* that is not loaded, at once.

    What the first of them is missing from gets them all: whoever takes all values of
    one entity in a loop takes those of the next one, too.
    """
    missing = [
        attribute
        for name, attribute in type(entity).__attributes__.items()
        if name not in vars(entity) and attribute.selectable and not attribute.to_many
    ]
    if missing and not workspace.is_new(entity):
        paths = [Path.of(attribute.wire) for attribute in missing]
        _load_for_cohort(workspace, entity, missing[0], paths, whole=True)


def _load_for_cohort(
    workspace: Workspace,
    entity: Entity,
    attribute: Attribute,
    projections: Sequence[Path],
    *,
    whole: bool = False,
) -> None:
    # Scripts that fetch with the query what they read do without.
    from .cohort_loading import load_for_cohort

    load_for_cohort(workspace, entity, attribute, projections, whole=whole)


def cohort_of(entity: Entity) -> Cohort:
    """Return the cohort of *entity*, a new one if it has none."""
    cohort = entity.__cohort__
    if not isinstance(cohort, Cohort):
        # It was created here, and has not come with any reply.
        cohort = Cohort()
        cohort.take(entity)
    return cohort


def refer(workspace: Workspace, entity: Entity, attribute: Attribute) -> bool:
    """Set a reference whose key is loaded and whose target is known; say if it is."""
    values = vars(entity)
    key_name = type(entity).__by_wire__[attribute.key].name
    if key_name not in values:
        return False
    key = values[key_name]
    target = entity.__registry__[attribute.relation]
    found = None if key is None else workspace.known.find(target, key)
    if key is not None and found is None:
        return False
    values[attribute.name] = found
    return True


def populate(
    workspace: Workspace, entities: Iterable[Entity], projections: Sequence[Path]
) -> None:
    """Fetch *projections* of *entities*, a request for each type and 2000 entities.

    Entities that are not committed yet are left out; changes that are pending stay.
    """
    by_type: dict[type[Entity], list[Entity]] = {}
    for entity in entities:
        if not workspace.is_new(entity):
            by_type.setdefault(entity.__entity_class__, []).append(entity)
    for members in by_type.values():
        for chunk in chunks_of(members, TOGETHER):
            workspace.fetch_all(
                [
                    Asked(statement_for(part, projections), cohort_of(part[0]))
                    for part in chunks_of(chunk, CHUNK)
                ]
            )


def fetch_again(
    workspace: Workspace,
    entities: Sequence[Entity],
    attributes: Sequence[Attribute],
    cohort: Cohort,
) -> set[Entity]:
    """Fetch *attributes* of *entities* of one class; return those that are there.

    Args:
        workspace: whose entities they are.
        entities: at least one.
        attributes: references are fetched alone, of items what is stored with them.
        cohort: what the entities become members of.
    """
    cls = type(entities[0])
    projections = [
        Path.of(cls.__attributes__[name].wire) for name in cls.__primary_key__
    ]
    for attribute in attributes:
        if attribute.to_many:
            projections += _projections_for(attribute, entities[0])
        else:
            projections.append(Path.of(attribute.wire))
    chunks = chunks_of(entities, CHUNK)
    pages = workspace.fetch_all(
        [Asked(statement_for(chunk, projections), cohort) for chunk in chunks]
    )
    return {entity for found, _ in pages for entity in found}


def equals(name: str, value: str) -> Criterion:
    """Return the criterion that the attribute *name* is *value*."""
    return Comparison(Path.of(name), Operator.IS, value)


def statement_for(entities: Sequence[Entity], projections: Sequence[Path]) -> Statement:
    """Return the query for *projections* of *entities*, which are of one class."""
    cls = type(entities[0])
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
    """Return what to select for *attribute*: with it comes what is stored beside it.

    Whoever reads one scalar of an entity reads a second one, too, and a row is not
    fetched twice for that; what the server has to compute comes only when asked for.
    """
    own = Segment(attribute.wire)
    if attribute.relation:
        target = entity.__registry__[attribute.relation]
        names = {*_stored(target), *target.__default_projections__}
        if attribute.mapped:
            names |= {"key", "value"}
        return [Path((own, Segment(name))) for name in sorted(names)]
    loaded = vars(entity)
    wires = [
        wire
        for wire, name in _stored(type(entity)).items()
        if name not in loaded and name != attribute.name
    ]
    stored = wires if attribute.wire in _stored(type(entity)) else []
    return [Path((Segment(wire),)) for wire in (attribute.wire, *stored)]


def _stored(cls: type[Entity]) -> dict[str, str]:
    """Return wire and Python names of the scalars that the server stores with a row."""
    return {
        attribute.wire: name
        for name, attribute in cls.__attributes__.items()
        if not (attribute.relation or attribute.read_only or attribute.variable)
    }


def _is_filled_by_server(attribute: Attribute) -> bool:
    custom_attributes = attribute.mapped and not attribute.owner_type
    return attribute.read_only or custom_attributes


def not_loaded(entity: Entity, attribute: Attribute, reason: str) -> NotLoadedError:
    """Return the error for *attribute* of *entity*, which cannot be loaded."""
    return NotLoadedError(entity.__entity_type__, attribute.wire, reason)


def with_key(workspace: Workspace, cls: type[Entity], key: str) -> Entity | None:
    """Fetch the entity of *cls* that has *key*, none if it is not there."""
    found, _ = workspace.fetch(
        Statement(cls.__entity_type__, criterion=equals(cls.__primary_key__[0], key))
    )
    return found[0] if found else None


def _collection(workspace: Workspace, entity: Entity, attribute: Attribute) -> object:
    is_new = workspace.is_new(entity)
    known_to_be_empty = is_new and not _is_filled_by_server(attribute)
    items: list[Entity] | None = [] if known_to_be_empty else None
    made: EntityCollection[Any] | KeyValueMap[Any]
    if attribute.mapped:
        made = key_value_map(entity, attribute, items)
    else:
        made = EntityCollection(entity, attribute, items)
        workspace.known.followed.add(attribute.key)
    if is_new:
        workspace.edited(made)
    return made


def chunks_of(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield *items* in runs of *size*."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
