"""Where a site keeps the files of components, as its administrator has set up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, cast

from sqlalchemy import select

from ftrack_typed_server.reading import Reading

AUTOMATIC: Final[Mapping[str, object]] = {
    "scenario": "ftrack.automatic",
    "data": dict[str, object](),
}
"""What holds until something is set up: each client's own locations."""


def storage_scenario(reading: Reading) -> Mapping[str, object]:
    """Return the scenario that clients act on when they connect.

    It is the value of the setting ``storage_scenario`` of the group ``STORAGE``, which
    clients write when a storage is set up.
    """
    if not reading.site.has("Setting", "name", "group", "value"):
        return AUTOMATIC
    settings = reading.site.table("Setting")
    text = reading.connection.scalar(
        select(settings.c.value).where(
            settings.c.name == "storage_scenario", settings.c.group == "STORAGE"
        )
    )
    try:
        value: object = json.loads(text or "null")
    except json.JSONDecodeError:
        return AUTOMATIC
    if not isinstance(value, dict):
        return AUTOMATIC
    return cast("dict[str, object]", value)
