"""Creating entities.

What is to be done with values of one class depends on their names alone, and is worked
out once for each set of names: scripts create entities in loops.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from ..model.attributes import NewId
from ..model.entity import Entity, attribute_of, unknown_attribute
from ..model.owner import NOT_LOADED, Given
from ..model.partial import partial_class, setter_of_values
from ..model.references import (
    Standing,
    reference_on,
    references_on,
    standing_of,
)
from .assignment import tell_collections
from .new_keys import new_key

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from .identity_map import IdentityMap, Key
    from .workspace import Workspace

_new = object.__new__
_set_session = Entity.__dict__["__session__"].__set__
_set_cohort = Entity.__dict__["__cohort__"].__set__


def values_by_name(
    cls: type[Entity], args: Sequence[object], kwargs: Mapping[str, object]
) -> dict[str, object]:
    """Return *kwargs* and the mappings of wire names in *args* as one.

    Raises:
        KeyError: *cls* has no attribute of such a wire name.
        TypeError: an argument is no mapping.
    """
    values = dict(kwargs)
    for data in args:
        if not isinstance(data, Mapping):
            raise TypeError(
                f"{cls.__entity_type__} takes its values as keywords or as one "
                f"mapping of wire names, not {data!r}."
            )
        for name, value in cast("Mapping[str, object]", data).items():
            values[attribute_of(cls, name).name] = value
    return values


def create(
    workspace: Workspace, cls: type[Entity], values: Mapping[str, object]
) -> Entity:
    """Return a new entity of *cls* with *values* by Python name.

    Raises:
        AttributeError: *cls* has no attribute of such a name.
        ReadOnlyError: the server computes the attribute.
        TypeError: a reference is given no entity of its type, or a part of the key is
            missing that is not made here.
    """
    alike = (cls, *values)
    creation = _CREATIONS.get(alike)
    if creation is None:
        creation = _CREATIONS[alike] = _Creation(cls, values)
    held: dict[str, Any] = {**creation.template, **values}
    for name in creation.minted:
        held[name] = new_key()
    if creation.borrowed or creation.needed:
        creation.complete_key(held)
    later = {name: held.pop(name) for name in creation.rest} if creation.rest else None
    entity = _new(creation.partial)
    _set_session(entity, workspace)
    _set_cohort(entity, None)
    creation.adopt(entity, held)
    unit, known = workspace.unit, workspace.known
    # The usual is looked at here, as a call takes as long again.
    fast = not unit.has_deleted
    for each in creation.references:
        value = held[each.name]
        if fast and type(value) in each.fitting and value.__session__ is workspace:
            held[each.key] = str(value.__dict__[each.target_key])
        else:
            held[each.key] = each.key_of(entity, value, unit.has_deleted)
    unit.create(entity, creation.noted, creation.key_of(held))
    if known.followed and not known.followed.isdisjoint(creation.keys):
        creation.tell_collections(known, entity, held)
    if later or workspace.watchers:
        creation.assign(workspace, entity, later or {})
    return entity


class _Creation:
    """What to do with values of one class that have the same names.

    Attributes:
        cls: the class.
        key: names of the primary key's parts.
        partial: the partial class of the entities.
        adopt: makes a dict the ``__dict__`` of an entity.
        template: what an entity holds, defaults where nothing is given.
        minted: attributes whose default is a new key.
        needed: parts of the primary key that have no such default.
        borrowed: parts of the primary key, with given references that stand on them.
        references: given references, as they stand on keys.
        keys: wire name to name of the keys of what is referred to.
        rest: what is assigned when the entity is there; collections come last.
        told: what watchers are told of.
        noted: what is pending of an entity, as the unit of work has it.
    """

    def __init__(self, cls: type[Entity], values: Mapping[str, object]) -> None:
        for name in values:
            if name not in cls.__attributes__:
                raise unknown_attribute(cls, name)
        self.cls = cls
        defaults = _defaults(cls, values)
        self.minted = [
            name for name, value in defaults.items() if isinstance(value, NewId)
        ]
        self.needed = [name for name in cls.__primary_key__ if name not in self.minted]
        given = {**defaults, **values}
        self.borrowed = _borrowed(cls, given)
        self.references: list[Standing] = []
        self.keys: dict[str, str] = {}
        self.rest: list[str] = []
        noted: list[str] = []
        for name in given:
            attribute = cls.__attributes__[name]
            standing = references_on(cls, attribute.key or attribute.wire)
            if name in cls.__primary_key__:
                continue
            if name in cls.__plain__:
                noted.append(name)
            elif _is_alone(cls, attribute, given):
                noted.append(name)
                if attribute.relation:
                    reference = standing_of(cls, attribute)
                    self.references.append(reference)
                    self.keys[reference.wire] = reference.key
                    noted.append(reference.key)
                else:
                    self.keys[attribute.wire] = name
                # A reply must not bring back what else stands on the key.
                noted += [each.name for each in standing]
            else:
                self.rest.append(name)
        own = {*cls.__primary_key__, *self.rest}
        self.told = [name for name in given if name not in own]
        self.rest.sort(key=lambda name: cls.__attributes__[name].to_many)
        self.noted = Given(
            {name: NOT_LOADED for name in noted if name not in cls.__primary_key__}
        )
        held = {*given, *self.keys.values()}.difference(self.rest)
        # Made in its full size: a dict that grows is copied again and again.
        self.template: dict[str, Any] = dict.fromkeys(held | {*self.rest})
        self.template.update(defaults)
        self.key = cls.__primary_key__
        self.partial = partial_class(cls, held)
        self.adopt = setter_of_values(self.partial)

    def key_of(self, held: Mapping[str, object]) -> Key:
        """Return the primary key of an entity that has *held*."""
        if len(self.key) == 1:
            return str(held[self.key[0]])
        return tuple([str(held[name]) for name in self.key])

    def complete_key(self, held: dict[str, Any]) -> None:
        """Take parts of the primary key that are not made here from references."""
        for name, reference in self.borrowed:
            target = held[reference]
            if held.get(name) is None and isinstance(target, Entity):
                held[name] = target.__key__[0]
        for name in self.needed:
            if held.get(name) is None:
                raise TypeError(
                    f"A new {self.cls.__entity_type__} needs its whole key "
                    f"({', '.join(self.cls.__primary_key__)}): give {name}."
                )

    def tell_collections(
        self, known: IdentityMap, entity: Entity, held: Mapping[str, object]
    ) -> None:
        """Tell those that *entity* refers to and whose collections follow it."""
        for wire, name in self.keys.items():
            key = held[name]
            if wire in known.followed and isinstance(key, str):
                tell_collections(known, key, wire, entity)

    def assign(
        self, workspace: Workspace, entity: Entity, later: Mapping[str, object]
    ) -> None:
        """Tell watchers of what is assigned, and assign what is not."""
        try:
            if workspace.watchers:
                for name in self.told:
                    workspace.tell_watchers(entity, name)
            for name, value in later.items():
                setattr(entity, name, value)
        except BaseException:
            workspace.unit.delete(entity)
            raise


_CREATIONS: dict[tuple[object, ...], _Creation] = {}
"""What to do, by class and names of values, worked out once."""


def _is_alone(
    cls: type[Entity], attribute: Attribute, given: Mapping[str, object]
) -> bool:
    """Whether *attribute* can be set with its key, or the key without a reference.

    It cannot if something else that is *given* has a say in that key.
    """
    if attribute.read_only or attribute.to_many:
        return False
    if attribute.relation and not attribute.key:
        return False
    key = attribute.key or attribute.wire
    standing = {each.name for each in references_on(cls, key)}
    if attribute.relation:
        standing.add(cls.__by_wire__[key].name)
    return not any(name in given for name in standing - {attribute.name})


def _borrowed(cls: type[Entity], given: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the parts of the key that given references stand for, with those."""
    found: list[tuple[str, str]] = []
    for name in cls.__primary_key__:
        reference = reference_on(cls, cls.__attributes__[name].wire)
        if reference is not None and reference.name in given:
            found.append((name, reference.name))
    return found


def _defaults(cls: type[Entity], given: Mapping[str, object]) -> dict[str, object]:
    """Return the schema's defaults for the attributes that are not *given*.

    The default of a key attribute gives way to the reference that stands on it.
    """
    return {
        attribute.name: attribute.default
        for attribute in cls.__attributes__.values()
        if attribute.default is not ...
        and attribute.name not in given
        and not any(each.name in given for each in references_on(cls, attribute.wire))
    }
