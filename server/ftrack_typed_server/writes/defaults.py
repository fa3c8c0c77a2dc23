"""What the server fills in when an entity is created."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from ftrack_typed_server.attributes import Kind, Stored
from ftrack_typed_server.encoding import column_values
from ftrack_typed_server.errors import ValidationError
from ftrack_typed_server.seeding import discriminators
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.site_building import classifier_values
from ftrack_typed_server.variables import LARGEST_INTEGER
from ftrack_typed_server.writes.state import Values, Writing

DEFAULT_USER_TYPE = "ac9fa5aa-4361-11e0-b7cc-0019bb4983d8"

_Default = Callable[[Writing], object]


def _now(writing: Writing) -> object:
    return writing.now


def _caller(writing: Writing) -> object:
    return writing.caller.user_id


_BY_NAME: Mapping[str, _Default] = {"created_at": _now, "created_by_id": _caller}
_BY_TYPE: Mapping[tuple[str, str], _Default] = {
    ("AssetVersion", "date"): _now,
    ("AssetVersion", "user_id"): _caller,
    ("Job", "user_id"): _caller,
    ("List", "date"): _now,
    ("Note", "date"): _now,
    ("Note", "thread_activity"): _now,
    ("Note", "user_id"): _caller,
    ("Project", "status"): lambda writing: "active",
    ("StatusChange", "date"): _now,
    ("Timelog", "start"): _now,
    ("Timelog", "user_id"): _caller,
    ("Timer", "start"): _now,
    ("Timer", "user_id"): _caller,
    ("TypedContext", "bid"): lambda writing: 0.0,
    ("User", "first_name"): lambda writing: "first",
    ("User", "last_name"): lambda writing: "last",
    ("User", "user_type_id"): lambda writing: _user_type(writing),
    ("User", "username"): lambda writing: str(uuid4()),
}
_ZEROS: Mapping[Kind, object] = {Kind.INTEGER: 0, Kind.NUMBER: 0.0}


def concrete_type(site: Site, entity: EntityType, values: Values) -> EntityType:
    """Return the type of a new row: the subtype that its values mark, else *entity*."""
    for other in site.types.values():
        if other.root != entity.root or other.name not in entity.concrete:
            continue
        marks = classifier_values(other)
        if marks and all(values.get(name) == mark for name, mark in marks.items()):
            return other
    return site.types[entity.shown_as]


def fill_defaults(writing: Writing, entity: EntityType, values: Values) -> None:
    """Give *values* what the operation left open: the schema's and ftrack's defaults.

    Args:
        writing: the batch.
        entity: the new row's type.
        values: the columns to write, which are added to.
    """
    marks = discriminators(entity)
    for attribute in entity.stored:
        is_key = attribute.column in entity.primary_key
        given = attribute.column in values
        # A key that is null is one that is not given.
        if given and not (is_key and values[attribute.column] is None):
            continue
        item = attribute.property
        if item.has_default and item.default is not None:
            default = str(uuid4()) if item.default == "{uid}" else item.default
            values.update(column_values(entity.name, attribute, default))
        elif attribute.column in marks:
            values[attribute.column] = marks[attribute.column]
        elif is_key:
            values[attribute.column] = _new_key(writing, entity, attribute)
        elif (filled := _filled(writing, entity, attribute)) is not None:
            values[attribute.column] = filled
    if entity.root == "Context":
        _place(entity, values)


def _filled(writing: Writing, entity: EntityType, attribute: Stored) -> object:
    default = _BY_NAME.get(attribute.name)
    for name in (entity.name, entity.root, "TypedContext"):
        if name != "TypedContext" or _is_typed_context(entity):
            default = default or _BY_TYPE.get((name, attribute.name))
    if default is not None:
        return default(writing)
    if attribute.kind is Kind.BOOLEAN:
        return False
    if attribute.name not in entity.schema.required:
        return None
    if attribute.kind is Kind.DATETIME:
        return writing.now
    if _is_typed_context(entity) and attribute.name == "sort":
        # Known when the parent is: at the end of the batch.
        return None
    return _ZEROS.get(attribute.kind)


def _place(entity: EntityType, values: Values) -> None:
    if entity.name == "Project":
        values["project_id"] = values[entity.primary_key[0]]
        if values.get("full_name") is None and "full_name" in entity.attributes:
            values["full_name"] = values.get("name")
        return
    if values.get("parent_id") is None and values.get("project_id") is not None:
        # What is on top of a project has the project as its parent.
        values["parent_id"] = values["project_id"]


def _is_typed_context(entity: EntityType) -> bool:
    return entity.root == "Context" and entity.name != "Project"


def _new_key(writing: Writing, entity: EntityType, attribute: Stored) -> Any:
    if attribute.kind is not Kind.INTEGER:
        if len(entity.primary_key) == 1:
            return str(uuid4())
        raise ValidationError(
            f"{entity.name}.{attribute.name} is a part of the key and must be given."
        )
    column = writing.site.tables[entity.root].c[attribute.column]
    highest = writing.connection.scalar(select(func.max(column))) or 0
    if highest >= LARGEST_INTEGER:
        raise ValidationError(
            f"{entity.name}.{attribute.name} must be given: {highest} is taken, and "
            "there is none above it."
        )
    return highest + 1


def _user_type(writing: Writing) -> object:
    if not writing.site.has("UserType"):
        return None
    types = writing.site.table("UserType")
    return writing.connection.scalar(
        select(types.c.id).where(types.c.id == DEFAULT_USER_TYPE)
    )
