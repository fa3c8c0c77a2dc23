"""Who may set an attribute, and when."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from ftrack_typed.schema import EntitySchema, PropertySchema

from .values import is_link


class Mutability(IntEnum):
    """From free to fixed."""

    WRITABLE = 0
    IMMUTABLE = 1
    """Given on creation only."""
    READ_ONLY = 2
    """Computed by the server."""


COMPUTED: Mapping[tuple[str, str], str] = {
    ("AssetVersion", "is_latest_version"): (
        "the server compares the asset's versions; the schema says immutable alone"
    ),
}
"""What the server computes without the schema saying so, each with its reason."""


def mutability_of(entity: EntitySchema, item: PropertySchema) -> Mutability:
    """Return who may set the attribute *item* of *entity*."""
    name = item.name
    if (
        name in entity.computed
        or (entity.name, name) in COMPUTED
        or is_link(entity, item)
    ):
        return Mutability.READ_ONLY
    if name in entity.immutable or name in entity.primary_key:
        return Mutability.IMMUTABLE
    return Mutability.WRITABLE
