"""Where the names of a criterion are looked up: one type's rows and what is joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import attrs
from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, literal, select

from ftrack_typed.language import Path, Segment
from ftrack_typed.schema import Closure
from ftrack_typed_server.attributes import TYPE_COLUMN, Attribute, Related
from ftrack_typed_server.compile.relations import reach, refers
from ftrack_typed_server.errors import ParseError
from ftrack_typed_server.site import EntityType, Site, is_polymorphic

Condition: TypeAlias = "ColumnElement[bool]"

_MOST_JOINS = 40


@attrs.define
class Scope:
    """Rows of one entity type in a statement that is being built.

    Attributes:
        site: the resolved schema.
        entity: the rows' type.
        source: the rows, under an alias of their own.
        base: the statement's outermost scope; itself, or the one this is joined to.
    """

    site: Site
    entity: EntityType
    source: FromClause
    base: Scope | None = None
    _joined: dict[tuple[str, str], Scope] = attrs.field(
        factory=dict["tuple[str, str]", "Scope"]
    )
    _rows: FromClause | None = None
    _joins: int = 0

    @classmethod
    def of(cls, site: Site, entity: EntityType) -> Scope:
        """Return a new scope over all rows of *entity*."""
        return cls(site, entity, site.source(entity))

    @property
    def rows(self) -> FromClause:
        """What to select from: the rows with all that was joined to them."""
        return self.source if self._rows is None else self._rows

    def attribute(self, segment: Segment, *, relation: bool = False) -> Attribute:
        """Return the attribute that *segment* names.

        Raises:
            ParseError: neither the type nor any subtype has it.
        """
        attribute = self.entity.find(segment.name, relation=relation)
        if attribute is None:
            raise ParseError(f"{self.entity.name} has no attribute {segment.name!r}.")
        return attribute

    def relation(self, segment: Segment) -> tuple[Related, EntityType]:
        """Return the relation that *segment* names and the type that it leads to.

        Raises:
            ParseError: it is no relation, or the cast names no such type.
        """
        attribute = self.attribute(segment, relation=True)
        if not isinstance(attribute, Related):
            raise ParseError(
                f"{self.entity.name}.{segment.name} is no relation, so nothing can "
                "follow it."
            )
        return attribute, self.target(attribute, segment.cast)

    def target(self, relation: Related, cast: str | None) -> EntityType:
        """Return the type that *relation* leads to, after a cast.

        Raises:
            ParseError: there is no such type, or the relation cannot lead to it.
        """
        declared = self.site.types[relation.target]
        if cast is None:
            return declared
        target = self.site.types.get(cast)
        if target is None:
            raise ParseError(f"There is no entity type {cast!r} to cast to.")
        if target.root != declared.root:
            raise ParseError(
                f"{self.entity.name}.{relation.name} is a {declared.name}, which "
                f"cannot be cast to {cast}."
            )
        return target

    def leads_only_to(self, relation: Related, target: EntityType) -> bool:
        """Return whether all that a relation's keys lead to is of the type *target*.

        A plain reference does. A cast one may not, nor one that only a subtype has,
        nor one of two that share a key (a recipient is a user or a group).
        """
        if relation.many or relation.target != target.name:
            return False
        return relation.name in self.entity.attributes and not any(
            other.keys == relation.keys and other.target != relation.target
            for other in self.entity.relations
            if other.keys
        )

    def join(self, segment: Segment) -> Scope:
        """Return the scope of the to-one relation *segment*, as an outer join."""
        relation, target = self.relation(segment)
        name = (relation.name, target.name)
        if name not in self._joined:
            inner = Scope(self.site, target, self.site.source(target), self._root())
            condition = refers(self.site, relation, self, inner.source)
            if not self.leads_only_to(relation, target):
                condition = and_(condition, *inner.restrictions())
            self._root().add(inner.source, condition)
            self._joined[name] = inner
        return self._joined[name]

    def add(self, source: FromClause, condition: Condition) -> None:
        """Join *source* to the rows; rows without a match stay.

        Raises:
            ParseError: databases cannot join as much.
        """
        self._joins += 1
        if self._joins > _MOST_JOINS:
            raise ParseError(
                f"More than {_MOST_JOINS} relations are followed from "
                f"{self.entity.name}: ask in several queries."
            )
        self._rows = self.rows.outerjoin(source, condition)

    def restrictions(self) -> list[Condition]:
        """Return what tells rows of the type from others in the same table."""
        if not (self.entity.partial and is_polymorphic(self.source)):
            return []
        column = self.source.c[TYPE_COLUMN]
        if len(self.entity.concrete) == 1:
            return [column == self.entity.concrete[0]]
        return [column.in_(self.entity.concrete)]

    def some(
        self, segment: Segment, build: Callable[[Scope], Condition | None]
    ) -> Condition:
        """Return whether some row at the end of a relation satisfies a criterion.

        Args:
            segment: the relation, to one or to many.
            build: makes the criterion in the scope of the relation's rows.
        """
        relation, _ = self.relation(segment)
        inner, rows, conditions = self.reached(segment)
        built = build(inner)
        if built is not None:
            conditions.append(built)
        if isinstance(relation.relation, Closure):
            return _closure_holds(self, inner, relation.relation, conditions)
        return exists(
            select(literal(1))
            .select_from(rows())
            .where(*conditions)
            .correlate(self.source)
        )

    def reached(
        self, segment: Segment
    ) -> tuple[Scope, Callable[[], FromClause], list[Condition]]:
        """Return the rows at the end of a relation.

        Returns:
            their scope; a function that returns what to select from, to be called
            when all joins are known; and what ties them to the rows of this scope
            (nothing, where the relation is a closure).
        """
        relation, target = self.relation(segment)
        inner = Scope.of(self.site, target)
        conditions: list[Condition] = []
        bridges: list[tuple[FromClause, Condition]] = []
        if not isinstance(relation.relation, Closure):
            bridges, link = reach(self.site, relation, self, inner.source)
            conditions.append(link)
        if not self.leads_only_to(relation, target):
            conditions += inner.restrictions()

        def rows() -> FromClause:
            joined = inner.rows
            for bridge, condition in bridges:
                joined = joined.join(bridge, condition)
            return joined

        return inner, rows, conditions

    def join_many(self, segment: Segment) -> Scope:
        """Return the scope of a collection's items, as an outer join.

        Raises:
            ParseError: the collection is a closure, which cannot be joined.
        """
        relation, target = self.relation(segment)
        if isinstance(relation.relation, Closure):
            raise ParseError(
                f"{self.entity.name}.{relation.name} cannot be selected in a sub-query."
            )
        inner = Scope(self.site, target, self.site.source(target), self._root())
        bridges, link = reach(self.site, relation, self, inner.source)
        root = self._root()
        if not bridges:
            root.add(inner.source, and_(link, *inner.restrictions()))
        for bridge, joined in bridges:
            root.add(bridge, link)
            root.add(inner.source, and_(joined, *inner.restrictions()))
        return inner

    def _root(self) -> Scope:
        return self.base or self


def walk(
    scope: Scope, path: Path, leaf: Callable[[Scope, Segment], Condition]
) -> Condition:
    """Return the criterion that *leaf* makes of the last step of *path*.

    Steps to one are outer joins, so that a missing row reads as null; a step to many
    asks for some row.
    """

    def descend(inner: Scope, position: int) -> Condition:
        segment = path.segments[position]
        if position == len(path.segments) - 1:
            return leaf(inner, segment)
        relation, _ = inner.relation(segment)
        if relation.many:
            return inner.some(segment, lambda found: descend(found, position + 1))
        return descend(inner.join(segment), position + 1)

    return descend(scope, 0)


def _closure_holds(
    scope: Scope, inner: Scope, closure: Closure, conditions: list[Condition]
) -> Condition:
    """Walk from the rows that satisfy the criterion, not from every outer row."""
    site = scope.site
    key = inner.source.c.id
    parent = inner.source.c[closure.parent_key]
    start: Select[Any] = select((key if closure.upwards else parent).label("id"))
    reached = start.select_from(inner.rows).where(*conditions).cte(recursive=True)
    step = site.source(site.types[closure.target])
    if closure.upwards:
        following = select(step.c.id).where(step.c[closure.parent_key] == reached.c.id)
    else:
        following = select(step.c[closure.parent_key]).where(step.c.id == reached.c.id)
    reached = reached.union(following)
    own = scope.source.c[closure.start]
    return and_(
        own.is_not(None),
        own.in_(select(reached.c.id).where(reached.c.id.is_not(None))),
    )
