"""Loading what one entity lacks, for all of its cohort that lack it, too."""

from __future__ import annotations

from collections.abc import Sequence
from logging import getLogger
from typing import TYPE_CHECKING

from ..model.collections import is_collection
from ..model.key_values import is_key_value_map
from .lazy_loading import LoadingLog
from .loading import (
    CHUNK,
    TOGETHER,
    chunks_of,
    cohort_of,
    not_loaded,
    refer,
    statement_for,
)
from .paging import Asked
from .provenance import paths_from_query, select_for

if TYPE_CHECKING:
    from ..language.nodes import Path
    from ..model.attributes import Attribute
    from ..model.entity import Entity
    from .cohort import Cohort
    from .workspace import Workspace


def load_for_cohort(
    workspace: Workspace,
    entity: Entity,
    attribute: Attribute,
    projections: Sequence[Path],
    *,
    whole: bool = False,
) -> None:
    """Load *projections* for *entity* and members of its cohort lacking *attribute*.

    A cache may do with *attribute*, unless all *projections* are needed *whole*.
    """
    cohort = cohort_of(entity)
    policy = workspace.lazy
    if policy is not None and policy.strict:
        raise not_loaded(
            entity,
            attribute,
            "The session loads nothing lazily: fetch it with the query, "
            f"select({select_for(cohort, entity, attribute)}), or with populate.",
        )

    def lacks(member: Entity, attribute: Attribute) -> bool:
        return _lacks(workspace, member, attribute)

    most = TOGETHER if policy is None else policy.together
    members = workspace.not_cached(
        cohort.lacking(entity, attribute, lacks, most),
        projections if whole else projections[:1],
        attribute,
        cohort,
    )
    cohort.loaded.extend(paths_from_query(cohort, entity, attribute))
    if not members:
        return
    _note(workspace, cohort, entity, attribute, len(members))
    chunks = chunks_of(members, CHUNK)
    workspace.fetch_all(
        [Asked(statement_for(chunk, projections), cohort) for chunk in chunks]
    )


def _lacks(workspace: Workspace, entity: Entity, attribute: Attribute) -> bool:
    """Say whether it takes a request to know *attribute* of *entity*."""
    if workspace.is_new(entity) or workspace.is_deleted(entity):
        return False
    if attribute.to_many:
        held = vars(entity).get(attribute.name)
        if is_collection(held) or is_key_value_map(held):
            return not held.is_loaded
        return True
    if attribute.name in vars(entity):
        return False
    return not (attribute.relation and attribute.key) or not refer(
        workspace, entity, attribute
    )


def _note(
    workspace: Workspace,
    cohort: Cohort,
    entity: Entity,
    attribute: Attribute,
    entities: int,
) -> None:
    if workspace.loads is None:
        workspace.loads = LoadingLog()
    noted = workspace.loads.note(
        entity.__entity_type__,
        attribute.wire,
        select_for(cohort, entity, attribute),
        entities,
    )
    getLogger(__name__).debug("%s", noted)
