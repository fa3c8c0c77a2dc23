"""Keys besides the one that each user has: further ones, and global ones.

Each is an ``ApiKey`` row; the key itself is kept apart, where no query reaches it.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, select

from ftrack_typed_server.compile.relations import column_of
from ftrack_typed_server.site import Site
from ftrack_typed_server.tables import FURTHER_KEY_TABLE

API_KEY: Final = "ApiKey"
"""The entity type; a row without a resource is a global key's."""


def new_key() -> str:
    """Return a random key, which can be an argument of a command: no hyphen leads."""
    key = secrets.token_urlsafe(32)
    return key if key[0] != "-" else new_key()


def is_key(known: str | None, given: str) -> bool:
    """Return whether the key that was *given* is the *known* one."""
    # Compared in constant time, so that no part of a key can be guessed by itself.
    return known is not None and hmac.compare_digest(known.encode(), given.encode())


def match_api_key(
    connection: Connection, site: Site, user_id: str, key: str
) -> tuple[str, str | None] | None:
    """Return the ``ApiKey`` that *key* is of, and whose; none if it is not the user's.

    A global key is everyone's.

    Args:
        connection: an open transaction.
        site: the resolved schema.
        user_id: the user's key.
        key: the API key that was given.
    """
    if not has_api_keys(site):
        return None
    keys, rows = site.metadata.tables[FURTHER_KEY_TABLE], site.table(API_KEY)
    owner = rows.c[column_of(site.types[API_KEY], "resource_id")]
    for row in connection.execute(
        select(rows.c.id, owner, keys.c.key)
        .join_from(keys, rows, rows.c.id == keys.c.id)
        .where(owner.is_(None) | (owner == user_id))
    ):
        if is_key(row[2], key):
            return row[0], row[1]
    return None


def has_api_keys(site: Site) -> bool:
    """Return whether the schema has keys besides the one of each user."""
    return site.has(API_KEY, "identifier", "resource_id")


def find_api_key(
    connection: Connection, site: Site, identifier: str
) -> tuple[str, str | None] | None:
    """Return the ``ApiKey`` called *identifier* and whose it is, if there is one."""
    rows, entity = site.table(API_KEY), site.types[API_KEY]
    row = connection.execute(
        select(rows.c.id, rows.c[column_of(entity, "resource_id")])
        .where(rows.c[column_of(entity, "identifier")] == identifier)
        .order_by(rows.c.id)
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def create_api_key(
    connection: Connection, site: Site, identifier: str, owner: str | None
) -> str:
    """Add an ``ApiKey`` for *owner*, none for all users; return its key."""
    key_id = str(uuid4())
    entity = site.types[API_KEY]
    row = {"id": key_id, "identifier": identifier, "resource_id": owner}
    columns = {column_of(entity, name): value for name, value in row.items()}
    connection.execute(site.table(API_KEY).insert().values(columns))
    return key_id


def reset_api_key(connection: Connection, site: Site, key_id: str) -> str:
    """Give an ``ApiKey`` a new key in place of the one there was, if any; return it.

    Args:
        connection: an open transaction that may write.
        site: the resolved schema.
        key_id: the key of its row.
    """
    keys = site.metadata.tables[FURTHER_KEY_TABLE]
    key = new_key()
    connection.execute(keys.delete().where(keys.c.id == key_id))
    connection.execute(keys.insert().values(id=key_id, key=key))
    return key
