"""Which attributes are derived, by the type that declares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ftrack_typed.schema import PropertySchema
from ftrack_typed_server.attributes import (
    Composed,
    Composition,
    Computed,
    Expression,
    Kind,
)
from ftrack_typed_server.derived import links, thumbnails, times, versions

_COMPUTED: Mapping[tuple[str, str], Expression] = {
    ("TypedContext", "time_logged"): times.time_logged,
    ("TypedContext", "bid_time_logged_difference"): times.bid_time_logged_difference,
    ("TypedContext", "thumbnail_source_id"): thumbnails.thumbnail_source,
    ("Asset", "project_id"): versions.project_of_asset,
    ("AssetVersion", "project_id"): versions.project_of_version,
    ("AssetVersion", "is_latest_version"): versions.is_latest,
    ("Note", "project_id"): links.project_of_note,
    ("ReviewSession", "is_open"): times.is_review_open,
    ("ReviewSession", "thumbnail_id"): thumbnails.thumbnail_of_review,
}
_COMPOSED: Mapping[tuple[str, str], tuple[tuple[str, ...], Composition]] = {
    ("Context", "link"): ((), links.context_links),
    ("Context", "_link"): ((), links.context_links),
    ("AssetVersion", "link"): (("asset_id", "version"), links.version_links),
    ("AssetVersion", "_link"): (("asset_id", "version"), links.version_links),
    ("Group", "link"): ((), links.group_links),
}
_KEYS: Mapping[tuple[str, str], Expression] = {
    ("Asset", "latest_version"): versions.latest_version,
}
_URLS = ("thumbnail_url", "url")


def derived_attribute(
    lineage: Sequence[str], item: PropertySchema, kind: Kind
) -> Computed | Composed | None:
    """Return the derived attribute that *item* is, if it is one.

    Args:
        lineage: the entity type that has the attribute and its ancestors.
        item: the attribute.
        kind: how its values compare.
    """
    for name in lineage:
        key = (name, item.name)
        if key in _COMPUTED:
            return Computed(item.name, kind, _COMPUTED[key], item)
        if key in _COMPOSED:
            needs, compose = _COMPOSED[key]
            return Composed(item.name, needs, compose, item)
    if item.type == "object" and item.name in _URLS:
        return thumbnails.url_attribute(lineage, item)
    return None


def derived_key(lineage: Sequence[str], name: str) -> Expression | None:
    """Return the key of the reference *name*, where the server computes it."""
    for owner in lineage:
        if (owner, name) in _KEYS:
            return _KEYS[owner, name]
    return None
