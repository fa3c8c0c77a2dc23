"""Records of a reply become rows, without entities: column by column.

What a query selects is a tree of attributes. Each of its values is taken from all
records of a reply at once, and where rows refer to the same entity, once for that
entity. A server spells an entity out once a reply, wherever it comes first, and names
it by its key from then on: mostly that is where it comes first by the same relation,
and where it is not, all of the reply is searched for what is told of entities.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from ..errors import ResponseError
from ..wire import decode_datetime, decode_value

if TYPE_CHECKING:
    from ..language.nodes import Path, Segment
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from ..model.registry import Registry
    from .decoding import Record

Key: TypeAlias = "Any"
"""The key of an entity, a tuple where it has several parts."""

Values: TypeAlias = "list[Any]"
"""The values of one column."""

Place: TypeAlias = "tuple[str | None, ...]"
"""Where a value is: wire names of relations, each with the cast, and of a scalar."""


class RowReader:
    """Takes the values of some paths from the records of a query.

    Args:
        registry: the entity classes.
        entity_type: the queried type.
        paths: what to take; each ends in a scalar.
        make: makes a row of a tuple of values; a tuple is one itself.
    """

    def __init__(
        self,
        registry: Registry,
        entity_type: str,
        paths: Sequence[Path],
        make: Callable[[tuple[Any, ...]], Any] | None = None,
    ) -> None:
        self._root = _Node(registry, registry[entity_type])
        self._places = [self._root.add(path.segments) for path in paths]
        self._make = make

    def rows(self, pages: Sequence[Sequence[Record]]) -> list[list[Any]]:
        """Return the rows of all *pages* of one reply.

        Raises:
            ResponseError: the reply lacks what was asked for.
        """
        records = list(chain.from_iterable(pages))
        known = _Known(self._root, records)
        taken = self._root.take(records, known)
        found: Iterable[Any] = zip(
            *[taken[place] for place in self._places], strict=True
        )
        if self._make is not None:
            found = map(self._make, found)
        rows = iter(found)
        return [list(islice(rows, len(page))) for page in pages]


class _Known:
    """What a reply tells of entities, searched for when it is first asked for."""

    def __init__(self, root: _Node, records: Sequence[Record]) -> None:
        self._root = root
        self._records = records
        self._families: dict[str, dict[Key, Record]] = {}

    def of(self, family: str) -> dict[Key, Record]:
        """Return all that is told of the entities of *family*, by key."""
        if not self._families:
            self._root.note(self._records, self._families)
        return self._families.get(family, {})


class _Node:
    """What is taken of the entities that one relation leads to, or of the rows."""

    def __init__(self, registry: Registry, cls: type[Entity], cast: str = "") -> None:
        self._registry = registry
        self._cls = cls
        self._cast = cast
        self._family = cls.__identity__
        keys = [cls.__attributes__[name].wire for name in cls.__primary_key__]
        self._key = itemgetter(*keys)
        self._bare = len(keys) + 1
        self._scalars: dict[str, Attribute] = {}
        self._relations: dict[tuple[str, str | None], tuple[Attribute, _Node]] = {}
        # How many lists each value lies in.
        self._depths: dict[Place, int] = {}
        # Types that are known to be of the one that the path is cast to.
        self._fitting: set[str] = set()

    def add(self, segments: Sequence[Segment]) -> Place:
        """Take what *segments* lead to as well; return its place."""
        first, *rest = segments
        attribute = self._cls.__by_wire__[first.name]
        if not rest:
            self._scalars[first.name] = attribute
            self._depths[(first.name,)] = 0
            return (first.name,)
        step = (first.name, first.cast)
        if step not in self._relations:
            target = self._registry[first.cast or attribute.relation]
            node = _Node(self._registry, target, first.cast or "")
            self._relations[step] = attribute, node
        node = self._relations[step][1]
        inner = node.add(rest)
        place = (*step, *inner)
        self._depths[place] = node._depths[inner] + attribute.to_many
        return place

    def note(
        self, records: Sequence[Record], families: dict[str, dict[Key, Record]]
    ) -> None:
        """Note what *records*, and those inside of them, tell of entities."""
        entities = families.setdefault(self._family, {})
        get_key = self._key
        for record in records:
            key = get_key(record)
            noted = entities.get(key)
            entities[key] = record if noted is None else noted | record
        for (name, _), (attribute, node) in self._relations.items():
            values: Iterable[Any] = [
                value for record in records if (value := record.get(name))
            ]
            if attribute.to_many:
                values = chain.from_iterable(values)
            # What has a type and a key alone tells nothing of its entity.
            node.note([each for each in values if len(each) > node._bare], families)

    def take(self, records: Sequence[Record], known: _Known) -> dict[Place, Values]:
        """Return the values of *records*, by their places."""
        try:
            return self._taken(records, known)
        except KeyError:
            # One of them is named by its key, and was spelled out before.
            return self._taken([self._whole(each, known) for each in records], known)

    def _taken(self, records: Sequence[Record], known: _Known) -> dict[Place, Values]:
        found: dict[Place, Values] = {
            (name,): _decoded(attribute, list(map(itemgetter(name), records)))
            for name, attribute in self._scalars.items()
        }
        for (name, cast_to), (attribute, node) in self._relations.items():
            values = list(map(itemgetter(name), records))
            inner = (
                node._of_items(values, known)
                if attribute.to_many
                else node._of_references(values, known)
            )
            for place, column in inner.items():
                whole = (name, cast_to, *place)
                found[whole] = column
        return found

    def _of_items(
        self, lists: Sequence[Sequence[Record]], known: _Known
    ) -> dict[Place, Values]:
        """Return the values of items, a list for each of *lists*."""
        # None is a collection of what there is not.
        counts = [len(each or ()) for each in lists]
        items = list(chain.from_iterable(each or () for each in lists))
        found: dict[Place, Values] = {}
        for place, column in self._of_references(items, known).items():
            rest = iter(column)
            found[place] = [list(islice(rest, count)) for count in counts]
        return found

    def _of_references(
        self, references: Sequence[Record | None], known: _Known
    ) -> dict[Place, Values]:
        """Return the values of those that *references* refer to, none for none."""
        if self._cast:
            references = self._of_cast(references)
        try:
            # Each is there and spelled out, as items of a collection mostly are.
            return self._taken(cast("Sequence[Record]", references), known)
        except (KeyError, TypeError):
            get_key: Callable[[Any], Key] = self._key
            keys = [None if each is None else get_key(each) for each in references]
        # The first of those with the same key is the one that is spelled out.
        distinct = dict(zip(reversed(keys), reversed(references), strict=True))
        distinct.pop(None, None)
        found: dict[Place, Values] = {}
        records = cast("list[Record]", list(distinct.values()))
        for place, column in self.take(records, known).items():
            by_key = dict(zip(distinct, column, strict=True))
            depth = self._depths[place]
            if depth:
                # Each row has a list of its own.
                found[place] = [_copied(by_key.get(key, []), depth) for key in keys]
            else:
                by_key[None] = None
                found[place] = list(map(by_key.__getitem__, keys))
        return found

    def _of_cast(self, references: Sequence[Record | None]) -> Sequence[Record | None]:
        """Return none for each that is not of the type that the path is cast to."""
        if self._fits(set(map(_type_of, references))):
            return references
        return [each if self._fits({_type_of(each)}) else None for each in references]

    def _fits(self, types: set[str]) -> bool:
        """Say whether *types* are all of the type that the path is cast to."""
        for entity_type in types - self._fitting:
            # There is none of what has no type.
            if not entity_type or not issubclass(
                self._registry[entity_type], self._registry[self._cast]
            ):
                return False
            self._fitting.add(entity_type)
        return True

    def _whole(self, record: Record, known: _Known) -> Record:
        """Return all that the reply tells of the entity of *record*.

        Raises:
            ResponseError: it is less than what was asked for.
        """
        whole = known.of(self._family).get(self._key(record), record)
        wanted = [*self._scalars, *(name for name, _ in self._relations)]
        for name in wanted:
            if name not in whole:
                raise ResponseError(
                    f"The server was asked for {name!r} of {self._cls.__entity_type__} "
                    f"entities, and its answer does not have that of "
                    f"{self._key(record)!r}: it is no answer to the query."
                )
        return whole


def _type_of(record: Record | None) -> str:
    return record["__entity_type__"] if record else ""


def _decoded(attribute: Attribute, values: Values) -> Values:
    """Return *values* of *attribute* as programs have them."""
    if attribute.temporal:
        return [
            decode_datetime(each["value"]) if each.__class__ is dict else each
            for each in values
        ]
    if attribute.variable:
        return list(map(decode_value, values))
    if attribute.linked:
        from ..model.links import link_items

        return list(map(link_items, values))
    return values


def _copied(value: Values, depth: int) -> Values:
    if depth == 1:
        return list(value)
    return [_copied(each, depth - 1) for each in value]
