"""Where in the result of a query an entity came from, as a path to select."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.nodes import Path, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from .cohort import Cohort


def select_for(cohort: Cohort, entity: Entity, attribute: Attribute) -> str:
    """Return what to select so that *attribute* of *entity* comes with the query.

    It is written as in a program: ``Task.parent.as_(Shot).status.name``. Without a
    query that *entity* came with, it is told from the entity's own class.
    """
    cls = entity.__entity_class__
    steps = _steps(cohort, cls)
    shown = [cls.__name__]
    if steps is not None and cohort.statement is not None:
        declared = entity.__registry__[cohort.statement.entity_type]
        shown = [declared.__name__]
        for step in steps:
            shown.append(step.name)
            declared = entity.__registry__[step.relation]
        if attribute.name not in declared.__attributes__:
            shown.append(f"as_({cls.__name__})")
    shown.append(attribute.name)
    if attribute.relation:
        target = entity.__registry__[attribute.relation]
        wire = "name"
        if wire not in target.__by_wire__:
            wire = target.__default_projections__[-1]
        shown.append(target.__by_wire__[wire].name)
    return ".".join(shown)


def paths_from_query(
    cohort: Cohort, entity: Entity, attribute: Attribute
) -> list[Path]:
    """Return the path from the queried type to *attribute* of *entity*, if known."""
    steps = _steps(cohort, entity.__entity_class__)
    if steps is None:
        return []
    names = [*(step.wire for step in steps), attribute.wire]
    return [Path(tuple(Segment(name) for name in names))]


def _steps(cohort: Cohort, cls: type[Entity]) -> tuple[Attribute, ...] | None:
    """Return the relations that lead from the queried type to entities of *cls*."""
    for steps, reached in _reached(cohort, cls):
        if issubclass(cls, reached):
            return steps
    return None


def _reached(
    cohort: Cohort, cls: type[Entity]
) -> Iterator[tuple[tuple[Attribute, ...], type[Entity]]]:
    statement = cohort.statement
    if statement is None:
        return
    registry = cls.__registry__
    root = registry[statement.entity_type]
    yield (), root
    for projection in (*statement.projections, *cohort.loaded):
        if not isinstance(projection, Path):
            continue
        reached = root
        steps: tuple[Attribute, ...] = ()
        for segment in projection.segments:
            attribute = reached.__by_wire__.get(segment.name)
            if attribute is None or not attribute.relation:
                break
            steps = (*steps, attribute)
            reached = registry[segment.cast or attribute.relation]
            yield steps, reached
