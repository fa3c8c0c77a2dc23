"""Paths from the project down to an entity, and the project of a note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal, select

from ftrack_typed_server.attributes import TYPE_COLUMN
from ftrack_typed_server.membership import is_among
from ftrack_typed_server.reading import Reading
from ftrack_typed_server.site import Site

_Row = Mapping[str, Any]


def context_links(reading: Reading, rows: Sequence[_Row]) -> list[object]:
    """Return, for each context, the path from its project to itself."""
    ancestry = _ancestry(reading, "Context", (row["id"] for row in rows))
    return [_path(ancestry, row["id"]) for row in rows]


def group_links(reading: Reading, rows: Sequence[_Row]) -> list[object]:
    """Return, for each group, the path from the topmost group to itself."""
    ancestry = _ancestry(reading, "Resource", (row["id"] for row in rows))
    return [_path(ancestry, row["id"]) for row in rows]


def version_links(reading: Reading, rows: Sequence[_Row]) -> list[object]:
    """Return, for each version, the path through its asset's parent to itself."""
    site = reading.site
    assets = site.table("Asset")
    wanted = {row["asset_id"] for row in rows if row["asset_id"] is not None}
    found = {
        key: (name, context)
        for key, name, context in reading.connection.execute(
            select(assets.c.id, assets.c.name, assets.c.context_id).where(
                is_among(assets.c.id, sorted(wanted))
            )
        )
    }
    ancestry = _ancestry(reading, "Context", (context for _, context in found.values()))
    paths: list[object] = []
    for row in rows:
        name, context = found.get(row["asset_id"], (None, None))
        label = f"{name or ''} v{row['version'] or 0:03d}".strip()
        version = {"id": row["id"], "name": label, "type": "AssetVersion"}
        paths.append([*_path(ancestry, context), version])
    return paths


def project_of_note(site: Site, source: FromClause) -> ColumnElement[Any]:
    """The project of what a note is on: a context, an asset's version."""
    contexts = site.table("Context").alias()
    found: list[ColumnElement[Any]] = [
        select(contexts.c.project_id)
        .where(contexts.c.id == source.c.parent_id)
        .correlate(source)
        .scalar_subquery()
    ]
    if site.has("AssetVersion", "asset_id") and site.has("Asset", "context_id"):
        above = site.table("Context").alias()
        assets = site.table("Asset").alias()
        versions = site.table("AssetVersion").alias()
        found.append(
            select(above.c.project_id)
            .select_from(
                versions.join(assets, assets.c.id == versions.c.asset_id).join(
                    above, above.c.id == assets.c.context_id
                )
            )
            .where(versions.c.id == source.c.parent_id)
            .correlate(source)
            .scalar_subquery()
        )
    return func.coalesce(*found) if len(found) > 1 else found[0]


def _ancestry(
    reading: Reading, type_name: str, keys: Iterable[str | None]
) -> dict[str, tuple[str | None, str, str]]:
    """Return (parent, name, type) of the rows with *keys* and of all above them."""
    wanted = sorted({key for key in keys if key is not None})
    table = reading.site.table(type_name)
    kind: ColumnElement[Any] = (
        table.c[TYPE_COLUMN] if TYPE_COLUMN in table.c else literal(type_name)
    )
    above = (
        select(table.c.id, table.c.parent_id, table.c.name, kind.label("kind"))
        .where(is_among(table.c.id, wanted))
        .cte("above", recursive=True)
    )
    parents = table.alias()
    parent_kind: ColumnElement[Any] = (
        parents.c[TYPE_COLUMN] if TYPE_COLUMN in parents.c else literal(type_name)
    )
    # UNION, not UNION ALL: a loop among the parents ends by itself.
    above = above.union(
        select(
            parents.c.id, parents.c.parent_id, parents.c.name, parent_kind
        ).join_from(parents, above, parents.c.id == above.c.parent_id)
    )
    return {
        key: (parent, name or "", kind)
        for key, parent, name, kind in reading.connection.execute(select(above))
    }


def _path(
    ancestry: Mapping[str, tuple[str | None, str, str]], key: str | None
) -> list[dict[str, str]]:
    path: list[dict[str, str]] = []
    seen: set[str] = set()
    while key is not None and key in ancestry and key not in seen:
        seen.add(key)
        parent, name, kind = ancestry[key]
        shown = kind if kind in ("Project", "Group") else "TypedContext"
        path.append({"id": key, "name": name, "type": shown})
        key = parent
    path.reverse()
    return path
