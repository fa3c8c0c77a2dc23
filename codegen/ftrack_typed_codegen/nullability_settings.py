"""What a project says of attributes, held against the schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from ftrack_typed.schema import EntitySchema, PropertySchema

from .errors import SettingsError
from .mutability import Mutability
from .settings import Settings
from .view import SchemaView


def check_attributes(view: SchemaView, settings: Settings) -> None:
    """Look whether attributes can be what *settings* say.

    Raises:
        SettingsError: one is not there, or cannot; it names the file and the key.
    """
    for name, nullable in settings.nullable.items():
        entity, item = _found(view, settings, "nullable", name)
        problem = _why_not_nullable(view, entity, item, nullable=nullable)
        if problem:
            raise _refused(settings, "nullable", name, problem)
    for name, asked in settings.required.items():
        entity, item = _found(view, settings, "required", name)
        problem = _why_not_required(view, entity, item, asked=asked)
        if problem:
            raise _refused(settings, "required", name, problem)


def _found(
    view: SchemaView, settings: Settings, table: str, name: str
) -> tuple[EntitySchema, PropertySchema]:
    entity_type, _, attribute = name.partition(".")
    entity = view.document.entities.get(entity_type)
    if entity is None:
        near = _near(entity_type, view.document.entities)
        part = ", or what types takes of it," if settings.types else ""
        problem = f"the schema{part} has no type {entity_type}{near}"
        raise _refused(settings, table, name, problem)
    item = entity.properties.get(attribute)
    if item is None:
        near = _near(attribute, entity.properties)
        problem = f"{entity_type} has no attribute {attribute}{near}"
        raise _refused(settings, table, name, problem)
    return entity, item


def _why_not_nullable(
    view: SchemaView, entity: EntitySchema, item: PropertySchema, *, nullable: bool
) -> str:
    if item.is_collection:
        return "it is a collection, which may be empty and never is none"
    if item.name in entity.primary_key:
        return "it is of the key, which always has a value"
    declaring = view.declaring(entity, item.name)
    # A reference that may be none may always be there in a subtype.
    narrows = item.is_reference and not nullable
    if declaring.name != entity.name and not narrows:
        return (
            f"{declaring.name} declares it, for all of its subtypes: write "
            f'"{declaring.name}.{item.name}"'
        )
    return ""


def _why_not_required(
    view: SchemaView, entity: EntitySchema, item: PropertySchema, *, asked: bool
) -> str:
    if not asked:
        return "it can be true alone; leave it out to follow the schema"
    if item.is_collection:
        return "it is a collection, which a new entity has empty"
    if view.mutability(entity, item.name) is Mutability.READ_ONLY:
        return "the server computes it, so that it cannot be given"
    return ""


def _refused(settings: Settings, table: str, name: str, problem: str) -> SettingsError:
    return SettingsError(
        settings.source, f'[tool.ftrack-typed.{table}] "{name}": {problem}'
    )


def _near(name: str, names: Collection[str] | Mapping[str, object]) -> str:
    near = get_close_matches(name, names, n=3)
    return f"; did you mean {' or '.join(near)}?" if near else ""
