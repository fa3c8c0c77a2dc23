"""``get_widget_url``: pages that programs show inside their windows."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.operations.context import (
    Operating,
    Operation,
    Pending,
    answer,
    optional_text,
    text,
)
from ftrack_typed_server.signing import soon

WIDGET_PATH: Final = "/widget"
"""Where the pages are."""

_NAMES = ("info", "tasks", "tasks_browser")
_THEMES = ("light", "dark")
_LIFETIME = 6 * 60


def get_widget_url(batch: Operating, operation: Operation) -> Pending:
    """Answer the address of a page, which needs no credentials for six minutes."""
    name = text(operation, "name")
    if name not in _NAMES:
        raise ValidationError(
            f"There is no widget {name!r}: choose one of {', '.join(_NAMES)}."
        )
    theme = optional_text(operation, "theme")
    values = {"name": name, "theme": theme if theme in _THEMES else "dark"}
    entity_type = optional_text(operation, "entity_type")
    if entity_type is not None:
        row = batch.writer.find(entity_type, operation.get("entity_key"))
        values["entity"] = f"{entity_type} {row.get('name') or ''}".strip()
    path = batch.reading.signer.sign(WIDGET_PATH, values, soon(_LIFETIME))
    return answer({"widget_url": batch.reading.url + path})
