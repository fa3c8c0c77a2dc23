"""Published work: assets and their versions."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.groups import (
    LINK,
    METADATA,
    THUMBNAIL,
    customizable,
)
from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    identity,
    integer,
    key,
    moment,
    refer,
    text,
    to_many,
    to_one,
)

ENTITIES: Final = (
    entity(
        "Asset",
        identity("assetid"),
        METADATA,
        customizable("AssetCustomAttributeValue"),
        text("name"),
        to_one("parent", "Context"),
        key("context_id", "Context"),
        key("project_id", "Project"),
        refer("type", "AssetType", "typeid"),
        to_one("latest_version", "AssetVersion"),
        to_many("versions", "AssetVersion"),
        to_many("ancestors", "TypedContext"),
        system=("context_id",),
        computed=("latest_version",),
        group_by=True,
    ),
    entity(
        "AssetType",
        identity("typeid"),
        text("name"),
        text("short"),
        text("component", default="main"),
        to_many("assets", "Asset"),
        required=("name", "short"),
    ),
    entity(
        "AssetVersion",
        identity("versionid"),
        LINK,
        METADATA,
        THUMBNAIL,
        customizable("AssetVersionCustomAttributeValue"),
        integer("version"),
        text("comment", default=""),
        moment("date"),
        flag("is_published", "ispublished", default=True),
        flag("is_latest_version"),
        refer("asset", "Asset", "assetid"),
        key("project_id", "Project"),
        refer("status", "Status", "statusid"),
        refer("task", "Task", "taskid"),
        refer("user", "User", "userid", column="user_id"),
        to_many("components", "Component"),
        to_many("notes", "Note"),
        to_many("status_changes", "StatusChange"),
        to_many("lists", "AssetVersionList", "_lists"),
        to_many("incoming_links", "AssetVersionLink"),
        to_many("outgoing_links", "AssetVersionLink"),
        to_many("uses_versions", "AssetVersion", "usesversions"),
        to_many("used_in_versions", "AssetVersion", "usedinversions"),
        to_many(
            "review_session_objects", "ReviewSessionObject", "reviewSessionObjects"
        ),
        system=("assetid",),
        computed=("thumbnail_url",),
        required=("is_published", "status_id"),
        immutable=("_link", "link", "is_latest_version", "thumbnail_url"),
        group_by=True,
    ),
    entity(
        "AssetVersionLink",
        METADATA,
        refer("from", "AssetVersion", "linkedversionid", alias="linked_version"),
        refer("to", "AssetVersion", "versionid", alias="version"),
        shown=("id", "from_id", "to_id"),
        required=("from_id", "to_id"),
    ),
)
