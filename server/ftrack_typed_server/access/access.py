"""One caller's view of a site, and what it may change there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs
from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    exists,
    false,
    literal,
    not_,
    or_,
    select,
    true,
)

from ftrack_typed.schema import HiddenCollection
from ftrack_typed_server.access.places import Places, is_work
from ftrack_typed_server.access.roles import own_roles, projects_of
from ftrack_typed_server.attributes import TYPE_COLUMN, Related
from ftrack_typed_server.compile.relations import column_of
from ftrack_typed_server.errors import PermissionRefusedError
from ftrack_typed_server.site import EntityType, Site

_CONFIGURATIONS = ("CustomConfigurationBase", "CustomAttributeConfiguration")
_VALUES = ("CustomAttributeLink", "CustomAttributeLinkFrom", "CustomAttributeValue")
_SECURITY = frozenset(
    ["ApiKey", "SecurityRole", "UserSecurityRole", "UserSecurityRoleProject"]
)


@attrs.frozen
class Access:
    """What a user without the administrator's role, or a global key, may do.

    Attributes:
        user_id: the user's key; none for a global key, whose roles are those of type
            API and hold everywhere.
    """

    user_id: str | None

    def on(self, site: Site) -> SeenSite:
        """Return what may be done on *site*, for one request."""
        return SeenSite(site, self.user_id)

    def projects(self, site: Site, connection: Connection) -> frozenset[str] | None:
        """Return the keys of the projects whose rows can be seen; none for all."""
        if self.user_id is None or "Project" not in site.types:
            return None
        return frozenset(connection.scalars(projects_of(site, self.user_id)))

    def hidden_attributes(self, site: Site, connection: Connection) -> frozenset[str]:
        """Return the keys of the custom attributes that cannot be read."""
        entity = site.types.get("CustomAttributeConfiguration")
        if entity is None or "key" not in entity.attributes:
            return frozenset()
        rows = site.table(entity.name).alias()
        seen = self.on(site).visible(entity.root, rows)
        if seen is None:
            return frozenset()
        keys = select(rows.c[column_of(entity, "key")]).where(not_(seen))
        return frozenset(key for key in connection.scalars(keys) if key)


class SeenSite:
    """A site with somebody's eyes."""

    def __init__(self, site: Site, user_id: str | None) -> None:
        """See *site* as the user with the key *user_id*, or as a global key."""
        self._site = site
        self._user_id = user_id
        self._places: Places | None = None
        if user_id is not None and "Project" in site.types:
            self._places = Places(site, projects_of(site, user_id))

    def visible(self, root: str, source: FromClause) -> ColumnElement[bool] | None:
        """Return whether rows can be seen.

        Args:
            root: the rows' family.
            source: the rows.

        Returns:
            the condition, which is never null; none where all of them can be.
        """
        if root in _CONFIGURATIONS:
            return self._admitted("read_security_roles", source.c.id)
        conditions = self._attributes(root, source, "read_security_roles")
        if self._places is not None:
            place = self._places.condition(root, source)
            conditions += [] if place is None else [place]
        return and_(*conditions) if conditions else None

    def changeable(self, root: str, source: FromClause) -> ColumnElement[bool]:
        """Return whether rows can be changed; as :meth:`visible`, but never none."""
        site, user_id = self._site, self._user_id
        attributes = self._attributes(root, source, "write_security_roles")
        if user_id is None:
            return false() if root in _SECURITY else and_(true(), *attributes)
        if root == site.types["User"].root:
            return source.c.id == user_id
        if not is_work(root) or root in _SECURITY:
            return false()
        conditions = [*attributes, exists(own_roles(site, user_id))]
        seen = self.visible(root, source)
        if seen is not None:
            conditions.append(seen)
        if root == "Context" and "Project" in site.types and TYPE_COLUMN in source.c:
            # A project itself is its managers'.
            managed = projects_of(site, user_id, managed=True)
            is_project = source.c[TYPE_COLUMN] == "Project"
            conditions.append(or_(not_(is_project), source.c.id.in_(managed)))
        return and_(*conditions)

    def check_changeable(
        self,
        connection: Connection,
        entity: EntityType,
        conditions: Iterable[ColumnElement[bool]],
    ) -> None:
        """Check that the rows with *conditions* may be changed.

        Args:
            connection: the open transaction.
            entity: a type of the rows' family.
            conditions: what the rows satisfy, about the family's table.

        Raises:
            PermissionRefusedError: one of them may not.
        """
        table = self._site.tables[entity.root]
        refused = not_(self.changeable(entity.root, table))
        self._refuse(connection, entity, table, [*conditions, refused], "change")

    def check_visible(
        self, connection: Connection, entity: EntityType, key: tuple[object, ...]
    ) -> None:
        """Check that the row with *key*, if there is one, can be seen.

        Raises:
            PermissionRefusedError: it cannot.
        """
        table = self._site.tables[entity.root]
        seen = self.visible(entity.root, table)
        if seen is not None:
            mine = [
                table.c[name] == part
                for name, part in zip(entity.primary_key, key, strict=True)
            ]
            self._refuse(connection, entity, table, [*mine, not_(seen)], "see")

    def check_value_changeable(
        self, connection: Connection, configuration_id: object
    ) -> None:
        """Check that values of a custom attribute may be changed.

        Raises:
            PermissionRefusedError: none of the roles is among those that it is for.
        """
        entity = self._site.types["CustomAttributeConfiguration"]
        table = self._site.tables[entity.root]
        reasons = [
            not_(condition)
            for name in ("read_security_roles", "write_security_roles")
            if (condition := self._admitted(name, table.c.id)) is not None
        ]
        if reasons:
            mine = table.c.id == configuration_id
            self._refuse(
                connection, entity, table, [mine, or_(*reasons)], "change values of"
            )

    def _refuse(
        self,
        connection: Connection,
        entity: EntityType,
        table: FromClause,
        conditions: list[ColumnElement[bool]],
        what: str,
    ) -> None:
        keys = [table.c[name] for name in entity.primary_key]
        row = connection.execute(select(*keys).where(*conditions).limit(1)).first()
        if row is not None:
            key = " / ".join(str(part) for part in row)
            raise PermissionRefusedError(
                f"Permission denied: none of your roles lets you {what} "
                f"{entity.name} {key}."
            )

    def _attributes(
        self, root: str, source: FromClause, name: str
    ) -> list[ColumnElement[bool]]:
        """Return whether rows of values and links are of what *name* admits to."""
        if root not in _VALUES:
            return []
        key = source.c[column_of(self._site.types[root], "configuration_id")]
        admitted = self._admitted(name, key)
        return [] if admitted is None else [admitted]

    def _admitted(
        self, name: str, configuration_id: ColumnElement[Any]
    ) -> ColumnElement[bool] | None:
        """Return whether a custom attribute is for all roles, or for one of these."""
        site = self._site
        for entity_type in _CONFIGURATIONS:
            entity = site.types.get(entity_type)
            attribute = None if entity is None else entity.attributes.get(name)
            if isinstance(attribute, Related) and isinstance(
                attribute.relation, HiddenCollection
            ):
                named = site.hidden_links[attribute.relation.table]
                break
        else:
            return None
        every, own = named.alias(), named.alias()
        return or_(
            ~exists(
                select(literal(1))
                .where(every.c.source_id == configuration_id)
                .correlate_except(every)
            ),
            exists(
                select(literal(1))
                .where(
                    own.c.source_id == configuration_id,
                    own.c.target_id.in_(own_roles(site, self._user_id)),
                )
                .correlate_except(own)
            ),
        )
