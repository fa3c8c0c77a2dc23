"""What an entity is part of: its parents, up to the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from sqlalchemy import Connection, select

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.compile.combining import has_key
from ftrack_typed_server.site import EntityType, Site
from ftrack_typed_server.writes.journal import Row, RowKey

_CHUNK = 1000

_PARENTS: Mapping[str, tuple[str, str]] = {
    "Appointment": ("context_id", "Context"),
    "Asset": ("context_id", "Context"),
    "AssetVersion": ("asset_id", "Asset"),
    "CalendarEvent": ("project_id", "Context"),
    "Component": ("version_id", "AssetVersion"),
    "ComponentLocation": ("component_id", "Component"),
    "Context": ("parent_id", "Context"),
    "List": ("project_id", "Context"),
    "ListObject": ("list_id", "List"),
    "Manager": ("context_id", "Context"),
    "ReviewSession": ("project_id", "Context"),
    "ReviewSessionObject": ("review_session_id", "ReviewSession"),
    "Timelog": ("context_id", "Context"),
    "Timer": ("context_id", "Context"),
}
"""Family to the key of the parent and the parent's family."""

_KEY, _KIND = "parent_id", "parent_type"
"""Where rows of other families that have a parent of any type keep it."""


@attrs.frozen(eq=False)
class Ancestry:
    """Rows and their parents, loaded level by level.

    Attributes:
        site: the resolved schema.
        connection: an open transaction.
        rows: the rows that are known; none for what does not exist.
    """

    site: Site
    connection: Connection
    rows: dict[RowKey, Row | None]

    def load(self, keys: Iterable[RowKey]) -> None:
        """Load the rows with *keys* that are not known yet."""
        wanted: dict[str, list[tuple[Any, ...]]] = {}
        for root, key in dict.fromkeys(keys):
            if (root, key) not in self.rows:
                self.rows[root, key] = None
                wanted.setdefault(root, []).append(key)
        for root, missing in wanted.items():
            table = self.site.tables[root]
            names = self.site.types[root].primary_key
            for start in range(0, len(missing), _CHUNK):
                found = has_key(table, names, missing[start : start + _CHUNK])
                statement = select(table).where(found)
                for row in self.connection.execute(statement).mappings():
                    self.rows[root, tuple(row[name] for name in names)] = dict(row)

    def load_parents(self, keys: Iterable[RowKey]) -> None:
        """Load all that the rows with *keys* are part of."""
        level = set(keys)
        seen = set(level)
        while level:
            parents = {parent for key in level if (parent := self.parent(key))}
            level = parents - seen
            seen |= level
            self.load(level)

    def chain(self, key: RowKey) -> Iterator[RowKey]:
        """Yield *key* and all that its row is part of, the nearest first."""
        seen: set[RowKey] = set()
        place: RowKey | None = key
        while place is not None and place not in seen and self.rows.get(place):
            seen.add(place)
            yield place
            place = self.parent(place)

    def parent(self, key: RowKey) -> RowKey | None:
        """Return the parent of the row with *key*, if it is known and has one."""
        row = self.rows.get(key)
        if row is None:
            return None
        if key[0] in _PARENTS:
            column, root = _PARENTS[key[0]]
        else:
            kind = self.site.types.get(row.get(_KIND) or "")
            column, root = _KEY, "" if kind is None else kind.root
        found = row.get(column)
        if found is None or root not in self.site.tables:
            return None
        return root, (found,)

    def entity(self, key: RowKey) -> EntityType:
        """Return the concrete type of the row with *key*, which is known."""
        row = self.rows[key] or {}
        root = self.site.types[key[0]]
        return self.site.types[row.get(TYPE_COLUMN) or root.shown_as]
