"""Following the paths of a query from type to type."""

from __future__ import annotations

import attrs

from ftrack_typed.checking.attributes import Attributes, Found
from ftrack_typed.checking.places import Step
from ftrack_typed.checking.report import Report
from ftrack_typed.language import Path
from ftrack_typed.language.lexer import Token


@attrs.frozen
class End:
    """What a path ends at.

    Attributes:
        entity_type: the type that the last step was looked up on.
        found: the attribute.
        step: the last step.
        target: the type that it leads to, after a cast; none if it is no relation.
    """

    entity_type: str
    found: Found
    step: Step
    target: str | None

    @property
    def label(self) -> str:
        """How to name it in messages."""
        return f"{self.entity_type}.{self.found.item.name}"


@attrs.frozen
class Paths:
    """Resolves paths; what is wrong with them goes to the report."""

    attributes: Attributes
    report: Report

    def follow(
        self, entity_type: str, path: Path, *, relation: bool = False
    ) -> End | None:
        """Return what *path* ends at, where it is compared or sorted by.

        Args:
            entity_type: the type that it starts from.
            path: the path.
            relation: whether a relation is wanted at its end.
        """
        steps = self.report.places.steps(path)
        for step in steps[:-1]:
            end = self._step(entity_type, step, relation=True)
            if end is None or not self._leads_on(end):
                return None
            assert end.target is not None
            entity_type = end.target
        return self._step(entity_type, steps[-1], relation=relation)

    def project(self, entity_type: str, path: Path) -> End | None:
        """Return what a selected *path* ends at.

        A cast in it is a hint alone: what the declared type has can be selected, too.
        """
        steps = self.report.places.steps(path)
        hint: str | None = None
        end: End | None = None
        for position, step in enumerate(steps):
            last = position == len(steps) - 1
            owner = entity_type
            if hint is not None:
                name = self.report.name(step.name)
                if self.attributes.find(hint, name) is not None:
                    owner = hint
            end = self._step(owner, step, relation=not last, projected=True)
            if end is None or not self._can_be_selected(end):
                return None
            if not last:
                if not self._leads_on(end):
                    return None
                assert end.found.relation is not None
                entity_type = end.found.relation.target
                hint = None if step.cast is None else end.target
        return end

    def _step(
        self,
        entity_type: str,
        step: Step,
        *,
        relation: bool,
        projected: bool = False,
    ) -> End | None:
        name = self.report.name(step.name)
        found = self.attributes.find(entity_type, name, relation=relation)
        if found is None:
            if not (projected and self._is_default(entity_type, name)):
                self._unknown(entity_type, step.name)
            return None
        self.report.use(entity_type, found.owner, step.name, projected)
        if found.relation is None:
            return End(entity_type, found, step, None)
        target = self._target(entity_type, found, step.cast)
        return None if target is None else End(entity_type, found, step, target)

    def _is_default(self, entity_type: str, name: str) -> bool:
        # Schemas of older servers name what they do not have, and clients select it.
        return name in self.attributes.entities[entity_type].default_projections

    def _unknown(self, entity_type: str, token: Token) -> None:
        self.report.add_unknown(
            "attribute",
            token,
            f'{entity_type} has no attribute "{token.text}"',
            self.attributes.names(entity_type),
            entity_type,
        )

    def _target(self, entity_type: str, found: Found, cast: Token | None) -> str | None:
        """Return the type that a relation leads to, after a cast."""
        assert found.relation is not None
        declared = found.relation.target
        if cast is None:
            return declared
        name = self.report.name(cast)
        if name in self.attributes.entities and self.attributes.can_be(declared, name):
            return name
        label = f"{entity_type}.{found.item.name}"
        problem = f"{label} is a {declared}, which cannot be cast to {name}"
        if name not in self.attributes.entities:
            problem = f'There is no entity type "{name}" to cast {label} to'
        known = self.attributes.family(declared)
        self.report.add_unknown("entity-type", cast, problem, known, entity_type)
        return None

    def _leads_on(self, end: End) -> bool:
        if end.target is None:
            problem = f"{end.label} is no relation, so nothing can follow it."
            self.report.add("relation", end.step.name, problem, end.entity_type)
        return end.target is not None

    def _can_be_selected(self, end: End) -> bool:
        if end.found.item.restricted_projection:
            problem = f"{end.label} cannot be selected, only filtered by."
            self.report.add("relation", end.step.name, problem, end.entity_type)
        return not end.found.item.restricted_projection
