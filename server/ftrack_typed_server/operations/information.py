"""What a server tells of who is signed in, where a client asks for it."""

from __future__ import annotations

from ftrack_typed_server.access import role_names
from ftrack_typed_server.attributes import Stored
from ftrack_typed_server.reading import Reading
from ftrack_typed_server.users import Caller

_SHOWN = ("username", "first_name", "last_name", "thumbnail_id")


def user_information(reading: Reading, caller: Caller) -> dict[str, object]:
    """Return who asks, with which roles and by which kind of key.

    Args:
        reading: the transaction to read in.
        caller: who asks.
    """
    known = {} if caller.user_id is None else _row(reading, caller.user_id)
    thumbnail = known.get("thumbnail_id")
    is_global = caller.global_key is not None
    roles = role_names(
        reading.site, reading.connection, None if is_global else caller.user_id
    )
    return {
        "id": caller.user_id,
        **{name: known.get(name) for name in _SHOWN},
        "username": caller.username,
        "thumbnail_url": None
        if thumbnail is None
        else {"url": reading.component_url("thumbnail", str(thumbnail))},
        "permissions": roles,
        "access_key_id": caller.global_key,
        "is_global_access_key": is_global,
    }


def _row(reading: Reading, user_id: str) -> dict[str, object]:
    """Return what is shown of a user's row."""
    users, entity = reading.site.table("User"), reading.site.types["User"]
    columns = [
        users.c[attribute.column].label(name)
        for name in _SHOWN
        if isinstance(attribute := entity.attributes.get(name), Stored)
    ]
    row = reading.connection.execute(
        users.select().with_only_columns(*columns).where(users.c.id == user_id)
    ).mappings()
    return dict(row.one())
