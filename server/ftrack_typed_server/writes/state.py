"""What a batch has written so far, and what is to be looked at when it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import attrs
from sqlalchemy import ColumnElement, Connection, select

from ftrack_typed_server import dates
from ftrack_typed_server.access import SeenSite
from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.compile.combining import has_key
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.users import Caller
from ftrack_typed_server.writes.journal import Journal

KeyParts: TypeAlias = "tuple[Any, ...]"
"""A row's key, one part an attribute of the primary key."""

Values: TypeAlias = "dict[str, Any]"
"""Column to value."""


@attrs.frozen
class Touched:
    """A row that the batch created or changed.

    Attributes:
        entity: its concrete type.
        key: its key.
    """

    entity: EntityType
    key: KeyParts


@attrs.frozen
class SetReference:
    """A key that the batch wrote into a row.

    Attributes:
        owner: the row's type.
        attribute: the attribute that holds the key.
        target: the type that must have the key.
        key: the key.
    """

    owner: str
    attribute: str
    target: str
    key: str


@attrs.frozen
class Attachment:
    """An item of a collection that was not there when the collection was written."""

    owner: Touched
    relation: str
    item: KeyParts


@attrs.define(eq=False)
class Writing:
    """One batch's writes.

    Attributes:
        site: the resolved schema.
        connection: the open transaction.
        caller: who writes.
        created: rows that were created, in order.
        touched: rows that were created or changed.
        removed: family and key of rows that were deleted.
        references: keys that were written.
        attachments: items that were yet to come.
        written: family and key of rows whose end state the caller must be allowed.
        now: the batch's moment, as it is stored.
        journal: where rows are kept as they were, if anyone is to be told of changes.
        seen: the site as the caller sees it; none where that is everything.
    """

    site: Site
    connection: Connection
    caller: Caller
    created: dict[tuple[str, KeyParts], Touched] = attrs.field(
        factory=dict["tuple[str, KeyParts]", Touched]
    )
    touched: dict[tuple[str, KeyParts], Touched] = attrs.field(
        factory=dict["tuple[str, KeyParts]", Touched]
    )
    removed: set[tuple[str, KeyParts]] = attrs.field(
        factory=set["tuple[str, KeyParts]"]
    )
    references: set[SetReference] = attrs.field(factory=set[SetReference])
    attachments: list[Attachment] = attrs.field(factory=list[Attachment])
    written: set[tuple[str, KeyParts]] = attrs.field(
        factory=set["tuple[str, KeyParts]"]
    )
    now: str = attrs.field(factory=dates.now)
    journal: Journal | None = None
    seen: SeenSite | None = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        access = self.caller.access
        self.seen = None if access is None else access.on(self.site)

    def touch(self, entity: EntityType, key: KeyParts) -> Touched:
        """Note that a row was written."""
        touched = Touched(entity, key)
        self.touched[entity.root, key] = touched
        self.written.add((entity.root, key))
        return touched

    def fetch(self, entity: EntityType, key: KeyParts) -> Mapping[str, Any] | None:
        """Return the row of *entity* that has *key*, if there is one."""
        table = self.site.tables[entity.root]
        conditions = [self.has_key(entity, key)]
        if entity.partial and TYPE_COLUMN in table.c:
            conditions.append(table.c[TYPE_COLUMN].in_(entity.concrete))
        rows = self.connection.execute(select(table).where(*conditions)).mappings()
        found = rows.first()
        return None if found is None else dict(found)

    def insert(self, entity: EntityType, values: Values) -> None:
        """Insert a row."""
        key = tuple(values[name] for name in entity.primary_key)
        self.written.add((entity.root, key))
        if self.journal is not None:
            self.journal.remember((entity.root, key), None)
        table = self.site.tables[entity.root]
        self.connection.execute(table.insert(), [values])

    def change(self, entity: EntityType, key: KeyParts, values: Values) -> None:
        """Change columns of a row."""
        if values:
            if self.journal is not None:
                self.remember(entity, self.has_key(entity, key))
            table = self.site.tables[entity.root]
            self.connection.execute(
                table.update().where(self.has_key(entity, key)).values(values)
            )

    def remember(self, entity: EntityType, *conditions: ColumnElement[bool]) -> None:
        """Keep the rows of *entity*'s family that are about to change, as they are."""
        if self.journal is None:
            return
        table = self.site.tables[entity.root]
        for row in self.connection.execute(select(table).where(*conditions)).mappings():
            key = tuple(row[name] for name in entity.primary_key)
            self.journal.remember((entity.root, key), dict(row))

    def allow(self, entity: EntityType, *conditions: ColumnElement[bool]) -> None:
        """Check that the caller may change rows of *entity*'s family.

        Raises:
            PermissionRefusedError: the caller may not.
        """
        if self.seen is not None:
            self.seen.check_changeable(self.connection, entity, conditions)

    def has_key(self, entity: EntityType, key: KeyParts) -> ColumnElement[bool]:
        """Return whether a row of the family's table has *key*."""
        table = self.site.tables[entity.root]
        return has_key(table, entity.primary_key, [key])

    def concrete(self, entity: EntityType, row: Mapping[str, Any]) -> EntityType:
        """Return the type of a row of *entity*'s family."""
        if TYPE_COLUMN in row:
            return self.site.types[row[TYPE_COLUMN]]
        return self.site.types[entity.shown_as]


def shown_key(key: Sequence[object]) -> str:
    """Return *key* for messages."""
    return " / ".join(str(part) for part in key)
