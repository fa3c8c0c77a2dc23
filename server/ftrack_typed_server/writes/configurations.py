"""What may not be changed of a custom attribute once there are values of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftrack_typed_server.custom_attributes import CONFIGURATION
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.site import EntityType
from ftrack_typed_server.writes.state import Values

_CONFIGURATIONS = (CONFIGURATION, "CustomAttributeLinkConfiguration")


def refuse_reconfiguration(
    entity: EntityType, row: Mapping[str, Any], values: Values
) -> None:
    """Refuse another type, and a project's own in place of one for all projects.

    Args:
        entity: the type of the row that is changed.
        row: its columns as they are.
        values: the columns that are to be written.

    Raises:
        ValidationError: the values of the attribute would no longer be valid.
    """
    if entity.name not in _CONFIGURATIONS:
        return
    old, new = row.get("type_id"), values.get("type_id", row.get("type_id"))
    if old is not None and new != old:
        raise ValidationError(
            f"The type of the custom attribute {row['key']!r} cannot be changed: "
            "create another attribute."
        )
    if row["project_id"] is None and values.get("project_id") is not None:
        raise ValidationError(
            f"The custom attribute {row['key']!r} is one of all projects and cannot "
            "become a project's own."
        )
