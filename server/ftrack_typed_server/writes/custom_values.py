"""Setting custom attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlalchemy import Delete, case, select

from ftrack_typed_server.custom_attributes import CONFIGURATION, owner_of
from ftrack_typed_server.encoding import moment
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.site import EntityType
from ftrack_typed_server.variables import LARGEST_NUMBER, stored_variable
from ftrack_typed_server.writes.journal import ValueChange
from ftrack_typed_server.writes.state import KeyParts, SetReference, Writing


def write_value(
    writing: Writing, entity: EntityType, key: KeyParts, data: Mapping[str, Any]
) -> None:
    """Store a custom attribute's value, whether there was one or not.

    Args:
        writing: the batch.
        entity: the value's type, such as ``ContextCustomAttributeValue``.
        key: the configuration's key and the entity's.
        data: what the operation carries; without ``value`` nothing is stored.

    Raises:
        ValidationError: there is no such configuration, or the value is not of its
            type.
    """
    for name in data:
        if name != "__entity_type__" and name not in entity.attributes:
            raise ValidationError(f"{entity.name} has no attribute {name!r}.")
    configuration_id, entity_id = key
    owner = owner_of(entity.name)
    writing.references.add(SetReference(entity.name, "entity_id", owner, entity_id))
    name, kind = _configuration(writing, configuration_id)
    if "value" not in data:
        return
    stored = stored_variable("value", _checked(name, kind, data["value"]))
    _remember(writing, entity, key, name, stored["value"])
    connection = writing.connection
    connection.execute(_deletion(writing, key))
    connection.execute(
        writing.site.values.insert().values(
            configuration_id=configuration_id, entity_id=entity_id, **stored
        )
    )


def delete_value(writing: Writing, entity: EntityType, key: KeyParts) -> None:
    """Delete a custom attribute's value, after which its default applies again.

    Args:
        writing: the batch.
        entity: the value's type.
        key: the configuration's key and the entity's.
    """
    if writing.journal is not None:
        configurations = writing.site.table(CONFIGURATION)
        row = writing.connection.execute(
            select(configurations.c.key, configurations.c.default).where(
                configurations.c.id == key[0]
            )
        ).first()
        if row is not None:
            _remember(writing, entity, key, row[0] or "", row[1])
    writing.connection.execute(_deletion(writing, key))


def _deletion(writing: Writing, key: KeyParts) -> Delete:
    values = writing.site.values
    return values.delete().where(
        values.c.configuration_id == key[0], values.c.entity_id == key[1]
    )


def _remember(
    writing: Writing, entity: EntityType, key: KeyParts, name: str, new: object
) -> None:
    """Keep what a value was, with its entity, for those who are told of changes."""
    if writing.journal is None:
        return
    site = writing.site
    owner = site.types[owner_of(entity.name)]
    configurations = site.table(CONFIGURATION)
    values = site.values
    mine = (values.c.configuration_id == configurations.c.id) & (
        values.c.entity_id == key[1]
    )
    old = writing.connection.scalar(
        select(
            case(
                (values.c.configuration_id.is_(None), configurations.c.default),
                else_=values.c.value,
            )
        )
        .outerjoin_from(configurations, values, mine)
        .where(configurations.c.id == key[0])
    )
    owner_key = (key[1],)
    writing.remember(owner, writing.has_key(owner, owner_key))
    writing.journal.set_value(
        (owner.root, owner_key),
        name,
        ValueChange(old, None if new is None else str(new)),
    )


def _configuration(writing: Writing, key: object) -> tuple[str, str]:
    """Return the key and the type's name of a configuration."""
    configurations = writing.site.table(CONFIGURATION)
    types = writing.site.table("CustomAttributeType")
    row = writing.connection.execute(
        select(configurations.c.key, types.c.name)
        .outerjoin_from(configurations, types, types.c.id == configurations.c.type_id)
        .where(configurations.c.id == key)
    ).first()
    if row is None:
        raise ValidationError(f"There is no {CONFIGURATION} {key}.")
    return row[0] or "", row[1] or "text"


def _checked(name: str, kind: str, value: object) -> object:
    if value is None:
        return None
    check, wanted = _CHECKS.get(kind, (_text, "text"))
    found = check(value)
    if found is None:
        raise ValidationError(
            f'Custom attribute value for "{name}" must be of type {wanted}. '
            f"Got {value!r}."
        )
    return found


def _text(value: object) -> object:
    return value if isinstance(value, str) else None


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value if abs(value) <= LARGEST_NUMBER else None


def _boolean(value: object) -> object:
    return value if isinstance(value, bool) else None


def _date(value: object) -> object:
    stored = moment(value)
    return None if stored is None else {"__type__": "datetime", "value": stored}


def _choices(value: object) -> object:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        choices = cast("list[object]", value)
        return choices if all(isinstance(choice, str) for choice in choices) else None
    return None


_CHECKS: Mapping[str, tuple[Callable[[object], object], str]] = {
    "text": (_text, "text"),
    "url": (_text, "text"),
    "expression": (_text, "text"),
    "number": (_number, "number"),
    "boolean": (_boolean, "boolean"),
    "date": (_date, "date"),
    "enumerator": (_choices, "list"),
    "dynamic enumerator": (_choices, "list"),
}
