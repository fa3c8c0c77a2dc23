"""A decoded ``query_schemas`` answer, or a file of one, into records."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from os import PathLike, fspath
from pathlib import Path

from ftrack_typed.errors import SchemaError
from ftrack_typed.schema.inheritance import base_of
from ftrack_typed.schema.records import EntitySchema, SchemaDocument
from ftrack_typed.schema.site_structuring import structure_site
from ftrack_typed.schema.structuring import is_list, is_object, structure_entity

_MOST_SHOWN = 8


def read_document(path: str | PathLike[str]) -> SchemaDocument:
    """Return the document that a JSON file holds.

    The file is a snapshot, an object that has the list of entity types under
    ``schemas`` and may have what the site has configured under ``site``; or what a
    server answered to ``query_schemas``: that list itself, or the answer to a batch of
    that one operation (a list of that list).

    Raises:
        SchemaError: if the file cannot be read, or is no usable document.
    """
    source = fspath(path)
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unusable(source, [f"it cannot be read ({reason})"]) from error
    except UnicodeDecodeError as error:
        problem = f"it is not UTF-8 text at byte {error.start}"
        raise _unusable(source, [problem]) from error
    try:
        data: object = json.loads(text)
    except json.JSONDecodeError as error:
        problem = (
            f"it is not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        )
        raise _unusable(source, [problem]) from error
    except RecursionError as error:
        raise _unusable(source, ["it is JSON nested too deeply"]) from error
    return load_document(data, source=source)


def load_document(data: object, *, source: str) -> SchemaDocument:
    """Return a decoded answer as records.

    Quirks of real documents are taken as they are: attributes with both a type and a
    reference (the type counts) or neither (text), projections and key lists other
    than the primary key that name missing attributes, entity types without ``type``.

    Args:
        data: the list of entity types, or one of the wrappings that
            :func:`read_document` takes.
        source: where *data* came from, for the error.

    Raises:
        SchemaError: if *data* is no usable document; it names every problem.
    """
    rows = _rows(data, source)
    problems: list[str] = []
    entities: dict[str, EntitySchema] = {}
    for position, row in enumerate(rows):
        label = f"the entity type at position {position}"
        entity = structure_entity(row, label, problems)
        if entity is None:
            continue
        if entity.name in entities:
            problems.append(f"the entity type {entity.name!r} is there twice")
        entities[entity.name] = entity
    named = frozenset(_names(rows))
    for entity in entities.values():
        problems.extend(_dangling(entity, named))
    site = data.get("site") if is_object(data) else None
    configured = None if site is None else structure_site(site, problems)
    if problems:
        raise _unusable(source, problems)
    document = SchemaDocument(entities, configured)
    try:
        base_of(document)
    except SchemaError as error:
        raise _unusable(source, error.problems) from error
    return document


def _unusable(source: str, problems: Sequence[str]) -> SchemaError:
    """Report *problems*, the first eight in words: at most ten lines."""
    message = "this is not a usable schema document"
    if len(problems) == 1:
        message = f"{message}: {problems[0]}"
    else:
        lines = [f"\n  - {problem}" for problem in problems[:_MOST_SHOWN]]
        if len(problems) > _MOST_SHOWN:
            lines.append(f"\n  and {len(problems) - _MOST_SHOWN} more")
        message = f"{message}:{''.join(lines)}"
    return SchemaError(message, source=source, problems=problems)


def _rows(data: object, source: str) -> list[object]:
    if is_object(data):
        if "schemas" not in data:
            keys = ", ".join(repr(key) for key in list(data)[:5]) or "no keys"
            problem = (
                "it is not a list of entity types, as a server answers to "
                f"query_schemas, but an object with {keys}"
            )
            raise _unusable(source, [problem])
        data = data["schemas"]
    if is_list(data) and len(data) == 1 and is_list(data[0]):
        data = data[0]
    if not is_list(data):
        problem = (
            "it is not a list of entity types, as a server answers to query_schemas, "
            f"but {type(data).__name__}"
        )
        raise _unusable(source, [problem])
    if not data:
        raise _unusable(source, ["it has no entity types"])
    return data


def _names(rows: list[object]) -> Iterator[str]:
    """Yield the names of all entity types, of unusable ones too."""
    for row in rows:
        if is_object(row) and isinstance(name := row.get("id"), str):
            yield name


def _dangling(entity: EntitySchema, named: frozenset[str]) -> list[str]:
    """Name what *entity* refers to that is not there."""
    problems = [
        f"{entity.name}.{item.name}: it refers to the entity type {item.target!r}, "
        "which is not there"
        for item in entity.properties.values()
        if item.target is not None and item.target not in named
    ]
    if entity.mixin is not None and entity.mixin not in named:
        problems.append(
            f"{entity.name}: its $mixin refers to the entity type {entity.mixin!r}, "
            "which is not there"
        )
    if not entity.primary_key:
        problems.append(f"{entity.name}: its primary_key names no attribute")
    problems.extend(
        f"{entity.name}: its primary_key names the attribute {name!r}, "
        "which is not there"
        for name in entity.primary_key
        if name not in entity.properties
    )
    return problems
