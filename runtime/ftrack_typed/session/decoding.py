"""Records of a reply become entities.

A copy of the record, whose keys are the texts that programs hold, *becomes* the
entity's ``__dict__``, after its references, collections and dates have been replaced in
place; no constructor runs. What has to be replaced depends on the record's shape (its
type and its keys), and is worked out once for each shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from sys import intern
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from ..model.collections import EntityCollection
from ..model.entity import Entity
from ..model.key_values import KeyValueMap, key_value_map
from ..model.partial import partial_class, setter_of_values
from ..wire import decode_datetime, decode_value
from .cohort import Cohort
from .identity_map import IdentityMap, Key

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.owner import Changes, Owner
    from ..model.registry import Registry
    from ..transport import Result

T = TypeVar("T")
Record: TypeAlias = "dict[str, Any]"


_new = object.__new__
_set_session = Entity.__dict__["__session__"].__set__
_set_cohort = Entity.__dict__["__cohort__"].__set__

_NAMES_AN_ENTITY = 2
"""Length of a record that holds a type and a key of one part, and nothing else."""


class Shape:
    """What to do with records of one type that have the same keys.

    Attributes:
        cls: the partial class of the entities.
        adopt: makes a dict the ``__dict__`` of an entity.
        family: the identity map's entities of that class's family.
        key: the key attribute's wire name, or empty for a composite key.
        keys: the key attributes' wire names.
        bare: whether the record names its entity and tells nothing of it.
        references: wire names of references.
        template: a dict with the record's keys, as programs hold them.
        dates: wire names of date-times.
        plain: whether there is nothing to replace but references and dates.
        ready: whether there is nothing to replace at all.
        collections: wire names of collections, with the attribute.
        variables: wire names of values of any kind.
        links: wire names of ways to the entity.
        renamed: wire names that differ from the Python name, with that.
    """

    __slots__ = (
        "adopt",
        "bare",
        "cls",
        "collections",
        "dates",
        "family",
        "key",
        "keys",
        "links",
        "plain",
        "ready",
        "references",
        "renamed",
        "template",
        "variables",
    )

    def __init__(self, cls: type[Entity], record: Record, known: IdentityMap) -> None:
        attributes = cls.__by_wire__
        self.cls: type[Entity] = partial_class(
            cls, [attributes[name].name for name in record if name in attributes]
        )
        self.adopt: Callable[[Entity, dict[str, Any]], None] = setter_of_values(
            self.cls
        )
        self.family: dict[Key, Entity] = known.families[cls.__identity__]
        wire = cls.__attributes__
        self.keys: tuple[str, ...] = tuple(
            wire[name].wire for name in cls.__primary_key__
        )
        self.key: str = self.keys[0] if len(self.keys) == 1 else ""
        self.bare: bool = len(record) == len(self.keys) + 1
        self.template: Record = {intern(name): None for name in record}
        self.dates: list[str] = []
        self.references: list[str] = []
        self.collections: list[tuple[str, Attribute]] = []
        self.variables: list[str] = []
        self.links: list[str] = []
        self.renamed: list[tuple[str, str]] = []
        for name in record:
            attribute = attributes.get(name)
            if attribute is None:
                continue
            if attribute.to_many:
                self.collections.append((name, attribute))
                known.followed.add(attribute.key)
            elif attribute.relation:
                self.references.append(name)
            elif attribute.temporal:
                self.dates.append(name)
            elif attribute.variable:
                self.variables.append(name)
            elif attribute.linked:
                self.links.append(name)
            if attribute.name != name:
                self.renamed.append((name, attribute.name))
        self.plain: bool = not (
            self.collections or self.variables or self.links or self.renamed
        )
        self.ready: bool = self.plain and not (self.references or self.dates)


def _drained(items: list[T]) -> Iterable[T]:
    """Return *items* one by one, which are then held by the list no longer."""
    items.reverse()
    return map(items.pop, repeat(-1, len(items)))


def _key_of_several_parts(record: Record, names: Sequence[str]) -> Key:
    return tuple([str(record[name]) for name in names])


class Decoder:
    """Turns records into entities of one session, each entity into one object.

    Args:
        owner: the session.
        registry: the entity classes.
        known: the session's identity map.
        originals: what changed attributes of an entity were before they changed; a
            record never overwrites a change that is not committed.
    """

    def __init__(
        self,
        owner: Owner,
        registry: Registry,
        known: IdentityMap,
        originals: Changes,
    ) -> None:
        self._owner = owner
        self._registry = registry
        self._known = known
        self._originals = originals
        self._cohort = Cohort()
        self._shapes: dict[tuple[str, ...], Shape] = {}
        # The shape met last among those of one type and number of keys. Records of one
        # reply seldom differ more, and to name all keys of each takes longer.
        self._likely: dict[tuple[str, int], Shape] = {}
        # Entity type to its family, for types whose key is "id".
        self._families: dict[str, dict[Key, Entity]] = {}

    def use(self, registry: Registry) -> None:
        """Make entities of the classes in *registry* from now on."""
        self._registry = registry
        self._shapes.clear()
        self._likely.clear()

    def entities(self, records: list[Record], cohort: Cohort) -> list[Entity]:
        """Return the entities that *records* describe, merged with what is known.

        They all, and what they refer to, become members of *cohort*; *records* is empty
        afterwards. To let go of each record at once, while it is in the processor's
        cache, takes a tenth off the time of all.
        """
        self._cohort = cohort
        return self._entities(_drained(records))

    def written(
        self, entities: Sequence[Entity], results: list[Result], cohort: Cohort
    ) -> list[Entity]:
        """Merge what the server says of entities that were just written.

        Args:
            entities: the entities, each of which is known.
            results: the result for each, without a record if it was deleted, or none
                at all; empty afterwards.
            cohort: what they become members of.

        Returns:
            The entities of which there is a record.
        """
        self._cohort = cohort
        told: list[Entity] = []
        kind: object = None
        names: tuple[str, ...] = ()
        shape: Shape | None = None
        simple = False
        dates: Sequence[str] = ()
        # One pass: to come back to thousands of objects costs as much as what is done.
        for entity, result in zip(entities, _drained(results), strict=False):
            if not isinstance(result, dict):
                continue
            record = cast("Record", result.get("data"))
            if record.__class__ is not dict:
                continue
            told.append(entity)
            if (
                shape is None
                or entity.__entity_class__ is not kind
                or (*record,) != names
            ):
                kind, names = entity.__entity_class__, (*record,)
                # Which entity it is is known, and a server may well leave it out.
                record["__entity_type__"] = entity.__entity_type__
                shape = self._shape(record)
                simple = shape.plain and not (shape.references or self._originals)
                dates = shape.dates
            _set_cohort(entity, cohort)
            if simple:
                for name in dates:
                    value = record[name]
                    if value.__class__ is dict:
                        record[name] = decode_datetime(value["value"])
                vars(entity).update(record)
            else:
                self._merge(entity, record, shape)
        cohort.members.extend(told)
        return told

    def _entities(self, records: Iterable[Record]) -> list[Entity]:
        likely, owner, cohort = self._likely, self._owner, self._cohort
        join = cohort.members.append
        found: list[Entity] = []
        shape: Shape | None = None
        before, length = "", 0
        for record in records:
            size = len(record)
            if size != length or record["__entity_type__"] != before:
                before, length = record["__entity_type__"], size
                shape = likely.get((before, size))
            if shape is None:
                shape = self._shape(record)
            key: Any = shape.key
            key = record[key] if key else _key_of_several_parts(record, shape.keys)
            entity = shape.family.get(key)
            if entity is None:
                # An attribute is read four times faster from a dict whose keys are the
                # very texts that programs hold, which those of orjson are not.
                values = shape.template | record
                if len(values) != size:
                    # Another shape of the same type and size.
                    shape = self._shape(record)
                    values = shape.template | record
                entity = _new(shape.cls)
                _set_session(entity, owner)
                _set_cohort(entity, cohort)
                join(entity)
                shape.adopt(entity, values)
                shape.family[key] = entity
                if not shape.ready:
                    self._convert(entity, values, shape)
            else:
                if entity.__cohort__ is not cohort:
                    cohort.take(entity)
                if not shape.bare:
                    self._merge(entity, record, self._shape(record))
            found.append(entity)
        return found

    def _shape(self, record: Record) -> Shape:
        entity_type: str = record["__entity_type__"]
        names = (entity_type, *record)
        shape = self._shapes.get(names)
        if shape is None:
            shape = Shape(self._registry[entity_type], record, self._known)
            self._shapes[names] = shape
            if shape.key == "id":
                self._families[entity_type] = shape.family
        self._likely[entity_type, len(record)] = shape
        return shape

    def _merge(self, entity: Entity, record: Record, shape: Shape) -> None:
        if not shape.ready:
            self._convert(entity, record, shape)
        values = vars(entity)
        if not self._originals.get(entity):
            values.update(record)
            return
        originals = self._originals.of(entity)
        for name, value in record.items():
            if name in originals:
                originals[name] = value
            else:
                values[name] = value

    def _convert(self, entity: Entity, record: Record, shape: Shape) -> None:
        # What is no longer as the decoder made it was replaced on the way: a record may
        # hold its own entity again, further down.
        for name in shape.dates:
            value = record[name]
            if value.__class__ is dict:
                record[name] = decode_datetime(value["value"])
        families, cohort = self._families, self._cohort
        for name in shape.references:
            value = record[name]
            if value.__class__ is not dict:
                continue
            if len(value) == _NAMES_AN_ENTITY:
                # By far the most records: those of entities that are known.
                try:
                    known = families[value["__entity_type__"]][value["id"]]
                except KeyError:
                    pass
                else:
                    record[name] = known
                    if known.__cohort__ is not cohort:
                        cohort.take(known)
                    continue
            (record[name],) = self._entities((value,))
        if shape.plain:
            return
        for name, attribute in shape.collections:
            if record[name].__class__ is list:
                record[name] = self._collection(entity, attribute, record[name])
        for name in shape.variables:
            record[name] = decode_value(record[name])
        if shape.links:
            from ..model.links import link_items

            for name in shape.links:
                record[name] = link_items(record[name])
        for wire, name in shape.renamed:
            if wire in record:
                record[name] = record.pop(wire)

    def _collection(
        self, entity: Entity, attribute: Attribute, records: Sequence[Record]
    ) -> object:
        items = self._entities(records)
        held = vars(entity).get(attribute.name)
        if held is not records and isinstance(held, (EntityCollection, KeyValueMap)):
            # The caller may hold on to it, and it may have edits that are pending.
            cast("EntityCollection[Any]", held).loaded(items)
            return cast("object", held)
        if attribute.mapped:
            return key_value_map(entity, attribute, items)
        return EntityCollection(entity, attribute, items)
