"""Notes on any entity, and the older conversations between people."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.groups import CREATION, METADATA, PREVIEW
from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    free,
    identity,
    integer,
    key,
    moment,
    refer,
    text,
    to_many,
    to_one,
    type_name,
)

NOTE_COMPONENT: Final = entity(
    "NoteComponent",
    PREVIEW,
    refer("component", "Component"),
    refer("note", "Note"),
    primary_key=("component_id", "note_id"),
    system=("note_component_type",),
    computed=("thumbnail_url", "url"),
    immutable=("thumbnail_url", "url"),
)

NOTE_LABEL: Final = entity(
    "NoteLabel",
    identity("categoryid"),
    text("name"),
    text("color"),
    integer("sort", default=0),
    alias="NoteCategory",
)

ENTITIES: Final = (
    entity(
        "Note",
        identity("noteid"),
        METADATA,
        text("content", "text"),
        moment("date"),
        moment("thread_activity", "triggerdate"),
        integer("frame_number"),
        flag("is_todo", default=False),
        moment("completed_at"),
        refer("completed_by", "User", column="user_id"),
        to_one("author", "BaseUser", "user"),
        key("user_id", "BaseUser", "userid"),
        refer("category", "NoteCategory", "categoryid"),
        refer("in_reply_to", "Note", "noteparentid", alias="noteparent"),
        refer("project", "Project", column="project_id"),
        text("parent_id"),
        type_name("parent_type"),
        to_many("replies", "Note", "notes"),
        to_many("recipients", "Recipient", "note_recipients"),
        to_many("note_components", "NoteComponent"),
        to_many("note_label_links", "NoteLabelLink"),
        system=("project_id",),
        required=("user_id",),
        group_by=True,
    ),
    NOTE_COMPONENT,
    entity(
        "NoteAnnotationComponent",
        free("data"),
        base=NOTE_COMPONENT,
        primary_key=("component_id", "note_id"),
    ),
    NOTE_LABEL,
    entity("NoteCategory", base=NOTE_LABEL, alias="NoteCategory"),
    entity(
        "NoteLabelLink",
        refer("label", "NoteLabel"),
        refer("note", "Note"),
        primary_key=("note_id", "label_id"),
    ),
    entity(
        "Recipient",
        refer("note", "Note", alias="recipient_note"),
        to_one("recipient", "Resource", "recipient_resource"),
        to_one("user", "User"),
        key("resource_id", "Resource"),
        text("text_mentioned"),
        primary_key=("note_id", "resource_id"),
    ),
    entity(
        "Conversation",
        CREATION,
        to_many("messages", "Message"),
        to_many("participants", "Participant"),
        required=("created_by_id", "created_at"),
    ),
    entity(
        "Message",
        CREATION,
        refer("conversation", "Conversation"),
        text("text"),
        required=("conversation_id", "created_at", "created_by_id"),
    ),
    entity(
        "Participant",
        refer("conversation", "Conversation"),
        refer("resource", "Resource"),
        moment("last_visit"),
        required=("conversation_id", "resource_id"),
    ),
)
