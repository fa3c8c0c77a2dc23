"""The operations that write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from ftrack_typed_server.access import SeenSite
from ftrack_typed_server.attributes import (
    TYPE_COLUMN,
    Composed,
    Computed,
    Related,
    Stored,
)
from ftrack_typed_server.custom_attribute_links import LINK, REVERSED_LINK
from ftrack_typed_server.custom_attributes import is_dense, owner_of
from ftrack_typed_server.encoding import column_values
from ftrack_typed_server.errors import IntegrityError, ValidationError
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.users import Caller
from ftrack_typed_server.writes.changes import Change
from ftrack_typed_server.writes.checks import check_allowed, check_batch
from ftrack_typed_server.writes.collections import attach_missing, replace_items
from ftrack_typed_server.writes.completion import complete_batch
from ftrack_typed_server.writes.configurations import refuse_reconfiguration
from ftrack_typed_server.writes.custom_values import delete_value, write_value
from ftrack_typed_server.writes.defaults import concrete_type, fill_defaults
from ftrack_typed_server.writes.deletion import delete_rows
from ftrack_typed_server.writes.journal import Journal
from ftrack_typed_server.writes.keys import (
    entity_type,
    key_part,
    key_parts,
    referred_key,
)
from ftrack_typed_server.writes.references import references_of
from ftrack_typed_server.writes.state import (
    KeyParts,
    SetReference,
    Values,
    Writing,
    shown_key,
)
from ftrack_typed_server.writes.status_changes import record_status_change

_TYPE_KEY = "__entity_type__"


class Writer:
    """Writes the operations of one batch."""

    def __init__(
        self,
        site: Site,
        connection: Connection,
        caller: Caller,
        journal: Journal | None = None,
    ) -> None:
        """Begin a batch in the transaction of *connection*, written by *caller*.

        Rows are kept as they were in *journal*, if there is one.
        """
        self._writing = Writing(site, connection, caller, journal=journal)
        self._site = site

    @property
    def now(self) -> str:
        """The batch's moment, as it is stored."""
        return self._writing.now

    @property
    def seen(self) -> SeenSite | None:
        """The site as the caller sees it, none where that is everything."""
        return self._writing.seen

    def create(
        self, type_name: str, entity_key: object, data: Mapping[str, Any]
    ) -> Change:
        """Create a row.

        Raises:
            ValidationError: an attribute or a value is wrong.
            IntegrityError: there is such a row already.
        """
        entity = entity_type(self._site, type_name)
        if is_dense(entity.name):
            return self._write_value(entity, entity_key or _key_in(entity, data), data)
        if entity.root == REVERSED_LINK and LINK in self._site.types:
            raise ValidationError(
                f"{entity.name} shows links from their end: create a {LINK} instead."
            )
        values, collections = self._read(entity, data)
        self._set_key(entity, entity_key, values)
        concrete = concrete_type(self._site, entity, values)
        fill_defaults(self._writing, concrete, values)
        key = tuple(
            key_part(concrete, name, values[column])
            for name, column in zip(
                concrete.schema.primary_key, concrete.primary_key, strict=True
            )
        )
        if self._writing.fetch(self._site.types[concrete.root], key) is not None:
            raise IntegrityError(
                f"DuplicateEntryError: there is a {concrete.name} {shown_key(key)} "
                "already."
            )
        table = self._site.tables[concrete.root]
        if TYPE_COLUMN in table.c:
            values[TYPE_COLUMN] = concrete.shown_as
        self._writing.insert(concrete, values)
        touched = self._writing.touch(concrete, key)
        self._writing.created[concrete.root, key] = touched
        self._writing.removed.discard((concrete.root, key))
        for relation, items in collections:
            replace_items(self._writing, touched, relation, items)
        return Change("create", concrete, key, _carried(concrete, data))

    def update(
        self, type_name: str, entity_key: object, data: Mapping[str, Any]
    ) -> Change:
        """Change a row; custom attribute values are created as needed.

        Raises:
            ValidationError: there is no such row, or an attribute or a value is wrong.
        """
        entity = entity_type(self._site, type_name)
        if is_dense(entity.name):
            return self._write_value(entity, entity_key, data)
        key = key_parts(entity, entity_key)
        row = self.find(type_name, entity_key)
        concrete = self._writing.concrete(entity, row)
        self._writing.allow(entity, self._writing.has_key(entity, key))
        values, collections = self._read(concrete, data)
        _refuse_immutable(concrete, data, values, row)
        refuse_reconfiguration(concrete, row, values)
        self._writing.change(concrete, key, values)
        touched = self._writing.touch(concrete, key)
        record_status_change(self._writing, touched, row, values)
        for relation, items in collections:
            replace_items(self._writing, touched, relation, items)
        return Change("update", concrete, key, _carried(concrete, data))

    def delete(self, type_name: str, entity_key: object) -> None:
        """Delete a row and what belongs to it; one that is gone may be deleted again.

        Raises:
            ValidationError: there is no such row, and the batch did not delete it.
            IntegrityError: the row is still in use.
        """
        entity = entity_type(self._site, type_name)
        key = key_parts(entity, entity_key)
        if is_dense(entity.name):
            self._allow_value(entity, key)
            delete_value(self._writing, entity, key)
            return
        if self._writing.fetch(entity, key) is None:
            if (entity.root, key) in self._writing.removed:
                return
            raise ValidationError(f"There is no {entity.name} {shown_key(key)}.")
        self._writing.allow(entity, self._writing.has_key(entity, key))
        delete_rows(self._writing, entity, key)

    def find(self, type_name: str, entity_key: object) -> Mapping[str, Any]:
        """Return the columns of a row.

        Raises:
            ValidationError: there is no such row.
            PermissionRefusedError: the caller may not see it.
        """
        entity = entity_type(self._site, type_name)
        key = key_parts(entity, entity_key)
        row = self._writing.fetch(entity, key)
        if row is None:
            raise ValidationError(f"There is no {entity.name} {shown_key(key)}.")
        if self._writing.seen is not None:
            self._writing.seen.check_visible(self._writing.connection, entity, key)
        return row

    def removed(self, root: str) -> list[Any]:
        """Return the keys of the rows of a family that the batch deleted."""
        return [key[0] for family, key in self._writing.removed if family == root]

    def finish(self) -> None:
        """Complete what the server fills in, and check what only holds at the end.

        Raises:
            ValidationError: something required is missing, or a key leads nowhere.
            IntegrityError: a row clashes with another one.
            PermissionRefusedError: the caller may not have rows as they are now.
        """
        if self._writing.written or self._writing.attachments:
            attach_missing(self._writing)
            complete_batch(self._writing)
            # First of all, or the other checks would tell of what is not seen.
            check_allowed(self._writing)
            check_batch(self._writing)

    def _write_value(
        self, entity: EntityType, entity_key: object, data: Mapping[str, Any]
    ) -> Change:
        key = key_parts(entity, entity_key)
        self._allow_value(entity, key)
        write_value(self._writing, entity, key, data)
        return Change("update", entity, key, _carried(entity, data) | {"value", "key"})

    def _allow_value(self, entity: EntityType, key: KeyParts) -> None:
        """Check that the caller may change a custom attribute's value.

        Raises:
            PermissionRefusedError: the caller may not.
        """
        seen = self._writing.seen
        if seen is None:
            return
        owner = self._site.types[owner_of(entity.name)]
        self._writing.allow(owner, self._writing.has_key(owner, key[1:]))
        self._writing.written.add((owner.root, key[1:]))
        seen.check_value_changeable(self._writing.connection, key[0])

    def _read(
        self, entity: EntityType, data: Mapping[str, Any]
    ) -> tuple[Values, list[tuple[Related, object]]]:
        """Return the columns to write and the collections to replace."""
        values: Values = {}
        collections: list[tuple[Related, object]] = []
        for name, value in data.items():
            if name == _TYPE_KEY:
                continue
            attribute = entity.attributes.get(name)
            match attribute:
                case None:
                    raise ValidationError(f"{entity.name} has no attribute {name!r}.")
                case Stored():
                    _merge(values, column_values(entity.name, attribute, value))
                case Related(many=True):
                    collections.append((attribute, value))
                case Related():
                    _merge(values, self._reference(entity, attribute, value))
                case Computed() | Composed():
                    raise ValidationError(
                        f"{entity.name}.{name} is computed by the server and cannot "
                        "be written."
                    )
        self._note_references(entity, values)
        return values, collections

    def _reference(
        self, entity: EntityType, relation: Related, value: object
    ) -> Values:
        if relation.computed_key is not None:
            raise ValidationError(
                f"{entity.name}.{relation.name} is computed by the server and cannot "
                "be written."
            )
        if value is None:
            return {own: None for own, _ in relation.keys}
        key = referred_key(self._site, entity.name, relation, value)
        return {own: part for (own, _), part in zip(relation.keys, key, strict=True)}

    def _note_references(self, entity: EntityType, values: Values) -> None:
        for column, (name, target) in references_of(self._site, entity).items():
            key = values.get(column)
            if key is not None:
                self._writing.references.add(
                    SetReference(entity.name, name, target, key)
                )

    def _set_key(self, entity: EntityType, entity_key: object, values: Values) -> None:
        if entity_key is None or entity_key == []:
            return
        for name, part in zip(
            entity.primary_key, key_parts(entity, entity_key), strict=True
        ):
            if values.setdefault(name, part) != part:
                raise ValidationError(
                    f"{entity.name}.{name} is {values[name]!r}, but 'entity_key' says "
                    f"{part!r}."
                )


def _merge(values: Values, new: Mapping[str, object]) -> None:
    # A reference and its key may both be sent, of which one may be null.
    for column, value in new.items():
        if value is not None or column not in values:
            values[column] = value


def _carried(entity: EntityType, data: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name in data if name in entity.attributes)


def _key_in(entity: EntityType, data: Mapping[str, Any]) -> list[object]:
    return [data[name] for name in entity.schema.primary_key if name in data]


def _refuse_immutable(
    entity: EntityType, data: Mapping[str, Any], values: Values, row: Mapping[str, Any]
) -> None:
    """Refuse to change what may only be set once."""
    for name in data:
        once = name in entity.schema.immutable or name in entity.schema.primary_key
        if not once or name not in entity.attributes:
            continue
        attribute = entity.attributes[name]
        if isinstance(attribute, Related):
            columns = [own for own, _ in attribute.keys]
        else:
            columns = [attribute.column] if isinstance(attribute, Stored) else []
        unchanged = all(
            row[column] is None or row[column] == values.get(column)
            for column in columns
        )
        if not columns or not unchanged:
            raise ValidationError(
                f"{entity.name}.{name} is immutable: it is set when the entity is "
                "created and cannot be changed."
            )
