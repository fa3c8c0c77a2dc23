"""Rows of a query put together again from the records of its entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from .parts import Record, is_list, is_record
from .records import RecordCache, Reference

if TYPE_CHECKING:
    from ..language.nodes import Path
    from ..model.entity import Entity
    from ..model.registry import Registry


class Selection:
    """What is wanted of an entity.

    Attributes:
        names: wire names of attributes, each with what is wanted of what it refers to.
        casts: what is wanted beside of entities of one type, by that type.
    """

    __slots__ = ("casts", "names")

    def __init__(self) -> None:
        self.names: dict[str, Selection] = {}
        self.casts: dict[str, Selection] = {}

    @classmethod
    def of(cls, projections: Iterable[Path]) -> Selection:
        """Return what *projections* want of a row."""
        top = cls()
        for path in projections:
            place = top
            for segment in path.segments:
                place = place.names.setdefault(segment.name, cls())
                if segment.cast is not None:
                    place = place.casts.setdefault(segment.cast, cls())
        return top

    def wanted_of(self, cls: type[Entity], registry: Registry) -> Names:
        """Return what of it entities of *cls* have, whatever they are cast to."""
        wanted: Names = {}
        _add(wanted, self.names)
        for name, selection in self.casts.items():
            if issubclass(cls, registry[name]):
                _add(wanted, selection.wanted_of(cls, registry))
        return {name: each for name, each in wanted.items() if name in cls.__by_wire__}

    def __bool__(self) -> bool:
        return bool(self.names or self.casts)


Names: TypeAlias = "dict[str, Selection]"


def _add(to: Names, added: Names) -> None:
    for name, selection in added.items():
        known = to.get(name)
        if known is not None:
            both = Selection()
            for each in (known, selection):
                _add(both.names, each.names)
                _add(both.casts, each.casts)
            selection = both
        to[name] = selection


_Waiting: TypeAlias = "list[tuple[Record, Selection]]"


def assembled(
    cache: RecordCache,
    registry: Registry,
    references: Sequence[Reference],
    selection: Selection,
    not_before: float,
) -> list[Record] | None:
    """Return the rows of *references* with all of *selection*, and what is beside it.

    The cache is asked once for each step of the longest path.

    Returns:
        The rows, or none if something of them is not in the cache, or is older than
        *not_before*.
    """
    rows = [cache.identity(each) for each in references]
    waiting: _Waiting = [(row, selection) for row in rows]
    # Worked out once for each selection and type.
    wanted: dict[tuple[Selection, str], Names] = {}
    while waiting:
        found = cache.read({cache.reference(row) for row, _ in waiting}, not_before)
        following: _Waiting = []
        for row, selected in waiting:
            known = found.get(cache.reference(row), row)
            entity_type: str = known["__entity_type__"]
            cls = registry[entity_type]
            names = wanted.get((selected, entity_type))
            if names is None:
                names = selected.wanted_of(cls, registry)
                wanted[selected, entity_type] = names
            if not names.keys() <= known.keys():
                return None
            for name, value in known.items():
                further = names.get(name)
                if further is not None:
                    row[name] = _copied(value, further, following)
                elif name in cls.__by_wire__ and not cls.__by_wire__[name].to_many:
                    # What comes with every row, or was read with another query.
                    row[name] = value
        waiting = following
    return rows


def _copied(value: object, further: Selection, following: _Waiting) -> object:
    """Return *value*; entities in it of which more is wanted are noted."""
    if is_list(value):
        return [_copied(item, further, following) for item in value]
    if is_record(value):
        copy = dict(value)
        if further:
            following.append((copy, further))
        return copy
    return value
