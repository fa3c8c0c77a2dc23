"""People, groups of them, and what they may do."""

from __future__ import annotations

from typing import Final

from ftrack_typed_server.stock.groups import (
    ATTRIBUTE_LINKS,
    METADATA,
    THUMBNAIL,
    customizable,
)
from ftrack_typed_server.stock.notation import (
    entity,
    flag,
    identity,
    key,
    moment,
    refer,
    text,
    to_many,
)

RESOURCE: Final = entity(
    "Resource",
    text("resource_type"),
    to_many("allocations", "Appointment", "resource_allocations"),
    to_many("appointments", "Appointment", "resource_appointments"),
    to_many("assignments", "Appointment", "resource_assignments"),
    to_many("dashboard_resources", "DashboardResource"),
    system=("resource_type",),
    required=("resource_type",),
)

BASE_USER: Final = entity(
    "BaseUser",
    THUMBNAIL,
    text("email"),
    text("first_name", "firstname"),
    text("last_name", "lastname"),
    base=RESOURCE,
    computed=("thumbnail_url",),
    immutable=("thumbnail_url",),
)

_PEOPLE = (
    RESOURCE,
    BASE_USER,
    entity(
        "User",
        METADATA,
        customizable("UserCustomAttributeValue"),
        text("resource_type", default="user"),
        text("username"),
        flag("is_active", "isactive"),
        flag("is_otp_enabled", "otp_enabled"),
        flag("is_totp_enabled", "totp_enabled"),
        flag("require_details_update"),
        refer("user_type", "UserType", "typeid", alias="type"),
        to_many("memberships", "Membership", "user_memberships"),
        to_many("timelogs", "Timelog"),
        to_many("user_security_roles", "UserSecurityRole", "userRoles"),
        base=BASE_USER,
        required=("username", "is_active"),
        immutable=("resource_type",),
    ),
    entity("Collaborator", text("created_from_shared_url"), base=BASE_USER),
    entity(
        "Group",
        ATTRIBUTE_LINKS,
        text("resource_type", default="group"),
        text("name", default=""),
        text("link", "api_link"),
        flag("local"),
        refer("parent", "Group", "group_id"),
        to_many("children", "Group"),
        to_many("memberships", "Membership", "group_memberships"),
        base=RESOURCE,
        required=("name", "local"),
        immutable=("resource_type", "link"),
    ),
    entity(
        "Membership",
        refer("group", "Group", alias="membership_group"),
        refer("user", "User", alias="membership_user"),
        required=("group_id", "user_id"),
    ),
    entity("UserType", identity("typeid"), text("name"), immutable=("name",)),
)

_ACCESS = (
    entity(
        "ApiKey",
        text("identifier"),
        text("prefix"),
        key("resource_id", "Resource"),
        alias="AccessKey",
        system=("identifier", "resource_id", "prefix"),
    ),
    entity(
        "UserSession",
        refer("user", "User"),
        moment("creation_time"),
        moment("accessed_time"),
        system=("user_id",),
    ),
    entity(
        "SecurityRole",
        identity("roleid"),
        text("name"),
        # No public type shows what this refers to.
        key("type", "SecurityRoleType", "typeid"),
        to_many("user_security_roles", "UserSecurityRole", "userRoles"),
        alias="Auth_Role",
        shown=("id", "name"),
    ),
    entity(
        "UserSecurityRole",
        refer("user", "User", "userid"),
        refer("security_role", "SecurityRole", "roleid", alias="role"),
        flag("is_all_open_projects", "isallprojects"),
        flag(
            "is_all_projects",
            "isallprojects",
            about="Deprecated: the same as `is_all_open_projects`.",
        ),
        to_many(
            "user_security_role_projects",
            "UserSecurityRoleProject",
            "user_role_projects",
        ),
        alias="Auth_UserRole",
        shown=("id", "user_id", "security_role_id"),
    ),
    entity(
        "UserSecurityRoleProject",
        refer("project", "Project"),
        refer(
            "user_security_role", "UserSecurityRole", "user_role_id", alias="user_role"
        ),
        alias="UserRoleProject",
        shown=("id", "user_security_role_id", "project_id"),
    ),
)

_PREFERENCES = (
    entity(
        "UserApplicationState",
        text("key"),
        text("value"),
        key("user_id", "User", "userid"),
        alias="UserSetting",
        primary_key=("user_id", "key"),
        shown=("user_id", "key", "value"),
        required=("value",),
    ),
    entity(
        "UserView",
        identity("viewid"),
        text("name"),
        flag("global", "isglobal"),
        refer("user", "User", "userid"),
        to_many("shared_with", "Resource", "sharedviews"),
    ),
)

ENTITIES: Final = (*_PEOPLE, *_ACCESS, *_PREFERENCES)
