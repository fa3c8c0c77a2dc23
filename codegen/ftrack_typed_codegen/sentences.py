"""A sentence on each entity type and attribute, as far as the schema tells."""

from __future__ import annotations

from collections.abc import Iterable

from ftrack_typed.schema import (
    Closure,
    EntitySchema,
    ForeignCollection,
    LinkedCollection,
    PropertySchema,
    Reference,
    Relation,
    Subtype,
)

from .descriptions import DESCRIPTIONS
from .docstrings import printable
from .mutability import Mutability
from .values import is_link, is_temporal
from .view import SchemaView


def describe_entity(view: SchemaView, entity: EntitySchema) -> tuple[str, ...]:
    """Return what *entity* is, as paragraphs."""
    base = view.bases[entity.name]
    known = DESCRIPTIONS.get(entity.name)
    summary = known or f"The entity type ``{entity.name}``."
    details: list[str] = []
    if base is not None:
        details.append(f"It is a kind of {_class(view, base)}.")
    alias = entity.alias_for
    if isinstance(alias, Subtype):
        marks = _listed(f"``{column}``" for column in sorted(alias.classifiers))
        details.append(f"ftrack stores it as a ``{alias.base}`` told apart by {marks}.")
    elif alias is not None:
        details.append(f"ftrack's own name for it is ``{alias}``.")
    if len(entity.primary_key) > 1:
        names = _listed(
            f"``{view.names.attributes[name]}``" for name in entity.primary_key
        )
        details.append(f"Its primary key is {names} together.")
    return (summary, " ".join(details))


def describe_attribute(
    view: SchemaView, entity: EntitySchema, item: PropertySchema
) -> str:
    """Return what the attribute *item* of *entity* is, in a sentence or two."""
    description = printable(item.description or "")
    if description and item.foreign_key is None:
        ended = description.endswith((".", "!", "?", ":"))
        return description if ended else f"{description}."
    relation = view.relations.get((entity.name, item.name))
    if relation is not None:
        sentence = _of_relation(view, entity, item, relation)
    else:
        sentence = _of_scalar(view, entity, item)
    mutability = view.mutability(entity, item.name)
    if item.name in entity.primary_key or item.restricted_projection:
        return sentence
    if mutability is Mutability.IMMUTABLE:
        return f"{sentence} Given on creation only."
    if mutability is Mutability.READ_ONLY:
        return f"{sentence} Computed by the server."
    return sentence


def _of_relation(
    view: SchemaView, entity: EntitySchema, item: PropertySchema, relation: Relation
) -> str:
    target = _class(view, relation.target)
    if item.restricted_projection:
        return f"Related {target}: for criteria alone, the server never hands it out."
    if item.key_value_attributes is not None:
        pair = item.key_value_attributes
        return f"{target} as a mapping from ``{pair.key}`` to ``{pair.value}``."
    match relation:
        case Reference(key=str(key)):
            return f"The related {target}, whose key is ``{_python(view, key)}``."
        case Reference():
            return f"The related {target}."
        case ForeignCollection(key=key):
            sentence = f"Every {target} whose ``{_python(view, key)}`` is this one's"
            for attribute, value in relation.where:
                name = _python(view, attribute)
                sentence += f", with ``{value}`` as ``{name}``"
            return f"{sentence}."
        case LinkedCollection(link=link):
            return f"Every {target} that a {_class(view, link)} links with this."
        case Closure(upwards=True):
            return f"Every {target} above, to any height. Computed by the server."
        case Closure():
            return f"Every {target} below, to any depth. Computed by the server."
        case _:
            return f"Every related {target}."


def _of_scalar(view: SchemaView, entity: EntitySchema, item: PropertySchema) -> str:
    if entity.primary_key == (item.name,):
        return "The primary key."
    title = item.name.replace("_", " ").strip().capitalize() or item.name
    if item.name in entity.primary_key:
        title = f"{title}, part of the primary key"
    if item.foreign_key is not None:
        return _of_foreign_key(view, entity, item, title)
    if item.enum:
        return f"{title}: {_listed(f'``{choice}``' for choice in item.enum)}."
    if is_link(entity, item):
        return "The path from the project down to this, as name, key and type of each."
    if is_temporal(item):
        return f"{title}, a date and time."
    if item.format == "json":
        return f"{title}, as JSON text."
    return {
        "boolean": f"{title}: yes or no.",
        "integer": f"{title}, a whole number.",
        "number": f"{title}, a number.",
        "object": f"{title}, an object of free form.",
        "variable": f"{title}, of any kind.",
    }.get(item.type or "", f"{title}.")


def _of_foreign_key(
    view: SchemaView, entity: EntitySchema, item: PropertySchema, title: str
) -> str:
    references = [
        name
        for name in sorted(entity.properties)
        if isinstance(relation := view.relations.get((entity.name, name)), Reference)
        and relation.key == item.name
    ]
    assert item.foreign_key is not None
    target = item.foreign_key.entity_type
    if references:
        reference = view.relations[entity.name, references[0]].target
        names = _listed(f"``{_python(view, name)}``" for name in references)
        sentence = f"Key of the related {_class(view, reference)} ({names})."
    elif target in view.names.classes:
        sentence = f"Key of the related {_class(view, target)}."
    else:
        sentence = f"Key of the related ``{target}``."
    if item.name in entity.primary_key:
        return f"{title}. {sentence}"
    return sentence


def _class(view: SchemaView, entity_type: str) -> str:
    return f":class:`{view.names.classes[entity_type]}`"


def _python(view: SchemaView, attribute: str) -> str:
    return view.names.attributes.get(attribute, attribute)


def _listed(words: Iterable[str]) -> str:
    """Return *words* as a list in a sentence."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
