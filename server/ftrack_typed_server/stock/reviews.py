"""Review sessions, who is invited to them and what is shown."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.groups import CREATION, PREVIEW, THUMBNAIL
from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    integer,
    key,
    moment,
    number,
    refer,
    scalar,
    text,
    to_many,
    to_one,
)

ENTITIES: Final = (
    entity(
        "ReviewSession",
        CREATION,
        THUMBNAIL,
        text("name", default="New review session"),
        text("description", default=""),
        moment("start_date", "start"),
        moment("end_date", "end"),
        text("availability"),
        text("passphrase"),
        flag("passphrase_enabled"),
        flag("shareable_url_enabled"),
        flag("is_moderated"),
        flag("is_open"),
        refer("project", "Project", column="project_id"),
        refer(
            "review_session_folder",
            "ReviewSessionFolder",
            column="review_session_folder_id",
        ),
        key("thumbnail_source_id", "AssetVersion"),
        to_many(
            "review_session_invitees", "ReviewSessionInvitee", "reviewSessionInvitees"
        ),
        to_many(
            "review_session_objects", "ReviewSessionObject", "reviewSessionObjects"
        ),
        to_many("settings", "EntitySetting", "settingOverrides"),
        computed=("thumbnail_id", "thumbnail_url", "is_open"),
        required=(
            "name",
            "description",
            "start_date",
            "end_date",
            "project_id",
            "created_by_id",
            "created_at",
        ),
        immutable=("thumbnail_id", "thumbnail_url", "is_open"),
    ),
    entity(
        "ReviewSessionFolder",
        text("name", default="New review session"),
        refer("project", "Project", column="project_id"),
        to_many("review_sessions", "ReviewSession"),
        required=("name",),
    ),
    entity(
        "ReviewSessionInvitee",
        CREATION,
        text("name"),
        text("email"),
        flag("created_from_shared_url"),
        moment("last_sent_at"),
        refer("resource", "Resource"),
        refer("review_session", "ReviewSession", alias="reviewSession"),
        to_many("statuses", "ReviewSessionObjectStatus"),
        system=("review_session_id",),
        required=("email", "name", "review_session_id", "created_by_id", "created_at"),
        immutable=("created_from_shared_url",),
    ),
    entity(
        "ReviewSessionObject",
        text("name", default=""),
        text("description", default=""),
        text("version", default=""),
        number("sort_order"),
        moment("created_at"),
        to_one("asset_version", "AssetVersion", "assetVersion"),
        key("version_id", "AssetVersion"),
        refer("review_session", "ReviewSession", alias="reviewSession"),
        to_many("annotations", "ReviewSessionObjectAnnotation"),
        to_many("notes", "Note"),
        to_many("statuses", "ReviewSessionObjectStatus"),
        system=("review_session_id",),
        required=(
            "name",
            "description",
            "version",
            "version_id",
            "review_session_id",
            "created_at",
            "sort_order",
        ),
    ),
    entity(
        "ReviewSessionObjectStatus",
        text("status"),
        moment("created_at"),
        refer("resource", "Resource"),
        to_one("invitee", "ReviewSessionInvitee"),
        key("review_session_invitee_id", "ReviewSessionInvitee"),
        refer(
            "review_session_object", "ReviewSessionObject", alias="reviewSessionObject"
        ),
        system=("review_session_object_id",),
        required=("created_at",),
    ),
    entity(
        "ReviewSessionObjectAnnotation",
        text("data"),
        integer("frame_number"),
        moment("created_at"),
        moment("updated_at"),
        refer(
            "review_session_object", "ReviewSessionObject", alias="reviewSessionObject"
        ),
        system=("review_session_object_id",),
        # The last is no attribute, as on servers.
        required=("created_at", "frame_number", "review_session_id"),
    ),
    entity(
        "ReviewSessionObjectAnnotationComponent",
        PREVIEW,
        # Part of the table's key, which holds texts alone.
        scalar("frame_number", "string", form="integer"),
        refer("component", "Component"),
        refer(
            "review_session_object", "ReviewSessionObject", alias="reviewSessionObject"
        ),
        primary_key=("component_id", "review_session_object_id"),
        shown=("component_id", "frame_number", "review_session_object_id"),
        system=("review_session_object_id",),
        computed=("thumbnail_url", "url"),
        required=("frame_number",),
        immutable=("frame_number", "thumbnail_url", "url"),
    ),
)
