"""Which attributes always have a value.

The schema's ``required`` says what storage never leaves empty. What ftrack guarantees
besides is listed here, each row with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping

GUARANTEED: Mapping[tuple[str, str], str] = {
    ("Context", "project_id"): "a project is in itself, all else in a project",
    ("Context", "link"): "the server computes the path, the entity itself is on it",
    ("Context", "_link"): "an older name of link",
    ("TypedContext", "parent"): "only projects are at the top",
    ("TypedContext", "project"): "a typed context is in a project",
    ("AssetVersion", "asset_id"): "a version is one of an asset",
    ("AssetVersion", "version"): "the server numbers versions as they are created",
    ("AssetVersion", "link"): "the server computes the path, the version is on it",
    ("AssetVersion", "_link"): "an older name of link",
}
"""(Entity type, attribute), at the type that declares it or one that narrows it."""
