"""Users with roles, and sites to see with their eyes."""

from __future__ import annotations

from uuid import uuid4

from support.site import SiteClient, create


def role_id(site: SiteClient, name: str) -> str:
    """Return the key of the security role *name*."""
    (key,) = site.keys(f'SecurityRole where name is "{name}"')
    return key


def reset_key(site: SiteClient, user_id: str | None = None) -> str:
    """Return a new key of a user, by default of the one who asks."""
    operation = {"action": "reset_remote", "reset_type": "api_key"}
    if user_id is not None:
        operation |= {"entity_type": "User", "entity_key": user_id}
    (answer,) = site.call(operation)
    key: str = answer["data"]["api_key"]
    return key


def employ(
    site: SiteClient,
    role: str | None,
    *projects: str,
    everywhere: bool = False,
    username: str | None = None,
) -> SiteClient:
    """Return the site as a new user sees it, who has *role* in *projects*."""
    user_id, held = str(uuid4()), str(uuid4())
    name = username or user_id
    site.call(create("User", id=user_id, username=name, is_active=True))
    if role is not None:
        site.call(
            create(
                "UserSecurityRole",
                id=held,
                user_id=user_id,
                security_role_id=role_id(site, role),
                is_all_open_projects=everywhere,
            ),
            *(
                create(
                    "UserSecurityRoleProject",
                    user_security_role_id=held,
                    project_id=project,
                )
                for project in projects
            ),
        )
    return SiteClient(site.url, name, reset_key(site, user_id))


def own_id(site: SiteClient) -> str:
    """Return the key of the user who asks."""
    (key,) = site.keys(f'User where username is "{site.user}"')
    return key
