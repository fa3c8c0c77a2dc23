"""Addresses of components and of their thumbnails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, case, null, select

from ftrack_typed.schema import PropertySchema
from ftrack_typed_server.attributes import Composed
from ftrack_typed_server.reading import Reading
from ftrack_typed_server.site import Site

_COMPONENT_OWNERS = (
    "ComponentLocation",
    "JobComponent",
    "NoteComponent",
    "ReviewSessionObjectAnnotationComponent",
    "SettingComponent",
)


def url_attribute(lineage: Sequence[str], item: PropertySchema) -> Composed:
    """Return ``url`` or ``thumbnail_url`` of a type, ``{"url": ...}`` or null."""
    is_component = any(name in _COMPONENT_OWNERS for name in lineage)
    key = "component_id" if is_component else "thumbnail_id"
    endpoint = "thumbnail" if item.name == "thumbnail_url" else "get"
    return Composed(item.name, (key,), _addresses(key, endpoint), item)


def thumbnail_source(site: Site, source: FromClause) -> ColumnElement[Any]:
    """The context itself where it has a thumbnail of its own."""
    if "thumbnail_id" not in source.c:
        return null()
    return case((source.c.thumbnail_id.is_not(None), source.c.id))


def thumbnail_of_review(site: Site, source: FromClause) -> ColumnElement[Any]:
    """The thumbnail of the first version in a review session."""
    if not site.has(
        "ReviewSessionObject", "review_session_id", "version_id", "sort_order"
    ):
        return null()
    objects = site.table("ReviewSessionObject").alias()
    versions = site.table("AssetVersion").alias()
    return (
        select(versions.c.thumbnail_id)
        .join_from(objects, versions, versions.c.id == objects.c.version_id)
        .where(
            objects.c.review_session_id == source.c.id,
            versions.c.thumbnail_id.is_not(None),
        )
        .order_by(objects.c.sort_order, objects.c.id)
        .limit(1)
        .correlate(source)
        .scalar_subquery()
    )


def _addresses(
    key: str, endpoint: str
) -> Callable[[Reading, Sequence[Mapping[str, Any]]], list[object]]:
    def compose(reading: Reading, rows: Sequence[Mapping[str, Any]]) -> list[object]:
        return [
            None
            if row[key] is None
            else {"url": reading.component_url(endpoint, str(row[key]))}
            for row in rows
        ]

    return compose
