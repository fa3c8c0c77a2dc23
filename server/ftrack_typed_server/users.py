"""Who may ask, and with which key."""

from __future__ import annotations

import hmac
import secrets
from uuid import uuid4

import attrs
from sqlalchemy import Connection, select, true

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.errors import InvalidCredentialsError
from ftrack_typed_server.seeding import discriminators
from ftrack_typed_server.site import Site
from ftrack_typed_server.tables import KEY_TABLE

FALLBACK_USERNAME = "demo"
"""The user that is made where the data have none."""


@attrs.frozen
class Caller:
    """The user behind a request.

    Attributes:
        user_id: the user's key, none where the schema has no users.
        username: the login name.
    """

    user_id: str | None
    username: str


@attrs.frozen
class Credentials:
    """What a client signs in with.

    Attributes:
        username: the login name.
        key: the API key.
    """

    username: str
    key: str = attrs.field(repr=False)


def authenticate(
    connection: Connection, site: Site, username: str | None, key: str | None
) -> Caller:
    """Return the user that *username* and *key* belong to.

    Raises:
        InvalidCredentialsError: they do not belong to an active user.
    """
    if not username or not key:
        raise InvalidCredentialsError
    keys = site.metadata.tables[KEY_TABLE]
    known = connection.scalar(select(keys.c.key).where(keys.c.username == username))
    # Compared in constant time, so that no part of a key can be guessed by itself.
    if known is None or not hmac.compare_digest(known.encode(), key.encode()):
        raise InvalidCredentialsError
    if not site.has("User", "username"):
        return Caller(None, username)
    users = site.table("User")
    user_id = connection.scalar(
        select(users.c.id).where(
            users.c.username == username, users.c.is_active == true()
        )
    )
    if user_id is None:
        raise InvalidCredentialsError
    return Caller(user_id, username)


def ensure_credentials(
    connection: Connection, site: Site, preferred: str | None
) -> Credentials:
    """Return the first user that was given a key; give one if there is none.

    It is given to the preferred user, else to a new one.

    Args:
        connection: an open transaction that may write.
        site: the resolved schema.
        preferred: the login name of the user to give a key to.
    """
    keys = site.metadata.tables[KEY_TABLE]
    known = connection.execute(
        select(keys.c.username, keys.c.key)
        .order_by(keys.c.is_first.is_(None), keys.c.username)
        .limit(1)
    ).first()
    if known is not None:
        return Credentials(known[0], known[1])
    username = preferred or FALLBACK_USERNAME
    if preferred is None and site.has("User", "username"):
        _create_user(connection, site, username)
    key = secrets.token_urlsafe(32)
    connection.execute(keys.insert().values(username=username, key=key, is_first=True))
    return Credentials(username, key)


def reset_key(connection: Connection, site: Site, username: str) -> str:
    """Give a user a new key in place of the one there was, if any; return it.

    Args:
        connection: an open transaction that may write.
        site: the resolved schema.
        username: the user's login name.
    """
    keys = site.metadata.tables[KEY_TABLE]
    key = secrets.token_urlsafe(32)
    changed = connection.execute(
        keys.update().where(keys.c.username == username).values(key=key)
    )
    if not changed.rowcount:
        connection.execute(keys.insert().values(username=username, key=key))
    return key


def _create_user(connection: Connection, site: Site, username: str) -> None:
    user = site.types["User"]
    users = site.table("User")
    values = discriminators(user) | {"username": username, "is_active": True}
    if TYPE_COLUMN in users.c:
        values[TYPE_COLUMN] = user.shown_as
    values[user.primary_key[0]] = str(uuid4())
    connection.execute(users.insert().values(values))
