"""Default locations, asset types, note labels, list categories and settings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from .records import Row, identifier

LOCATION_IDS: Mapping[str, str] = {
    "ftrack.origin": "ce9b348f-8809-11e3-821c-20c9d081909b",
    "ftrack.unmanaged": "cb268ecc-8809-11e3-a7e2-20c9d081909b",
    "ftrack.review": "cd41be70-8809-11e3-b98a-20c9d081909b",
    "ftrack.connect": "07b82a97-8cf9-11e3-9383-20c9d081909b",
    "ftrack.server": "3a372bde-05bc-11e4-8908-20c9d081909b",
}

_LOCATION_LABELS: Mapping[str, str] = {
    "ftrack.origin": "Where a component was before it was registered",
    "ftrack.unmanaged": "Files that stay where they are",
    "ftrack.review": "Media encoded for review",
    "ftrack.connect": "Files published from ftrack Connect",
    "ftrack.server": "Files stored on the server",
}

_ASSET_TYPES: Mapping[str, str] = {
    "Animation": "anim",
    "Camera": "cam",
    "Compositing script": "comp",
    "FX cache": "fx",
    "Geometry": "geo",
    "Image sequence": "img",
    "Light rig": "lgt",
    "Lookdev": "lookdev",
    "Plate": "plate",
    "Rig": "rig",
    "Scene": "scene",
    "Texture": "texture",
    "Upload": "upload",
}

ASSET_TYPE_IDS: Mapping[str, str] = {
    short: identifier("AssetType", short) for short in _ASSET_TYPES.values()
}
"""Short asset type name to identifier."""

_NOTE_LABELS: Mapping[str, str] = {
    "Internal": "#95A5A6",
    "Client feedback": "#E67E22",
    "External Note": "#3498DB",
    "Technical": "#9B59B6",
}

NOTE_LABEL_IDS: Mapping[str, str] = {
    name: identifier("NoteLabel", name) for name in _NOTE_LABELS
}

LIST_CATEGORY_IDS: Mapping[str, str] = {
    name: identifier("ListCategory", name)
    for name in ("Default", "Dailies", "Deliveries", "Editorial")
}

MANAGER_TYPE_IDS: Mapping[str, str] = {
    name: identifier("ManagerType", name)
    for name in ("Producer", "Supervisor", "Coordinator")
}

DISK_ID = identifier("Disk", "projects")


def site_rows() -> Iterator[Row]:
    """What a new site holds besides people, workflow and custom attributes."""
    for name, key in LOCATION_IDS.items():
        label = _LOCATION_LABELS[name]
        yield Row(
            "Location", {"id": key, "name": name, "label": label, "description": label}
        )
    for name, short in _ASSET_TYPES.items():
        yield Row(
            "AssetType",
            {
                "id": ASSET_TYPE_IDS[short],
                "name": name,
                "short": short,
                "component": "main",
            },
        )
    for sort, (name, color) in enumerate(_NOTE_LABELS.items()):
        yield Row(
            "NoteLabel",
            {"id": NOTE_LABEL_IDS[name], "name": name, "color": color, "sort": sort},
        )
    for name, key in LIST_CATEGORY_IDS.items():
        yield Row("ListCategory", {"id": key, "name": name})
    for name, key in MANAGER_TYPE_IDS.items():
        yield Row("ManagerType", {"id": key, "name": name})
    yield Row(
        "Disk",
        {
            "id": DISK_ID,
            "name": "projects",
            "unix": "/mnt/projects",
            "windows": "P:\\projects",
        },
    )
    yield Row(
        "Setting",
        {
            "name": "storage_scenario",
            "group": "STORAGE",
            "value": json.dumps({"scenario": "ftrack.automatic", "data": {}}),
        },
    )
