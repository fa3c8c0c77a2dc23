"""The rows of a seed made those of a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from ftrack_typed.schema import NamedType, SchemaDocument
from ftrack_typed_server.custom_attributes import CONFIGURATION
from ftrack_typed_server.object_types import OBJECT_TYPE
from ftrack_typed_server.seeding import NewRow, SeedRow, without

from .attributes import LINK_CONFIGURATION, configured
from .names import named, state_rows
from .workflows import allowance_rows

_KINDS: tuple[NamedType, ...] = get_args(NamedType)
_REPLACED = frozenset([*_KINDS, CONFIGURATION, LINK_CONFIGURATION])


def configured_rows(document: SchemaDocument, rows: Iterable[SeedRow]) -> list[SeedRow]:
    """Return *rows* with what the site of *document* has configured, and nothing else.

    What a seed has of a production refers to what the site has then, and is left out
    where it is of an object type or a custom attribute that the site does not have.

    Args:
        document: the schema; where nothing is known of its site, *rows* are returned.
        rows: the rows of a seed, referred ones before those that refer.
    """
    seeded = list(rows)
    site = document.site
    if site is None:
        return seeded
    by_kind = {kind: named(kind, site.names.get(kind), seeded) for kind in _KINDS}
    made = [row for found in by_kind.values() for row in found.rows]
    stands_for: dict[object, str | None] = {}
    for found in by_kind.values():
        stands_for.update(found.stands_for)
    kept = _kept(document, [_referring(row, stands_for) for row in seeded], made)
    attributes = configured(site, kept)
    kept = [
        _referring(row, attributes.stands_for)
        for row in without(
            document, kept, lambda row: row.values.get("id") in attributes.unwanted
        )
        if row.entity_type not in _REPLACED
    ]
    made += [*state_rows(made), *attributes.rows, *kept]
    unknown = frozenset(key for found in by_kind.values() for key in found.unknown)
    return list(_distinct(document, [*made, *allowance_rows(document, made, unknown)]))


def _kept(
    document: SchemaDocument, rows: Iterable[SeedRow], made: Iterable[SeedRow]
) -> list[SeedRow]:
    """Return *rows* without object types that the site lacks, and their entities."""
    there = {row.values["id"] for row in made if row.entity_type == OBJECT_TYPE}

    def strange(row: SeedRow) -> bool:
        return row.entity_type == OBJECT_TYPE and row.values["id"] not in there

    return list(without(document, rows, strange))


def _referring(row: SeedRow, stands_for: Mapping[object, str | None]) -> SeedRow:
    """Return *row* with references to what the site has."""
    values = {
        name: stands_for.get(value, value) if isinstance(value, str) else value
        for name, value in row.values.items()
    }
    return NewRow(row.entity_type, values)


def _distinct(document: SchemaDocument, rows: Iterable[SeedRow]) -> Iterator[SeedRow]:
    """Yield *rows*, of those with one key the first, and none that lacks its key."""
    seen: set[tuple[object, ...]] = set()
    for row in rows:
        entity = document.entities.get(row.entity_type)
        names = () if entity is None else entity.primary_key
        if names and all(name in row.values for name in names):
            key = (row.entity_type, *(row.values[name] for name in names))
            if key in seen or None in key:
                continue
            seen.add(key)
        yield row
