"""Lists of typed contexts and of asset versions."""

from __future__ import annotations

from typing import Final

from ftrack_typed.schema import Subtype
from ftrack_typed_server.stock.groups import customizable
from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    identity,
    key,
    mapped,
    moment,
    refer,
    text,
    to_many,
    to_one,
)

_ABOUT_SYSTEM_TYPE = "What the list's items are: task or assetversion."

LIST: Final = entity(
    "List",
    identity("listid"),
    customizable("ListCustomAttributeValue"),
    text("name", default=""),
    moment("date"),
    flag("is_open", "isopen", default=True),
    text("system_type", "entity", default="task", about=_ABOUT_SYSTEM_TYPE),
    refer("category", "ListCategory", "typeid", alias="type"),
    refer("project", "Project", "showid", alias="show"),
    to_one("owner", "User", "user"),
    key("user_id", "User", "userid", column="user_id"),
    system=("showid",),
    required=("is_open", "category_id", "project_id"),
    group_by=True,
)

# An attribute that lists had once; servers still name it.
_FORMER_TYPE = ("type",)

ENTITIES: Final = (
    LIST,
    entity(
        "AssetVersionList",
        text("system_type", "entity", default="assetversion", about=_ABOUT_SYSTEM_TYPE),
        to_many("items", "AssetVersion", "_asset_version_items"),
        base=LIST,
        alias=Subtype(base="List", classifiers={"entity": "assetversion"}),
        immutable=_FORMER_TYPE,
    ),
    entity(
        "TypedContextList",
        to_many("items", "Task", "_task_items"),
        base=LIST,
        alias=Subtype(base="List", classifiers={"entity": "task"}),
        immutable=_FORMER_TYPE,
    ),
    entity(
        "ListCategory",
        identity("typeid"),
        text("name"),
        to_many("lists", "List"),
        alias="ListType",
    ),
    entity(
        "ListObject",
        mapped(
            "custom_attributes",
            "ListObjectCustomAttributeValue",
            "custom_attribute_values",
        ),
        text("entity_id", "entityid"),
        refer("list", "List", "listid"),
        shown=("id", "entity_id", "list_id"),
        required=("entity_id", "list_id"),
    ),
)
