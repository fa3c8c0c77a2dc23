"""Queries drawn by Hypothesis that make sense of a site's schema and data."""

from __future__ import annotations

from typing import Literal, TypeVar

import attrs
from hypothesis import strategies as st

from ftrack_typed.language import (
    And,
    Comparison,
    Criterion,
    Membership,
    Not,
    Operator,
    Or,
    Ordering,
    Path,
    Quantified,
    Segment,
    Statement,
)
from ftrack_typed.schema import Closure, PropertySchema, Reference
from support.query_literals import LIKES, Draw, draw_literal
from support.query_values import kind_of
from support.query_world import World

_Item = TypeVar("_Item")

_TYPES = [
    "Task",
    "Task",
    "TypedContext",
    "Context",
    "Shot",
    "Project",
    "User",
    "Group",
    "Resource",
    "Appointment",
    "Timelog",
    "Note",
    "NoteLabel",
    "Recipient",
    "Metadata",
    "Asset",
    "AssetVersion",
    "Component",
    "SequenceComponent",
    "ComponentLocation",
    "List",
    "TypedContextList",
    "ListObject",
    "Status",
    "Type",
    "ObjectType",
    "ContextCustomAttributeValue",
    "UserCustomAttributeValue",
    "CustomAttributeConfiguration",
    "CustomAttributeLink",
    "CustomAttributeLinkFrom",
    "StatusChange",
    "TypedContextLink",
]
_ORDERINGS = [
    Operator.GREATER,
    Operator.LESS,
    Operator.GREATER_OR_EQUAL,
    Operator.LESS_OR_EQUAL,
]
_EQUALITIES = [Operator.IS, Operator.IS_NOT]
_OPERATORS = {
    "key": [*_EQUALITIES, *_EQUALITIES, *_ORDERINGS, *LIKES],
    "text": [*_EQUALITIES, *_ORDERINGS, *LIKES, *LIKES],
    "number": [*_EQUALITIES, *_ORDERINGS],
    "boolean": [*_EQUALITIES, *_EQUALITIES, *_ORDERINGS],
    "datetime": [*_EQUALITIES, *_ORDERINGS, *LIKES],
    "variable": [*_EQUALITIES, *_ORDERINGS],
}
# What the server puts together, or what depends on the time of asking.
_APART = {"link", "_link", "is_open", "thumbnail_url", "url"}


@attrs.frozen
class Candidate:
    """An attribute that can be named on a type."""

    name: str
    owner: str
    item: PropertySchema
    kind: str
    many: bool


@attrs.define(eq=False)
class SchemaQueries:
    """Draws queries about one world."""

    world: World
    _candidates: dict[str, list[Candidate]] = attrs.field(
        factory=dict[str, list[Candidate]]
    )
    _values: dict[tuple[str, str], list[object]] = attrs.field(
        factory=dict[tuple[str, str], list[object]]
    )

    def statement(self, draw: Draw) -> Statement:
        """Return a query without projections."""
        name = draw(st.sampled_from(_TYPES))
        criterion = self._criterion(draw, name, draw(st.integers(0, 4)))
        return Statement(
            name,
            criterion=None if draw(st.integers(0, 9)) == 9 else criterion,
            order_by=self._orderings(draw, name),
            offset=draw(st.none() | st.integers(0, 4)),
            limit=draw(st.none() | st.integers(0, 8)),
        )

    def projections(self, draw: Draw) -> Statement:
        """Return a query of all rows of a type with projections."""
        type_name = draw(st.sampled_from(_TYPES))
        paths: list[Path] = []
        for _ in range(draw(st.integers(1, 4))):
            path, candidate = self._path(draw, type_name, depth=3, selectable=True)
            if candidate is not None:
                paths.append(path)
        return Statement(type_name, projections=tuple(paths))

    def candidates(self, type_name: str) -> list[Candidate]:
        """Return the attributes that can be named on a type, each once."""
        if type_name not in self._candidates:
            found: dict[str, Candidate] = {}
            for owner in self.world.types_below(type_name):
                for name, item in self.world.document.entities[
                    owner
                ].properties.items():
                    candidate = self._candidate(type_name, owner, item)
                    if candidate is not None:
                        found.setdefault(name, candidate)
            self._candidates[type_name] = list(found.values())
        return self._candidates[type_name]

    def _candidate(
        self, type_name: str, owner: str, item: PropertySchema
    ) -> Candidate | None:
        world = self.world
        if item.name in _APART or not self._is_plain(type_name, owner, item):
            return None
        kind = "" if item.is_collection else kind_of(world, owner, item.name)
        if kind == "object":
            return None
        relation = world.relations.get((owner, item.name))
        if relation is not None and not world.rows(relation.target):
            return None
        if (owner, item.name) == ("SettingComponent", "setting"):
            return None
        return Candidate(
            item.name, owner, item, kind, not isinstance(relation, Reference | None)
        )

    def _is_plain(self, type_name: str, owner: str, item: PropertySchema) -> bool:
        """Return whether a name means one thing in all subtypes that have it."""
        entities = self.world.document.entities
        if item.name in entities[type_name].properties:
            return owner == type_name
        meanings = {
            (
                str(self.world.relations.get((other, item.name))),
                entities[other].properties[item.name].type,
            )
            for other in self.world.types_below(type_name)
            if item.name in entities[other].properties
        }
        return len(meanings) == 1

    def _path(
        self,
        draw: Draw,
        type_name: str,
        *,
        depth: int,
        selectable: bool = False,
        sortable: bool = False,
        relation: bool = False,
        kind: str | None = None,
    ) -> tuple[Path, Candidate | None]:
        """Return a path and what it ends at, if there is anything to end at."""
        segments: list[Segment] = []
        while True:
            candidates = [
                candidate
                for candidate in self.candidates(type_name)
                if not (selectable and candidate.item.restricted_projection)
                and not (sortable and self._is_closure(candidate))
            ]
            onward = [one for one in candidates if one.item.target is not None]
            ends = [
                candidate
                for candidate in candidates
                if selectable
                or (
                    candidate.item.target is not None
                    if relation
                    else not candidate.many and kind in (None, candidate.kind)
                )
            ]
            if onward and (len(segments) < depth - 1) and draw(st.integers(0, 2)) == 0:
                step = draw(st.sampled_from(onward))
                segment = self._segment(draw, step)
                segments.append(segment)
                # A selected cast says nothing about what follows.
                onto = Segment(step.name) if selectable else segment
                type_name, _, _ = self.world.follow(None, type_name, onto)
                continue
            if not ends:
                return Path((*segments, Segment("id"))), None
            end = draw(st.sampled_from(ends))
            last = Segment(end.name)
            if relation or (end.item.is_reference and not draw(st.integers(0, 5))):
                last = self._segment(draw, end)
            return Path((*segments, last)), end

    def _is_closure(self, candidate: Candidate) -> bool:
        relation = self.world.relations.get((candidate.owner, candidate.name))
        return isinstance(relation, Closure)

    def _segment(self, draw: Draw, candidate: Candidate) -> Segment:
        target = self.world.relations[candidate.owner, candidate.name].target
        below = [
            name for name in self.world.types_below(target) if self.world.rows(name)
        ]
        if len(below) > 1 and draw(st.integers(0, 3)) == 0:
            return Segment(candidate.name, draw(st.sampled_from(below)))
        return Segment(candidate.name)

    def _criterion(self, draw: Draw, type_name: str, depth: int) -> Criterion:
        choice = draw(st.integers(0, 9)) if depth else 0
        if choice in (1, 2):
            combine: type[And] | type[Or] = And if choice == 1 else Or
            count = draw(st.integers(2, 3))
            return combine(
                tuple(self._criterion(draw, type_name, depth - 1) for _ in range(count))
            )
        if choice in (3, 4):
            return Not(self._criterion(draw, type_name, depth - 1))
        if choice in (5, 6, 7):
            return self._quantified(draw, type_name, depth)
        if choice == 8:
            return self._among_rows(draw, type_name, depth)
        return self._leaf(draw, type_name)

    def _quantified(self, draw: Draw, type_name: str, depth: int) -> Criterion:
        path, end = self._path(draw, type_name, depth=2, relation=True)
        if end is None:
            return self._leaf(draw, type_name)
        target = type_name
        for segment in path.segments:
            target, _, _ = self.world.follow(None, target, segment)
        quantifier: Literal["any", "has"] = "any" if end.many else "has"
        if not draw(st.integers(0, 4)):
            return Quantified(path, quantifier)
        if target.endswith("CustomAttributeValue") and draw(st.booleans()):
            return Quantified(path, quantifier, self._of_one_key(draw, target))
        return Quantified(path, quantifier, self._criterion(draw, target, depth - 1))

    def _of_one_key(self, draw: Draw, type_name: str) -> Criterion:
        row = draw(st.sampled_from(self.world.rows(type_name)))
        key = row.values.get("key")
        path = Path.of("key" if key is not None else "configuration.key")
        same = Comparison(path, Operator.IS, str(key))
        operators = _OPERATORS["variable"]
        if isinstance(row.values["value"], str):
            operators = [*operators, *LIKES]
        how = draw(st.sampled_from(operators))
        literal = draw_literal(draw, "variable", [row.values["value"]], how)
        return And((same, Comparison(Path.of("value"), how, literal)))

    def _among_rows(self, draw: Draw, type_name: str, depth: int) -> Criterion:
        path, end = self._path(draw, type_name, depth=2)
        if end is None or end.kind == "variable":
            return self._leaf(draw, type_name)
        for _ in range(3):
            name = draw(st.sampled_from(_TYPES))
            chosen, choice = self._path(
                draw, name, depth=2, kind=end.kind, sortable=True
            )
            if choice is not None:
                break
        else:
            return self._leaf(draw, type_name)
        criterion = self._criterion(draw, name, depth - 1)
        statement = Statement(
            name,
            projections=(chosen,),
            criterion=criterion if draw(st.booleans()) else None,
            order_by=self._orderings(draw, name),
            offset=draw(st.none() | st.integers(0, 2)),
            limit=draw(st.none() | st.integers(0, 4)),
        )
        return Membership(path, statement, draw(st.booleans()))

    def _leaf(self, draw: Draw, type_name: str) -> Criterion:
        path, end = self._path(draw, type_name, depth=4)
        if end is None:
            return Comparison(Path.of(self._key(type_name)), Operator.IS_NOT, None)
        pool = self._pool(end)
        if draw(st.integers(0, 3)) == 0:
            count = draw(st.integers(0, 3))
            literals = [
                draw_literal(draw, end.kind, pool, Operator.IS) for _ in range(count)
            ]
            return Membership(path, tuple(literals), draw(st.booleans()))
        how = draw(st.sampled_from(_OPERATORS[end.kind]))
        return Comparison(path, how, draw_literal(draw, end.kind, pool, how))

    def _key(self, type_name: str) -> str:
        return self.world.document.entities[type_name].primary_key[0]

    def _orderings(self, draw: Draw, type_name: str) -> tuple[Ordering, ...]:
        keys: list[Ordering] = []
        for _ in range(draw(st.integers(0, 2))):
            path, end = self._path(draw, type_name, depth=3, sortable=True)
            if end is not None:
                keys.append(Ordering(path, draw(st.booleans())))
        return tuple(keys)

    def _pool(self, end: Candidate) -> list[object]:
        """Return values that the attribute has somewhere, and others of its kind."""
        key = (end.owner, end.name)
        if key not in self._values:
            rows = self.world.rows(end.owner)
            found: list[object] = []
            for row in rows:
                value = (
                    self.world.reference_key(row, end.owner, end.name)
                    if end.item.is_reference
                    else self.world.scalar(row, end.name)
                )
                if value is not None and value not in found:
                    found.append(value)
            self._values[key] = found[:12]
        return self._values[key]
