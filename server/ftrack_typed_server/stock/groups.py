"""Groups of attributes that many entity types have."""

from __future__ import annotations

from typing import Final

from ftrack_typed.schema import PropertySchema
from ftrack_typed_server.stock.notation import (
    criteria_only,
    free,
    mapped,
    moment,
    refer,
    text,
)

METADATA: Final = mapped("metadata", "Metadata", "meta")
"""Free keys and values."""

CREATION: Final = (
    moment("created_at"),
    *refer("created_by", "User", "created_by", alias="createdBy", column="user_id"),
)
"""When and by whom something was made."""

LINK: Final = (
    text("link", "_api_link"),
    text("_link", "_api_link", about="Deprecated: the same as `link`."),
)
"""The path from the project to the entity, under both of its names."""

THUMBNAIL: Final = (
    *refer("thumbnail", "Component", "thumbid"),
    free("thumbnail_url"),
)
"""The preview image, and where to fetch it."""

PREVIEW: Final = (free("thumbnail_url"), free("url"))
"""Where to fetch a component that is shown beside something else."""

ATTRIBUTE_LINKS: Final = (
    criteria_only("custom_attribute_links", "CustomAttributeLink"),
    criteria_only("custom_attribute_links_from", "CustomAttributeLinkFrom"),
)
"""Custom attributes that link entities, by the side that they start from."""


def customizable(values: str) -> tuple[PropertySchema, ...]:
    """Return what an entity type with custom attributes has.

    Args:
        values: the entity type of the attributes' values.
    """
    name = "custom_attributes"
    return (mapped(name, values, "custom_attribute_values"), *ATTRIBUTE_LINKS)
