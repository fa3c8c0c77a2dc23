"""Which attributes always have a value.

The schema's ``required`` says what storage never leaves empty. What ftrack guarantees
besides is listed here, each row with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping

GUARANTEED: Mapping[tuple[str, str], str] = {
    ("Context", "project_id"): "a project is in itself, all else in a project",
    ("Context", "link"): "the server computes the path, the entity itself is on it",
    ("TypedContext", "parent"): "only projects are at the top",
    ("TypedContext", "project"): "a typed context is in a project",
    ("AssetVersion", "asset_id"): "a version is one of an asset",
    ("AssetVersion", "version"): "the server numbers versions as they are created",
    ("AssetVersion", "link"): "the server computes the path, the version is on it",
    ("Status", "name"): "an administrator names each status",
    ("Status", "state"): "each status stands for one of the four states",
    ("State", "name"): "states are ftrack's own, all named",
    ("State", "short"): "states are ftrack's own, all with a code",
    ("Type", "name"): "an administrator names each type of task",
    ("Priority", "name"): "an administrator names each priority",
    ("ObjectType", "name"): "an object type is known by its name",
}
"""(Entity type, attribute), at the type that declares it or one that narrows it.

It holds for a second public name of the same attribute as well (``link``, ``_link``).
"""
