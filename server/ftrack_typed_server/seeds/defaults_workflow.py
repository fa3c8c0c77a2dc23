"""Default states, statuses, priorities, task types and object types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .records import Row

STATE_IDS: Mapping[str, str] = {
    "NOT_STARTED": "cea0ba04-acb5-11e1-8668-f23c91df1211",
    "IN_PROGRESS": "cea0efc4-acb5-11e1-8668-f23c91df1211",
    "DONE": "cea116d4-acb5-11e1-8668-f23c91df1211",
    "BLOCKED": "5709c04e-2f4b-11e2-b663-0019bb4983d8",
}
"""Short state name to identifier."""

STATE_NAMES: Mapping[str, str] = {
    "NOT_STARTED": "Not started",
    "IN_PROGRESS": "In progress",
    "DONE": "Done",
    "BLOCKED": "Blocked",
}

# Name, identifier, colour, state; the order is the sort order.
_STATUSES: tuple[tuple[str, str, str, str], ...] = (
    ("Completed", "9bb65936-88e7-11e3-9264-04011030cf01", "#1cbc90", "DONE"),
    ("Omitted", "a0bc3f24-15e2-11e1-b21a-0019bb4983d8", "#E74C3C", "BLOCKED"),
    ("On Hold", "a0bc2444-15e2-11e1-b21a-0019bb4983d8", "#E74C3C", "BLOCKED"),
    ("Revise", "2286947e-a2d4-11e9-825d-d27cf242b68b", "#FF6600", "IN_PROGRESS"),
    ("Client approved", "d5d6d8ca-ebb2-11e2-aef9-f23c91dfaa16", "#1CBC90", "DONE"),
    ("Approved", "44de097a-4164-11df-9218-0019bb4983d8", "#1cbc90", "DONE"),
    (
        "Pending Review",
        "44dded64-4164-11df-9218-0019bb4983d8",
        "#F1C40F",
        "IN_PROGRESS",
    ),
    ("In progress", "44ddd0fe-4164-11df-9218-0019bb4983d8", "#3498DB", "IN_PROGRESS"),
    ("WIP", "cadb9a06-acb5-11e1-8668-f23c91df1211", "#CC99FF", "NOT_STARTED"),
    (
        "Ready to start",
        "9078de1a-40ce-11ed-a028-8e70b81a65da",
        "#00FFFF",
        "NOT_STARTED",
    ),
    ("Not started", "44dd9fb2-4164-11df-9218-0019bb4983d8", "#CACACA", "NOT_STARTED"),
)

STATUS_IDS: Mapping[str, str] = {name: key for name, key, _, _ in _STATUSES}
STATUS_STATES: Mapping[str, str] = {name: state for name, _, _, state in _STATUSES}

_PRIORITIES: tuple[tuple[str, str, str], ...] = (
    ("Urgent", "847fb90e-ead3-11e2-846c-f23c91dfaa16", "#E74C3C"),
    ("High", "847f9cda-ead3-11e2-846c-f23c91dfaa16", "#E67E22"),
    ("Medium", "847f8146-ead3-11e2-846c-f23c91dfaa16", "#F1C40F"),
    ("Low", "847f663e-ead3-11e2-846c-f23c91dfaa16", "#1CBC90"),
    ("None", "9661b320-3a0c-11e2-81c1-0800200c9a66", "#CACACA"),
)

PRIORITY_IDS: Mapping[str, str] = {name: key for name, key, _ in _PRIORITIES}

_TYPES: tuple[tuple[str, str, str], ...] = (
    ("Concept Art", "56807358-a0f4-11e9-9843-d27cf242b68b", "#33CCCC"),
    ("Modeling", "44dc53c8-4164-11df-9218-0019bb4983d8", "#935ba2"),
    ("Rigging", "44dd5868-4164-11df-9218-0019bb4983d8", "#58592d"),
    ("Texture", "a750a84f-b253-11eb-ad41-1e003a0c2434", "#f1c40f"),
    ("Lookdev", "44dc8cd0-4164-11df-9218-0019bb4983d8", "#a3635d"),
    ("Character", "66d145f0-13c6-11e3-abf2-f23c91dfaa16", "#3a2d5a"),
    ("Prop", "66d1aedc-13c6-11e3-abf2-f23c91dfaa16", "#f39c12"),
    ("Furniture", "0e996e82-6662-11ed-a73a-92ba0fc0dc3d", "#008000"),
    ("Vehicle", "8c39f908-8b4c-11eb-9cdb-c2ffbce28b68", "#ABABAB"),
    ("Environment", "66d1daba-13c6-11e3-abf2-f23c91dfaa16", "#5da35e"),
    ("Matte Painting", "66d2038c-13c6-11e3-abf2-f23c91dfaa16", "#5da35e"),
    ("Production", "b628a004-ad7d-11e1-896c-f23c91df1211", "#bdc3c7"),
    ("Editing", "cc46c4c6-13d2-11e3-8915-f23c91dfaa16", "#f1c40f"),
    ("Conform", "a3ead45c-ae42-11e9-9454-d27cf242b68b", "#ABABAB"),
    ("Tracking", "44dd3ed2-4164-11df-9218-0019bb4983d8", "#27ae60"),
    ("Rotoscoping", "c3bcfdb4-ad7d-11e1-a444-f23c91df1211", "#3498db"),
    ("Previz", "44dc6ffc-4164-11df-9218-0019bb4983d8", "#27ae60"),
    ("Layout", "ffaebf7a-9dca-11e9-8346-d27cf242b68b", "#3a2d5a"),
    ("Animation", "44dc3636-4164-11df-9218-0019bb4983d8", "#35592d"),
    ("FX", "44dcea86-4164-11df-9218-0019bb4983d8", "#9b59b6"),
    ("Lighting", "44dd08fe-4164-11df-9218-0019bb4983d8", "#5b5ba3"),
    ("Rendering", "262225e8-9dcb-11e9-82b8-d27cf242b68b", "#5ba3a3"),
    ("Compositing", "44dd23b6-4164-11df-9218-0019bb4983d8", "#2d5959"),
    ("Deliverable", "ae1e2480-f24e-11e2-bd1f-f23c91dfaa16", "#2980b9"),
)

TYPE_IDS: Mapping[str, str] = {name: key for name, key, _ in _TYPES}
_NOT_BILLABLE = frozenset({"Furniture", "Production"})

# Name, identifier, icon, flags: time reportable, taskable, typeable, statusable,
# schedulable, prioritizable, leaf.
_OBJECT_TYPES: tuple[tuple[str, str, str, str], ...] = (
    ("Folder", "3c133785-51cb-11e3-980a-20c9d0831e59", "folder", "K P"),
    ("Asset Build", "4be63b64-5010-42fb-bf1f-428af9d638f0", "asset", "K Y S P"),
    ("Episode", "22139355-61da-4c8f-9db4-3abc870166bc", "episode", "K S P"),
    ("Sequence", "e5139355-61da-4c8f-9db4-3abc870166bc", "sequence", "K P"),
    ("Shot", "bad911de-3bd6-47b9-8b46-3476e237cb36", "shot", "K S P"),
    ("Milestone", "01decdd1-51cb-11e3-9d5b-20c9d0831e59", "milestone", "Y S H P L"),
    ("Task", "11c137c0-ee7e-4f9c-91c5-8c77cec22b2c", "task", "T Y S H P L"),
)

OBJECT_TYPE_IDS: Mapping[str, str] = {name: key for name, key, _, _ in _OBJECT_TYPES}


def workflow_rows() -> Iterator[Row]:
    """States, statuses, priorities, task types and object types of a new site."""
    for short, key in STATE_IDS.items():
        yield Row("State", {"id": key, "name": STATE_NAMES[short], "short": short})
    for sort, (name, key, color, state) in enumerate(_STATUSES):
        yield Row(
            "Status",
            {
                "id": key,
                "name": name,
                "color": color,
                "sort": sort,
                "is_active": True,
                "state_id": STATE_IDS[state],
            },
        )
    for sort, (name, key, color) in enumerate(_PRIORITIES):
        yield Row(
            "Priority",
            {"id": key, "name": name, "color": color, "sort": sort, "value": 0.0},
        )
    for sort, (name, key, color) in enumerate(_TYPES):
        yield Row(
            "Type",
            {
                "id": key,
                "name": name,
                "color": color,
                "sort": sort,
                "is_billable": name not in _NOT_BILLABLE,
            },
        )
    yield from _object_types()


def _object_types() -> Iterator[Row]:
    for sort, (name, key, icon, letters) in enumerate(_OBJECT_TYPES):
        flags = frozenset(letters.split())
        yield Row(
            "ObjectType",
            {
                "id": key,
                "name": name,
                "icon": icon,
                "sort": sort,
                "is_time_reportable": "T" in flags,
                "is_taskable": "K" in flags,
                "is_typeable": "Y" in flags,
                "is_statusable": "S" in flags,
                "is_schedulable": "H" in flags,
                "is_prioritizable": "P" in flags,
                "is_leaf": "L" in flags,
            },
        )
