"""Who works on what and when: appointments, events and logged time."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.groups import CREATION, METADATA
from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    moment,
    number,
    refer,
    text,
    to_many,
)

ENTITIES: Final = (
    entity(
        "Appointment",
        refer("context", "Context", alias="appointment_context"),
        refer("resource", "Resource", alias="appointment_resource"),
        text("type"),
        required=("type", "resource_id", "context_id"),
    ),
    entity(
        "CalendarEvent",
        CREATION,
        METADATA,
        text("name", default=""),
        moment("start"),
        moment("end"),
        number("effort"),
        number("estimate"),
        flag("everyone"),
        flag("forecast"),
        flag("leave"),
        refer("project", "Project"),
        refer("type", "Type"),
        to_many("calendar_event_resources", "CalendarEventResource"),
        shown=("id", "start", "end"),
        system=("project_id",),
        required=("name", "start", "end"),
        group_by=True,
    ),
    entity(
        "CalendarEventResource",
        CREATION,
        refer("calendar_event", "CalendarEvent"),
        refer("resource", "Resource"),
        shown=("id", "calendar_event_id", "resource_id"),
        required=("calendar_event_id", "resource_id"),
    ),
    entity(
        "Timelog",
        refer("context", "Context"),
        refer("user", "User"),
        text("name"),
        text("comment", default=""),
        moment("start"),
        number("duration"),
        number("time_zone_offset"),
        system=("user_id", "context_id"),
        required=("comment", "start", "duration"),
    ),
    entity(
        "Timer",
        refer("context", "Context"),
        refer("user", "User", column="user_id"),
        text("name"),
        text("comment", default=""),
        moment("start"),
        required=("comment", "start", "user_id"),
    ),
)
