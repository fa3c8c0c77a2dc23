"""What a snapshot says of a site and cannot be all true, or cannot be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ftrack_typed.errors import SchemaError
from ftrack_typed.schema import (
    CustomAttribute,
    CustomAttributeLink,
    SchemaDocument,
    Site,
)
from ftrack_typed_server.encoding import shortened
from ftrack_typed_server.object_types import OBJECT_TYPE, entities_by_key
from ftrack_typed_server.variables import stored_variable

_Configured: TypeAlias = CustomAttribute | CustomAttributeLink

_MOST_SHOWN = 8


def check_site(document: SchemaDocument, source: str | None = None) -> None:
    """Refuse a document whose site contradicts itself, or has what cannot be kept.

    Args:
        document: the schema; nothing is wrong where nothing is known of its site.
        source: where it came from, for the error.

    Raises:
        SchemaError: the site cannot be served; it names every problem.
    """
    site = document.site
    if site is None:
        return
    problems = [
        *_of_names(site),
        *_of_object_types(document, site),
        *_of_configurations(site),
    ]
    if problems:
        lines = [f"\n  - {problem}" for problem in problems[:_MOST_SHOWN]]
        if len(problems) > _MOST_SHOWN:
            lines.append(f"\n  and {len(problems) - _MOST_SHOWN} more")
        raise SchemaError(
            f"this snapshot cannot be served:{''.join(lines)}\n"
            "Save it again with ftrack-typed schema, or correct the places named.",
            source=source,
            problems=problems,
        )


def _of_names(site: Site) -> Iterator[str]:
    for kind, names in site.names.items():
        first: dict[str, str] = {}
        for name, key in names.items():
            other = first.setdefault(key, name)
            if other != name:
                yield f"site.names.{kind}: {other!r} and {name!r} have one key, {key!r}"


def _of_object_types(document: SchemaDocument, site: Site) -> Iterator[str]:
    names = site.names.get(OBJECT_TYPE)
    entities = entities_by_key(document)
    if names is None or not entities:
        return
    place = f"site.names.{OBJECT_TYPE}"
    for name, key in names.items():
        entity = entities.get(key)
        called = name.replace(" ", "")
        if entity is None:
            yield f"{place}: no entity type is of the object type {name!r}, {key!r}"
        elif called != entity.name and called in document.entities:
            yield (
                f"{place}: the key of {name!r} is that of the entity type "
                f"{entity.name}, {key!r}"
            )
    for key, entity in entities.items():
        if key not in names.values():
            yield f"{place}: the object type of {entity.name}, {key!r}, is missing"


def _of_configurations(site: Site) -> Iterator[str]:
    names = site.names.get(OBJECT_TYPE)
    keys = None if names is None else {key: name for name, key in names.items()}
    configured: list[_Configured] = [*site.custom_attributes, *site.links]
    for key, count in Counter(item.id for item in configured).items():
        if count > 1:
            called = ", ".join(repr(item.key) for item in configured if item.id == key)
            yield f"site: {called} have one key, {key!r}"
    for item in configured:
        part = "links" if isinstance(item, CustomAttributeLink) else "custom_attributes"
        for problem in _of_configuration(item, keys):
            yield f"site.{part} ({item.key!r}): {problem}"


def _of_configuration(
    item: _Configured, names: Mapping[str, str] | None
) -> Iterator[str]:
    pairs = [(item.object_type, item.object_type_id)]
    if isinstance(item, CustomAttributeLink):
        pairs.append((item.object_type_to, item.object_type_id_to))
    else:
        yield from _of_kind(item)
    if names is None:
        return
    for name, key in pairs:
        known = names.get(key or "")
        if name is not None and name != known:
            is_called = "no object type" if known is None else repr(known)
            yield f"{key!r} is the key of {is_called}, and not of {name!r}"


def _of_kind(item: CustomAttribute) -> Iterator[str]:
    try:
        stored_variable("default", item.default)
    except (TypeError, ValueError, OverflowError):
        yield f"its default is no value that is kept: {shortened(item.default)}"
    if (item.options or item.multiple) and "enumerator" not in item.kind:
        yield f"it has options, and is no enumerator but of the type {item.kind!r}"
    if not item.decimal and item.kind != "number":
        yield f"it is without decimals, and no number but of the type {item.kind!r}"
