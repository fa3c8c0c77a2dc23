"""The default project schema: which object types, statuses and types a project has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .defaults_workflow import OBJECT_TYPE_IDS, STATUS_IDS, TYPE_IDS
from .records import Row, identifier

VFX_SCHEMA_ID = "caddd816-acb5-11e1-8668-f23c91df1211"
_TASK_TYPES_ID = "cadd9e5a-acb5-11e1-8668-f23c91df1211"
_TASK_WORKFLOW_ID = "cadb0afa-acb5-11e1-8668-f23c91df1211"
_VERSION_WORKFLOW_ID = "cadb4c0e-acb5-11e1-8668-f23c91df1211"

TASK_STATUSES: tuple[str, ...] = (
    "Not started",
    "Ready to start",
    "WIP",
    "In progress",
    "Pending Review",
    "Revise",
    "Approved",
    "Completed",
    "On Hold",
    "Omitted",
)
"""What a task's status may be, in the order of work."""

VERSION_STATUSES: tuple[str, ...] = (
    "Pending Review",
    "Revise",
    "Approved",
    "Client approved",
    "On Hold",
    "Omitted",
)
"""What a version's status may be, the status of a new version first."""

TASK_TYPES: tuple[str, ...] = (
    "Concept Art",
    "Modeling",
    "Rigging",
    "Texture",
    "Lookdev",
    "Production",
    "Editing",
    "Conform",
    "Tracking",
    "Rotoscoping",
    "Previz",
    "Layout",
    "Animation",
    "FX",
    "Lighting",
    "Rendering",
    "Compositing",
)

_PARENT_STATUSES = ("Not started", "In progress", "Completed", "On Hold", "Omitted")
_SHORT_STATUSES = ("Not started", "In progress", "Completed")
_BUILD_TYPES = ("Character", "Prop", "Environment", "Matte Painting", "Vehicle")

# Object type name to the identifier of its Schema row, statuses and types. Tasks
# have none: the task workflow and the task type schema are theirs.
_SCHEMAS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "Shot": ("22e77f90-57c5-11e5-8a87-42010af0e994", _PARENT_STATUSES, ()),
    "Episode": ("685ec2dc-40ce-11ed-a028-8e70b81a65da", _PARENT_STATUSES, ()),
    "Milestone": (
        "22edfc08-57c5-11e5-8a87-42010af0e994",
        _SHORT_STATUSES,
        (*TASK_TYPES, "Deliverable"),
    ),
    "Asset Build": (
        "66d53188-13c6-11e3-abf2-f23c91dfaa16",
        _SHORT_STATUSES,
        _BUILD_TYPES,
    ),
}

_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "Character": ("Concept Art", "Modeling", "Rigging", "Texture", "Lookdev"),
    "Prop": ("Modeling", "Texture", "Lookdev"),
    "Shot": ("Tracking", "Layout", "Animation", "Lighting", "Compositing"),
}


def project_schema_rows() -> Iterator[Row]:
    """The VFX project schema with its workflows, type schemas and task templates."""
    yield from _workflow(_TASK_WORKFLOW_ID, "VFX task workflow", TASK_STATUSES)
    yield from _workflow(_VERSION_WORKFLOW_ID, "VFX version workflow", VERSION_STATUSES)
    yield Row("TaskTypeSchema", {"id": _TASK_TYPES_ID, "name": "VFX task types"})
    for name in TASK_TYPES:
        yield Row(
            "TaskTypeSchemaType",
            {"task_type_schema_id": _TASK_TYPES_ID, "type_id": TYPE_IDS[name]},
        )
    yield Row(
        "ProjectSchema",
        {
            "id": VFX_SCHEMA_ID,
            "name": "VFX",
            "asset_version_workflow_schema_id": _VERSION_WORKFLOW_ID,
            "task_type_schema_id": _TASK_TYPES_ID,
            "task_workflow_schema_id": _TASK_WORKFLOW_ID,
        },
    )
    for object_type_id in OBJECT_TYPE_IDS.values():
        yield Row(
            "ProjectSchemaObjectType",
            {"object_type_id": object_type_id, "project_schema_id": VFX_SCHEMA_ID},
        )
    for object_type in _SCHEMAS:
        yield from _schema(object_type)
    yield from _task_templates()


def _workflow(key: str, name: str, statuses: tuple[str, ...]) -> Iterator[Row]:
    yield Row("WorkflowSchema", {"id": key, "name": name})
    for status in statuses:
        yield Row(
            "WorkflowSchemaStatus",
            {"workflow_schema_id": key, "status_id": STATUS_IDS[status]},
        )


def _schema(object_type: str) -> Iterator[Row]:
    key, statuses, types = _SCHEMAS[object_type]
    # type_id and object_type_id are two public names of one stored attribute.
    yield Row(
        "Schema",
        {
            "id": key,
            "type_id": OBJECT_TYPE_IDS[object_type],
            "object_type_id": OBJECT_TYPE_IDS[object_type],
            "project_schema_id": VFX_SCHEMA_ID,
        },
    )
    for sort, status in enumerate(statuses):
        yield Row(
            "SchemaStatus",
            {"schema_id": key, "status_id": STATUS_IDS[status], "sort": sort},
        )
    for sort, name in enumerate(types):
        yield Row(
            "SchemaType", {"schema_id": key, "type_id": TYPE_IDS[name], "sort": sort}
        )


def _task_templates() -> Iterator[Row]:
    for name, types in _TEMPLATES.items():
        key = identifier("TaskTemplate", name)
        yield Row(
            "TaskTemplate",
            {"id": key, "name": name, "project_schema_id": VFX_SCHEMA_ID},
        )
        for task_type in types:
            yield Row(
                "TaskTemplateItem",
                {
                    "id": identifier("TaskTemplateItem", name, task_type),
                    "template_id": key,
                    "task_type_id": TYPE_IDS[task_type],
                },
            )
