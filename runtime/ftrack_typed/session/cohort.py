"""Cohorts: entities that arrived together, and are likely to be read together.

A loop over the result of a query reads the same attributes of one entity after the
other. When the first of them is found not to be loaded, it is loaded for the whole
cohort, with one request instead of one an entity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..model.entity import Entity

if TYPE_CHECKING:
    from ..language.nodes import Path, Statement
    from ..model.attributes import Attribute

_set_cohort = Entity.__dict__["__cohort__"].__set__


class Cohort:
    """The entities that came with the result of one query, however many pages it has.

    An entity that comes again with another result moves on to that one's cohort. What
    is loaded for a cohort later joins it.

    Attributes:
        statement: the query, or none for what came otherwise.
        members: the entities in the order of arrival, references and items included.
        loaded: what was loaded later, as projections of the query.
    """

    __slots__ = ("_searched", "loaded", "members", "statement")

    def __init__(self, statement: Statement | None = None) -> None:
        self.statement: Statement | None = statement
        self.members: list[Entity] = []
        self.loaded: list[Path] = []
        # How far members were looked through for one attribute of one class.
        self._searched: dict[tuple[type[Entity], str], int] = {}

    def take(self, entity: Entity) -> None:
        """Make *entity*, which is of another cohort or of none, a member."""
        _set_cohort(entity, self)
        self.members.append(entity)

    def search_again(self) -> None:
        """Look at every member anew: something was unloaded."""
        self._searched.clear()

    def lacking(
        self,
        entity: Entity,
        attribute: Attribute,
        lacks: Callable[[Entity, Attribute], bool],
        most: int,
    ) -> list[Entity]:
        """Return *entity* and members of its class that lack *attribute*, too.

        Each member is looked at once for an attribute, so that a result of any size is
        searched in time that grows with its size alone.

        Args:
            entity: whose attribute is needed; it comes first.
            attribute: the attribute.
            lacks: says whether a member lacks it.
            most: how many to return at the most.
        """
        cls = entity.__entity_class__
        found = [entity]
        place = (cls, attribute.name)
        position = self._searched.get(place, 0)
        members = self.members
        while position < len(members) and len(found) < most:
            member = members[position]
            position += 1
            if (
                member.__entity_class__ is cls
                and member is not entity
                and lacks(member, attribute)
            ):
                found.append(member)
        self._searched[place] = position
        return found
