"""What belongs to the site or to any entity: metadata, settings, jobs, dashboards."""

from __future__ import annotations

from typing import Final

import attrs

from ftrack_typed_server.stock.groups import PREVIEW
from ftrack_typed_server.stock.notation import (
    choice,
    entity,
    flag,
    free,
    identity,
    integer,
    key,
    moment,
    number,
    refer,
    scalar,
    text,
    to_many,
    to_one,
    type_name,
)

_SETTINGS = (
    entity(
        "Metadata",
        text("key", "variable"),
        text("value"),
        text("parent_id", "meta_id"),
        type_name("parent_type", "meta_type"),
        alias="Meta",
        primary_key=("parent_id", "key"),
        shown=("parent_id", "key", "value", "parent_type"),
        required=("value", "parent_type"),
    ),
    entity(
        "EntitySetting",
        text("group"),
        text("name"),
        text("value"),
        text("parent_id"),
        type_name("parent_type"),
        alias="SettingOverride",
        primary_key=("parent_id", "group", "name"),
        shown=("parent_id", "group", "name", "value", "parent_type"),
        required=("value", "parent_type"),
    ),
    entity(
        "Setting",
        text("group", default="default"),
        text("name", default="default"),
        text("value", default="default"),
        primary_key=("name", "group"),
    ),
    entity(
        "SettingComponent",
        PREVIEW,
        refer("component", "Component"),
        to_one("setting", "Setting"),
        key("group", "Setting", column="group"),
        key("name", "Setting", column="name"),
        primary_key=("component_id", "name", "group"),
        computed=("thumbnail_url", "url"),
        immutable=("thumbnail_url", "url"),
    ),
)

_ACTIVITY = (
    entity(
        "Event",
        integer("id", "socialid"),
        text("action"),
        text("insert"),
        text("data"),
        moment("created_at"),
        text("parent_id"),
        text("parent_type"),
        refer("project", "Project", "showid", alias="show"),
        refer("user", "User", "userid", column="user_id"),
        to_many("feeds", "Feed"),
        alias="SocialEvent",
        system=("showid",),
        group_by=True,
    ),
    entity(
        "Feed",
        text("cluster_id", "clusterid"),
        text("owner_id", "ownerid"),
        text("relation"),
        integer("distance", default=0),
        moment("created_at"),
        to_one("event", "Event"),
        attrs.evolve(
            key("social_id", "Event", "socialid", column="social_id"), type="integer"
        ),
        alias="SocialFeed",
    ),
    entity(
        "Job",
        identity("jobid"),
        text("type", default="api_job"),
        choice("status", "queued", "running", "done", "failed", default="queued"),
        scalar("data", "string", form="json"),
        moment("created_at"),
        moment("finished_at"),
        refer("user", "User", "userid", column="user_id"),
        to_many("job_components", "JobComponent"),
        required=("status", "type"),
        immutable=("type",),
    ),
    entity(
        "JobComponent",
        refer("component", "Component"),
        refer("job", "Job"),
        free("url"),
        primary_key=("component_id", "job_id"),
        computed=("url",),
        immutable=("url",),
    ),
)

_DASHBOARDS = (
    entity(
        "Dashboard",
        identity("dashboardid"),
        text("name"),
        flag("is_shared_with_everyone", "isglobal", default=False),
        refer("created_by", "User", "userid", alias="user", column="user_id"),
        to_many("dashboard_resources", "DashboardResource"),
        to_many("widgets", "DashboardWidget"),
        system=("typeid",),
    ),
    entity(
        "DashboardResource",
        refer("dashboard", "Dashboard"),
        refer("resource", "Resource"),
        flag("is_shared_with_everyone", "isglobal", default=False),
        alias="LinkDashboardResource",
        primary_key=("dashboard_id", "resource_id"),
        system=("dashboard_id", "resource_id"),
    ),
    entity(
        "DashboardWidget",
        identity("widgetid"),
        text("type", "widget_typeid"),
        text("config", about="What the widget shows, as JSON."),
        number("sort"),
        refer("dashboard", "Dashboard", "dashboardid"),
    ),
)

ENTITIES: Final = (*_SETTINGS, *_ACTIVITY, *_DASHBOARDS)
