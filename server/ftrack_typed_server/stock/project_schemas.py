"""What a project may use: its object types, types, statuses and templates."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.notation import (
    entity,
    identity,
    integer,
    key,
    refer,
    text,
    to_many,
    to_one,
)

_PROJECT_SCHEMA = entity(
    "ProjectSchema",
    identity("schemeid"),
    text("name"),
    to_many("object_types", "ObjectType"),
    to_many("task_templates", "TaskTemplate", "templates"),
    refer(
        "asset_version_workflow_schema",
        "WorkflowSchema",
        "versionworkflowid",
        alias="versionworkflow",
    ),
    refer(
        "task_workflow_schema", "WorkflowSchema", "taskworkflowid", alias="taskworkflow"
    ),
    refer(
        "task_type_schema",
        "TaskTypeSchema",
        "tasktypeschemeid",
        alias="tasktypescheme",
    ),
    to_many("object_type_schemas", "Schema", "schemas"),
    to_many("task_workflow_schema_overrides", "ProjectSchemaOverride", "overrides"),
    # The five above under their older names.
    to_one("_version_workflow", "WorkflowSchema", "versionworkflow"),
    to_one("_task_workflow", "WorkflowSchema", "taskworkflow"),
    to_one("_task_type_schema", "TaskTypeSchema", "tasktypescheme"),
    to_many("_schemas", "Schema", "schemas"),
    to_many("_overrides", "ProjectSchemaOverride", "overrides"),
    alias="ProjectScheme",
)

_PARTS = (
    entity(
        "ProjectSchemaObjectType",
        refer("object_type", "ObjectType"),
        refer("project_schema", "ProjectSchema"),
        primary_key=("object_type_id", "project_schema_id"),
    ),
    entity(
        "ProjectSchemaOverride",
        identity("overrideid"),
        key("project_schema_id", "ProjectSchema", "projectschemeid"),
        key("type_id", "Type", "typeid"),
        refer(
            "workflow_schema",
            "WorkflowSchema",
            "workflowschemeid",
            alias="workflowscheme",
        ),
        alias="ProjectSchemeOverride",
    ),
    entity(
        "Schema",
        key("project_schema_id", "ProjectSchema", "projectschemeid"),
        key("object_type_id", "ObjectType", "typeid"),
        key("type_id", "ObjectType", "typeid"),
        to_many("statuses", "SchemaStatus"),
        to_many("types", "SchemaType"),
        required=("type_id", "project_schema_id"),
    ),
    entity(
        "SchemaStatus",
        integer("sort", default=0),
        key("schema_id", "Schema", "schemaid"),
        to_one("task_status", "Status", "taskstatus"),
        key("status_id", "Status", "statusid"),
        primary_key=("status_id", "schema_id"),
    ),
    entity(
        "SchemaType",
        integer("sort", default=0),
        key("schema_id", "Schema", "schemaid"),
        to_one("task_type", "Type", "tasktype"),
        key("type_id", "Type", "typeid"),
        primary_key=("type_id", "schema_id"),
    ),
)

_WORKFLOWS = (
    entity(
        "WorkflowSchema",
        identity("schemeid"),
        text("name", default="Workflow Name"),
        to_many("overrides", "ProjectSchemaOverride"),
        to_many("statuses", "Status"),
        alias="WorkflowScheme",
    ),
    entity(
        "WorkflowSchemaStatus",
        key("workflow_schema_id", "WorkflowSchema", "schemeid"),
        key("status_id", "Status", "statusid"),
        primary_key=("workflow_schema_id", "status_id"),
    ),
    entity(
        "TaskTypeSchema",
        identity("schemeid"),
        text("name", default="TaskType Schema Name"),
        to_many("types", "Type"),
        alias="TaskTypeScheme",
    ),
    entity(
        "TaskTypeSchemaType",
        key("task_type_schema_id", "TaskTypeSchema", "schemeid"),
        key("type_id", "Type", "typeid"),
        primary_key=("task_type_schema_id", "type_id"),
    ),
)

_TEMPLATES = (
    entity(
        "TaskTemplate",
        text("name"),
        refer("project_schema", "ProjectSchema", "projectschemeid", alias="schema"),
        to_many("items", "TaskTemplateItem"),
        shown=("id", "name"),
        required=("name", "project_schema_id"),
    ),
    entity(
        "TaskTemplateItem",
        refer("template", "TaskTemplate"),
        refer("task_type", "Type", "tasktype_id", alias="taskType"),
        required=("template_id", "task_type_id"),
    ),
)

ENTITIES: Final = (_PROJECT_SCHEMA, *_PARTS, *_WORKFLOWS, *_TEMPLATES)
