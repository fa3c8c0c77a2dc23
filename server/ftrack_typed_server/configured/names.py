"""Rows for the names of a site, and what of it stands for rows of a seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ftrack_typed.schema import NamedType
from ftrack_typed_server.object_types import OBJECT_TYPE
from ftrack_typed_server.seeding import NewRow, SeedRow
from ftrack_typed_server.seeds.defaults_workflow import STATE_IDS, workflow_rows

from .workflows import PROJECT_SCHEMA, parts_of


@attrs.frozen
class Named:
    """The rows of one named type.

    Attributes:
        rows: one for each name.
        stands_for: the key of a seed's row that the site does not have to the key of
            the one that stands for it; none where the site has none.
        unknown: the keys of rows that the seed does not have.
    """

    rows: Sequence[SeedRow]
    stands_for: Mapping[object, str | None]
    unknown: frozenset[str]


def named(
    kind: NamedType, names: Mapping[str, str] | None, rows: Iterable[SeedRow]
) -> Named:
    """Return the rows for the *names* of the type *kind*.

    A row of the seed's that has the same key is kept, and called what the site calls
    it; one that has the same name only has the site's key. Any other is stood for by
    one of the site's, those first that the seed does not have, as what the seed has of
    a production refers to it; object types are not, as each is an entity type.

    Args:
        kind: the type.
        names: the site's names and keys; the seed's rows are kept if it is none.
        rows: the rows of a seed.
    """
    seeded = {str(row.values["id"]): row for row in rows if row.entity_type == kind}
    if names is None:
        return Named(tuple(seeded.values()), {}, frozenset())
    alike = {key: row for key, row in seeded.items() if key in names.values()}
    stands_for: dict[object, str | None] = {}
    strange: list[str] = []
    for key, row in seeded.items():
        if key in alike:
            continue
        same = names.get(str(row.values["name"]))
        if same is None:
            strange.append(key)
        else:
            stands_for[key] = same
            alike.setdefault(same, row)
    unknown = [key for key in names.values() if key not in alike]
    if kind != OBJECT_TYPE:
        others: Sequence[str | None] = unknown or list(names.values()) or [None]
        for place, key in enumerate(strange):
            stands_for[key] = others[place % len(others)]
    stock = {row.values["id"]: row for row in workflow_rows()}
    made = [
        NewRow(
            kind, {**_values(kind, key, alike.get(key, stock.get(key))), "name": name}
        )
        for name, key in names.items()
    ]
    return Named(made, stands_for, frozenset(unknown))


def state_rows(rows: Iterable[SeedRow]) -> Iterator[SeedRow]:
    """Yield the states, which no snapshot says, if there are statuses in *rows*."""
    if any(row.entity_type == "Status" for row in rows):
        yield from (row for row in workflow_rows() if row.entity_type == "State")


def _values(kind: NamedType, key: str, row: SeedRow | None) -> dict[str, object]:
    if row is not None:
        return {**row.values, "id": key}
    values: dict[str, object] = {"id": key}
    if kind == "Status":
        values |= {"is_active": True, "state_id": STATE_IDS["IN_PROGRESS"]}
    if kind == PROJECT_SCHEMA:
        values |= parts_of(key)
    return values
