"""Who may ask, and with which key."""

from __future__ import annotations

from uuid import uuid4

import attrs
from sqlalchemy import ColumnElement, Connection, select, true

from ftrack_typed_server.access import ADMINISTRATOR, Access, administers, has_roles
from ftrack_typed_server.api_keys import is_key, match_api_key, new_key
from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.compile.relations import column_of
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
        access: what the user may see and change; none for everything.
        global_key: the ``ApiKey`` that was used, where it is nobody's own.
    """

    user_id: str | None
    username: str
    access: Access | None = None
    global_key: str | None = None

    @property
    def is_administrator(self) -> bool:
        """Whether the caller may do everything."""
        return self.access is None

    def check_component(
        self, site: Site, connection: Connection, key: str, *, changes: bool
    ) -> None:
        """Check that the caller may have the file of a component, if there is one.

        Args:
            site: the resolved schema.
            connection: the open transaction.
            key: the component's key.
            changes: whether the file is to be changed.

        Raises:
            PermissionRefusedError: the caller may not.
        """
        entity = site.types.get("Component")
        if self.access is None or entity is None:
            return
        seen = self.access.on(site)
        if changes:
            mine = site.tables[entity.root].c.id == key
            seen.check_changeable(connection, entity, [mine])
        else:
            seen.check_visible(connection, entity, (key,))


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

    The key is the user's own, or a global one, which goes with any user's name.

    Raises:
        InvalidCredentialsError: they do not belong to an active user.
    """
    # What is not in a body may hold NUL, which databases do not look for.
    if not username or not key or "\0" in username:
        raise InvalidCredentialsError
    keys = site.metadata.tables[KEY_TABLE]
    if not site.has("User", "username"):
        known = connection.scalar(select(keys.c.key).where(keys.c.username == username))
        if is_key(known, key):
            return Caller(None, username)
        raise InvalidCredentialsError
    users = site.table("User")
    administrator: ColumnElement[bool] = true()
    if has_roles(site):
        administrator = administers(site, users.c.id)
    row = connection.execute(
        select(users.c.id, administrator, keys.c.key)
        .outerjoin_from(users, keys, keys.c.username == users.c.username)
        .where(users.c.username == username, users.c.is_active == true())
    ).first()
    if row is None:
        raise InvalidCredentialsError
    user_id, is_administrator, known = row
    if not is_key(known, key):
        found = match_api_key(connection, site, user_id, key)
        if found is None:
            raise InvalidCredentialsError
        key_id, owner = found
        if owner is None:
            return Caller(user_id, username, Access(None), key_id)
    return Caller(user_id, username, None if is_administrator else Access(user_id))


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
    key = new_key()
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
    key = new_key()
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
    values[user.primary_key[0]] = user_id = str(uuid4())
    connection.execute(users.insert().values(values))
    if has_roles(site):
        _make_administrator(connection, site, user_id)


def _make_administrator(connection: Connection, site: Site, user_id: str) -> None:
    role_id = str(uuid4())
    for name, row in (
        ("SecurityRole", {"id": role_id, "name": ADMINISTRATOR, "type": "PROJECT"}),
        (
            "UserSecurityRole",
            {
                "id": str(uuid4()),
                "user_id": user_id,
                "security_role_id": role_id,
                "is_all_open_projects": True,
            },
        ),
    ):
        entity = site.types[name]
        columns = {column_of(entity, key): value for key, value in row.items()}
        connection.execute(site.table(name).insert().values(columns))
