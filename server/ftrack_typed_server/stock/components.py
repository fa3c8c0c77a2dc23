"""Files and sequences of them, and the locations that they are in."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.groups import ATTRIBUTE_LINKS, METADATA
from ftrack_typed_server.stock.notation import (
    UID,
    entity,
    free,
    integer,
    key,
    refer,
    text,
    to_many,
)

COMPONENT: Final = entity(
    "Component",
    METADATA,
    ATTRIBUTE_LINKS,
    text("name", default="main"),
    text("system_type"),
    text("file_type", "filetype"),
    integer("size", default=0),
    refer("container", "ContainerComponent"),
    refer("version", "AssetVersion"),
    to_many("component_locations", "ComponentLocation"),
    shown=("id", "system_type"),
    system=("system_type", "version_id", "container_id"),
    required=("system_type", "name"),
    group_by=True,
)

CONTAINER_COMPONENT: Final = entity(
    "ContainerComponent",
    key("id", "Component", default=UID),
    to_many("members", "Component"),
    base=COMPONENT,
)

ENTITIES: Final = (
    COMPONENT,
    CONTAINER_COMPONENT,
    entity("FileComponent", key("id", "Component", default=UID), base=COMPONENT),
    entity(
        "SequenceComponent",
        integer("padding", default=0),
        base=CONTAINER_COMPONENT,
        required=("padding",),
    ),
    entity(
        "ComponentLocation",
        refer("component", "Component"),
        refer("location", "Location"),
        text("resource_identifier", "resourceIdentifier"),
        free("url"),
        system=("location_id", "component_id"),
        computed=("url",),
        group_by=True,
    ),
    entity(
        "Location",
        text("name"),
        text("label"),
        text("description"),
        to_many("location_components", "ComponentLocation"),
        required=("name",),
    ),
)
