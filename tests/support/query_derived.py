"""Values that a site derives, each by a loop over its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from support.query_world import Entity, World

Derivation: TypeAlias = "Callable[[World, Entity], object]"

_LEVELS = {
    "Asset": "asset",
    "AssetVersion": "assetversion",
    "List": "list",
    "ListObject": "listobject",
    "User": "user",
}


def _time_logged(world: World, row: Entity) -> float:
    logs = world.having("Timelog", "context_id", row.values["id"])
    return sum(cast("float | None", log.values["duration"]) or 0.0 for log in logs)


def _difference(world: World, row: Entity) -> float:
    bid = cast("float | None", row.values["bid"]) or 0.0
    return bid - _time_logged(world, row)


def _thumbnail_source(world: World, row: Entity) -> object:
    return None if row.values["thumbnail_id"] is None else row.values["id"]


def _project_of_asset(world: World, row: Entity) -> object:
    for context in world.having("Context", "id", row.values["context_id"]):
        return context.values["project_id"]
    return None


def _project_of_version(world: World, row: Entity) -> object:
    for asset in world.having("Asset", "id", row.values["asset_id"]):
        return _project_of_asset(world, asset)
    return None


def _project_of_note(world: World, row: Entity) -> object:
    for context in world.having("Context", "id", row.values["parent_id"]):
        return context.values["project_id"]
    for version in world.having("AssetVersion", "id", row.values["parent_id"]):
        return _project_of_version(world, version)
    return None


def _latest_version(world: World, row: Entity) -> object:
    versions = [
        (cast("int", version.values["version"]), cast("str", version.values["id"]))
        for version in world.rows("AssetVersion")
        if version.values["asset_id"] == row.values["id"]
    ]
    return max(versions)[1] if versions else None


def _is_latest(world: World, row: Entity) -> bool:
    for asset in world.having("Asset", "id", row.values["asset_id"]):
        return _latest_version(world, asset) == row.values["id"]
    return True


DERIVED: Mapping[tuple[str, str], Derivation] = {
    ("TypedContext", "time_logged"): _time_logged,
    ("TypedContext", "bid_time_logged_difference"): _difference,
    ("TypedContext", "thumbnail_source_id"): _thumbnail_source,
    ("Asset", "project_id"): _project_of_asset,
    ("Asset", "latest_version"): _latest_version,
    ("AssetVersion", "project_id"): _project_of_version,
    ("AssetVersion", "is_latest_version"): _is_latest,
    ("Note", "project_id"): _project_of_note,
}


def applicable_values(world: World, owner: str) -> Iterator[dict[str, object]]:
    """Return the custom attribute values of all entities of a type, with defaults."""
    stored = {
        (value.values["configuration_id"], value.values["entity_id"]): value
        for value in world.rows("CustomAttributeValue")
    }
    for row in world.rows(owner):
        configurations = [
            configuration
            for configuration in world.rows("CustomAttributeConfiguration")
            if _applies(world, owner, row, configuration)
        ]
        nearer = {
            configuration.values["key"]
            for configuration in configurations
            if configuration.values["project_id"] is not None
        }
        for configuration in configurations:
            key = configuration.values["key"]
            if configuration.values["project_id"] is None and key in nearer:
                continue
            found = stored.get((configuration.values["id"], row.values["id"]))
            default = configuration.values["default"]
            yield {
                "configuration_id": configuration.values["id"],
                "entity_id": row.values["id"],
                "key": key,
                "value": default if found is None else found.values["value"],
            }


def _applies(world: World, owner: str, row: Entity, configuration: Entity) -> bool:
    wanted = configuration.values
    project = wanted["project_id"]
    if project is not None and project != world.scalar(row, "project_id"):
        return False
    if wanted["is_hierarchical"] and owner in ("Context", "Asset", "AssetVersion"):
        return True
    if owner == "Context":
        if row.type_name == "Project":
            return wanted["entity_type"] == "show"
        own_type = row.values["object_type_id"]
        return wanted["entity_type"] == "task" and wanted["object_type_id"] == own_type
    return wanted["entity_type"] == _LEVELS[owner]
