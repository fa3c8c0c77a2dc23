"""What work is classified by: object types, types, statuses, priorities."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    identity,
    integer,
    moment,
    number,
    refer,
    text,
    to_many,
    to_one,
)

STATUS_CHANGE: Final = entity(
    "StatusChange",
    text("id", "tracid"),
    moment("date"),
    refer("from_status", "Status"),
    refer("status", "Status"),
    refer("user", "User", "userid", column="user_id"),
    text("parent_id"),
    text("parent_type"),
    alias="Trac",
)

STATUS_RULE_GROUP: Final = entity(
    "StatusRuleGroup",
    text("entity_type"),
    refer("role", "SecurityRole"),
    refer("schema", "ProjectSchema"),
    refer("status", "Status"),
    to_many("status_rules", "StatusRule"),
    shown=("id", "status_id", "entity_type"),
    required=("status_id", "schema_id", "entity_type"),
)

ENTITIES: Final = (
    entity(
        "ObjectType",
        identity("typeid"),
        text("name"),
        text("icon", default="default"),
        integer("sort", default=0),
        flag("is_leaf", "isleaf", default=False),
        flag("is_prioritizable", "ispriority", default=True),
        flag("is_schedulable", "isschedulable", default=False),
        flag("is_statusable", "isstatusable", default=True),
        flag("is_taskable", "istaskable", default=True),
        flag("is_time_reportable", "istimereportable", default=False),
        flag("is_typeable", "istypeable", default=True),
        to_many("project_schemas", "ProjectSchema"),
        to_many("tasks", "Task"),
        required=(
            "name",
            "icon",
            "sort",
            "is_time_reportable",
            "is_taskable",
            "is_typeable",
            "is_statusable",
            "is_schedulable",
        ),
    ),
    entity(
        "Type",
        identity("typeid"),
        text("name"),
        text("color", default="#510100"),
        integer("sort", default=0),
        flag("is_billable", "isbillable", default=True),
        to_many("task_type_schemas", "TaskTypeSchema", "schemes"),
        to_many("tasks", "Task"),
        alias="TaskType",
        required=("color", "sort", "is_billable"),
    ),
    entity(
        "Priority",
        identity("priorityid"),
        text("name"),
        text("color"),
        integer("sort", default=0),
        number("value", default=0),
        to_many("tasks", "Task"),
        alias="PriorityType",
    ),
    entity(
        "State", identity("typeid"), text("name"), text("short"), alias="StatusType"
    ),
    entity(
        "Status",
        identity("statusid"),
        text("name"),
        text("color"),
        integer("sort", default=0),
        flag("is_active", "isactive"),
        to_one("state", "State", "statustype"),
        # An older public name of the state, which scripts still use.
        to_one("type", "State", "statustype"),
        to_many("tasks", "Task"),
        alias="TaskStatus",
        required=("is_active",),
    ),
    STATUS_CHANGE,
    entity(
        "AssetVersionStatusChange",
        to_one("parent", "AssetVersion"),
        base=STATUS_CHANGE,
    ),
    entity(
        "TypedContextStatusChange",
        to_one("parent", "TypedContext"),
        base=STATUS_CHANGE,
    ),
    entity(
        "StatusRule",
        refer("status", "Status"),
        refer("status_rule_group", "StatusRuleGroup"),
        shown=("id", "status_id"),
        required=("status_id", "status_rule_group_id"),
    ),
    STATUS_RULE_GROUP,
    entity("AssetVersionStatusRuleGroup", base=STATUS_RULE_GROUP),
    entity(
        "TypedContextStatusRuleGroup",
        refer("object_type", "ObjectType"),
        base=STATUS_RULE_GROUP,
        alias="TaskStatusRuleGroup",
        shown=("object_type_id", "id", "status_id", "entity_type"),
        required=("object_type_id",),
    ),
)
