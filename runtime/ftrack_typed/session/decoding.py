"""Records of a reply become entities.

The dict that the JSON decoder made *becomes* the entity's ``__dict__``, after its
references, collections and dates have been replaced in place: nothing is copied and no
constructor runs. What has to be replaced depends on the record's shape (its type and
its keys), and is worked out once for each shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ..model.collections import EntityCollection, KeyValueMap
from ..model.entity import Entity
from ..wire import decode_datetime, decode_value
from .identity_map import IdentityMap

if TYPE_CHECKING:
    from ..model.attributes import Attribute
    from ..model.owner import Owner
    from ..model.registry import Registry

Record: TypeAlias = "dict[str, Any]"
Conversion: TypeAlias = Callable[[Entity, Any], object]

_new = object.__new__
_set_values = Entity.__dict__["__dict__"].__set__
_set_session = Entity.__dict__["__session__"].__set__


class Shape:
    """What to do with records of one type that have the same keys.

    Attributes:
        cls: the entity class.
        family: the identity map's entities of that class's family.
        key: the key attribute's wire name, or empty for a composite key.
        conversions: wire name, Python name, attribute of what has to be replaced.
        bare: whether the record names its entity and tells nothing of it.
    """

    __slots__ = ("bare", "cls", "conversions", "family", "key", "keys")

    def __init__(self, cls: type[Entity], record: Record, known: IdentityMap) -> None:
        self.cls = cls
        self.family = known.family(cls.__identity__)
        wire = cls.__attributes__
        self.keys = tuple(wire[name].wire for name in cls.__primary_key__)
        self.key = self.keys[0] if len(self.keys) == 1 else ""
        self.conversions: list[tuple[str, Attribute]] = []
        for name in record:
            attribute = cls.__by_wire__.get(name)
            if attribute is not None and (
                attribute.relation
                or attribute.temporal
                or attribute.variable
                or attribute.name != attribute.wire
            ):
                self.conversions.append((name, attribute))
        self.bare = len(record) == len(self.keys) + 1


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
        originals: dict[Entity, dict[str, object]],
    ) -> None:
        self._owner = owner
        self._registry = registry
        self._known = known
        self._originals = originals
        self._shapes: dict[tuple[str, ...], Shape] = {}

    def forget_shapes(self) -> None:
        """Work out shapes anew, after the identity map was cleared."""
        self._shapes.clear()

    def entities(self, records: Sequence[Record]) -> list[Entity]:
        """Return the entities that *records* describe, merged with what is known."""
        return [self.entity(record) for record in records]

    def entity(self, record: Record) -> Entity:
        """Return the entity that *record* describes, merged with what is known."""
        entity_type: str = record["__entity_type__"]
        shape = self._shapes.get((entity_type, *record))
        if shape is None:
            shape = Shape(self._registry[entity_type], record, self._known)
            self._shapes[(entity_type, *record)] = shape
        key: Any = shape.key
        key = record[key] if key else tuple([str(record[name]) for name in shape.keys])
        entity = shape.family.get(key)
        if entity is None:
            entity = _new(shape.cls)
            _set_session(entity, self._owner)
            _set_values(entity, record)
            shape.family[key] = entity
            if shape.conversions:
                self._convert(entity, record, shape)
        elif not shape.bare:
            self._merge(entity, record, shape)
        return entity

    def _merge(self, entity: Entity, record: Record, shape: Shape) -> None:
        self._convert(entity, record, shape)
        values = vars(entity)
        originals = self._originals.get(entity)
        if not originals:
            values.update(record)
            return
        for name, value in record.items():
            if name in originals:
                originals[name] = value
            else:
                values[name] = value

    def _convert(self, entity: Entity, record: Record, shape: Shape) -> None:
        for wire, attribute in shape.conversions:
            value = record[wire]
            if value is None:
                converted: object = None
            elif attribute.temporal:
                converted = decode_datetime(value["value"])
            elif attribute.to_many:
                converted = self._collection(entity, attribute, value)
            elif attribute.relation:
                converted = self.entity(value)
            else:
                converted = decode_value(value) if attribute.variable else value
            if attribute.name != wire:
                del record[wire]
            record[attribute.name] = converted

    def _collection(
        self, entity: Entity, attribute: Attribute, records: Sequence[Record]
    ) -> object:
        items = [self.entity(record) for record in records]
        held = vars(entity).get(attribute.name)
        if isinstance(held, (EntityCollection, KeyValueMap)):
            # The caller may hold on to it, and it may have edits that are pending.
            cast("EntityCollection[Any]", held).loaded(items)
            return cast("object", held)
        if attribute.mapped:
            return KeyValueMap[Any](entity, attribute, items)
        return EntityCollection(entity, attribute, items)
