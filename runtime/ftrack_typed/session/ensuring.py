"""Finding an entity by what tells it apart, or creating it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from typing import Any, Generic, TypeVar, cast

import attrs

from ..errors import MultipleResultsError
from ..language.nodes import Criterion, Statement
from ..model.collections import is_collection
from ..model.entity import Entity, unknown_attribute
from ..model.expressions import Expression, RelationPath, expression_of
from ..model.key_values import is_key_value_map
from ..wire import decode_datetime, encode_datetime
from .query import Query
from .results import Projection, paths
from .workspace import Workspace

E = TypeVar("E", bound=Entity)


@attrs.frozen
class Ensured(Generic[E]):
    """What :meth:`Session.ensure` came to; a commit sends it.

    Attributes:
        entity: the entity.
        created: whether it is a new one.
        changed: wire names of the attributes of one that was there, which had other
            values.
    """

    entity: E
    created: bool
    changed: tuple[str, ...] = ()


def ensure(
    workspace: Workspace,
    cls: type[Entity],
    identifying: Projection | Iterable[Projection],
    values: Mapping[str, object],
) -> Ensured[Any]:
    """Find the entity with identifying values and give it the rest, or create it.

    Args:
        workspace: the session's machinery.
        cls: an entity class.
        identifying: the attributes that tell the entity apart.
        values: all values by Python name.

    Raises:
        MultipleResultsError: several entities have these values.
        ValueError: an identifying attribute is given no value, or is none of the
            type's own.
        ReadOnlyError: a value differs and cannot be changed.
    """
    names = _names(cls, identifying)
    missing = [name for name in names if name not in values]
    if missing:
        raise ValueError(
            f"{cls.__entity_type__} is to be told apart by {', '.join(names)}, but no "
            f"value is given for {', '.join(missing)}."
        )
    rest = {name: value for name, value in values.items() if name not in names}
    found = find(workspace, cls, {name: values[name] for name in names}, rest)
    if found is None:
        return Ensured(workspace.create_entity(cls, values), created=True)
    return Ensured(found, created=False, changed=_update(found, rest))


def find(
    workspace: Workspace,
    cls: type[Entity],
    values: Mapping[str, object],
    wanted: Iterable[str] = (),
) -> Entity | None:
    """Return the entity of *cls* that has *values*, as the session will leave it.

    Args:
        workspace: the session's machinery.
        cls: an entity class.
        values: Python names of attributes to what they are.
        wanted: Python names of attributes to fetch with it.

    Raises:
        MultipleResultsError: there are several.
    """
    pending = [
        entity
        for entity in workspace.originals
        if isinstance(entity, cls)
        and not workspace.is_deleted(entity)
        and _has(entity, values)
    ]
    query = Query[Any](workspace, Statement(cls.__entity_type__)).where(
        *(_criterion(cls, name, value) for name, value in values.items())
    )
    if len(pending) > 1:
        raise MultipleResultsError(str(query))
    refers_to_new = any(
        isinstance(value, Entity) and workspace.is_new(value)
        for value in values.values()
    )
    if pending or refers_to_new:
        # What is not on the server has nothing there that refers to it.
        return pending[0] if pending else None
    projected = [
        cls.__attributes__[name].wire
        for name in wanted
        if not cls.__attributes__[name].to_many
    ]
    if projected:
        query = query.select(*cls.__default_projections__, *projected)
    # What the session takes away may come before what is there.
    matching = (
        entity
        for entity in (query if workspace.originals else query[:2])
        if not workspace.is_deleted(entity) and _may_have(entity, values)
    )
    found = list(islice(matching, 2))
    if len(found) > 1:
        raise MultipleResultsError(str(query))
    return found[0] if found else None


def _names(
    cls: type[Entity], identifying: Projection | Iterable[Projection]
) -> list[str]:
    several = (
        (identifying,)
        if isinstance(identifying, (str, Expression, RelationPath))
        else tuple(cast("Iterable[Projection]", identifying))
    )
    names: list[str] = []
    for path in paths(several):
        wire = path.segments[0].name
        attribute = cls.__by_wire__.get(wire)
        if len(path.segments) > 1 or attribute is None or attribute.to_many:
            raise ValueError(
                f"{cls.__entity_type__} cannot be told apart by {path}: an attribute "
                "or a reference of its own is needed."
            )
        names.append(attribute.name)
    if not names:
        raise ValueError(f"Say what tells a {cls.__entity_type__} apart.")
    return names


def _criterion(cls: type[Entity], name: str, value: object) -> Criterion:
    attribute = cls.__attributes__.get(name)
    if attribute is None:
        raise unknown_attribute(cls, name)
    expression: Any = expression_of(attribute, (), cls.__registry__)
    criterion: Criterion = expression == value
    return criterion


def _has(entity: Entity, values: Mapping[str, object]) -> bool:
    """Whether *entity* is known to have *values*."""
    return all(_known(entity, name) == _key(value) for name, value in values.items())


def _may_have(entity: Entity, values: Mapping[str, object]) -> bool:
    """Whether no pending change of *entity*, which had *values*, took them away."""
    changed = entity.__session__.originals.get(entity)
    return not changed or all(
        name not in changed or _known(entity, name) == _key(value)
        for name, value in values.items()
    )


def _known(entity: Entity, name: str) -> object:
    cls = type(entity)
    attribute = cls.__attributes__[name]
    if attribute.relation and attribute.key:
        return vars(entity).get(cls.__by_wire__[attribute.key].name)
    return _key(vars(entity).get(name))


def _key(value: object) -> object:
    """Return what can be compared: a key for an entity, a moment in whole seconds."""
    if isinstance(value, Entity):
        return value.__key__[0]
    if isinstance(value, date):
        return decode_datetime(encode_datetime(value)["value"])
    return value


def _update(entity: Entity, values: Mapping[str, object]) -> tuple[str, ...]:
    """Assign what differs and return its wire names."""
    changed: list[str] = []
    for name, value in values.items():
        held: object = getattr(entity, name)
        if is_collection(held):
            same = set(held) == set(cast("Iterable[Entity]", value))
        elif is_key_value_map(held):
            wanted = cast("Mapping[str, object]", value)
            same = all(held.get(key) == item for key, item in wanted.items())
        else:
            same = _key(held) == _key(value)
        if not same:
            setattr(entity, name, value)
            changed.append(type(entity).__attributes__[name].wire)
    return tuple(changed)
