"""The security roles and the administrator that every seed holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .records import Row, Value, identifier

USER_TYPE_ID = "ac9fa5aa-4361-11e0-b7cc-0019bb4983d8"

ADMIN_USERNAME = "admin"
"""The user that scripts run as."""

ADMIN_ID = identifier("User", ADMIN_USERNAME)

_ROLE_TYPES: Mapping[str, str] = {
    "Administrator": "PROJECT",
    "Project Manager": "PROJECT",
    "User": "PROJECT",
    "Restricted User": "ASSIGNED",
    "API": "API",
}

ROLE_IDS: Mapping[str, str] = {
    name: identifier("SecurityRole", name) for name in _ROLE_TYPES
}


def administrator_rows() -> Iterator[Row]:
    """The least that a server runs with: a user type, a role and who has it."""
    yield Row("UserType", {"id": USER_TYPE_ID, "name": "Default"})
    yield _role("Administrator")
    yield user(
        ADMIN_USERNAME,
        first_name="Site",
        last_name="Administrator",
        email="old@example.com",
    )
    yield user_role(ADMIN_USERNAME, "Administrator")


def role_rows() -> Iterator[Row]:
    """The default roles but the administrator's."""
    return (_role(name) for name in _ROLE_TYPES if name != "Administrator")


def user_id(username: str) -> str:
    """The identifier of the user who logs in as *username*."""
    return identifier("User", username)


def user(
    username: str,
    *,
    first_name: str,
    last_name: str,
    email: str,
    is_active: bool = True,
) -> Row:
    """One user."""
    values: dict[str, Value] = {
        "id": user_id(username),
        "username": username,
        "first_name": first_name,
        "last_name": last_name,
        "email": email,
        "is_active": is_active,
        "is_otp_enabled": False,
        "is_totp_enabled": False,
        "require_details_update": False,
        "resource_type": "user",
        "user_type_id": USER_TYPE_ID,
    }
    return Row("User", values)


def user_role(username: str, role: str, *, is_all_projects: bool = True) -> Row:
    """The security role that a user has, on all projects or on those granted."""
    # The two flags are two public names of one stored attribute.
    return Row(
        "UserSecurityRole",
        {
            "id": identifier("UserSecurityRole", username, role),
            "user_id": user_id(username),
            "security_role_id": ROLE_IDS[role],
            "is_all_projects": is_all_projects,
            "is_all_open_projects": is_all_projects,
        },
    )


def _role(name: str) -> Row:
    return Row(
        "SecurityRole", {"id": ROLE_IDS[name], "name": name, "type": _ROLE_TYPES[name]}
    )
