"""What roles are to those who have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest


def test_roles_decide_what_is_seen_and_changed(
    session: Any, ftrack_api: Any, connect: Callable[..., Any]
) -> None:
    projects = [build(session) for _ in range(2)]
    artist = employ(session, connect, "User", projects[0])
    read(artist, projects)
    write(artist, ftrack_api, projects)
    administer(artist, ftrack_api, connect, session)
    nobody = employ(session, connect, None, None)
    assert nobody.query("Project").all() == []
    assert nobody.query("Status").first() is not None


def build(session: Any) -> str:
    schema = session.query("ProjectSchema").first()
    name = str(uuid4())
    project = session.create(
        "Project", {"name": name, "full_name": name, "project_schema": schema}
    )
    sequence = session.create("Sequence", {"name": "sq", "parent": project})
    session.create("Task", {"name": "task", "parent": sequence})
    session.commit()
    return str(project["id"])


def employ(
    session: Any, connect: Callable[..., Any], role: str | None, project: str | None
) -> Any:
    """Return a session of a new user, who has a role in a project."""
    user = session.create("User", {"username": str(uuid4()), "is_active": True})
    session.commit()
    if role is not None:
        held = session.create(
            "UserSecurityRole",
            {
                "user": user,
                "security_role": session.query(
                    f'SecurityRole where name is "{role}"'
                ).one(),
            },
        )
        session.create(
            "UserSecurityRoleProject",
            {
                "user_security_role": held,
                "project": session.get("Project", project),
            },
        )
        session.commit()
    return connect(api_user=user["username"], api_key=user.reset_api_key())


def read(artist: Any, projects: list[str]) -> None:
    mine, other = projects
    assert [project["id"] for project in artist.query("Project")] == [mine]
    assert artist.get("Project", other) is None
    (task,) = artist.query("Task").all()
    assert task["link"][0]["id"] == mine
    assert task["parent"]["children"][0] is task
    (project,) = artist.query("select descendants from Project")
    assert len(project["descendants"]) == 2


def write(artist: Any, ftrack_api: Any, projects: list[str]) -> None:
    task = artist.query("Task").one()
    task["description"] = "changed"
    user = artist.query(f'User where username is "{artist.api_user}"').one()
    task.create_note("Done", user)
    artist.commit()
    artist.create("Sequence", {"name": "late", "parent_id": projects[1]})
    with pytest.raises(ftrack_api.exception.ServerError) as refused:
        artist.commit()
    assert "PermissionError(Permission denied: " in str(refused.value)
    artist.rollback()
    task["project"]["full_name"] = "Mine"
    with pytest.raises(ftrack_api.exception.ServerError, match="PermissionError"):
        artist.commit()
    artist.rollback()


def administer(
    artist: Any, ftrack_api: Any, connect: Callable[..., Any], session: Any
) -> None:
    someone = session.create("User", {"username": str(uuid4()), "is_active": True})
    session.commit()
    other = artist.get("User", someone["id"])
    for forbidden in (other.reset_api_key, other.send_invite):
        with pytest.raises(ftrack_api.exception.ServerError, match="PermissionError"):
            forbidden()
    me = artist.query(f'User where username is "{artist.api_user}"').one()
    assert connect(api_user=artist.api_user, api_key=me.reset_api_key())
    with pytest.raises(ftrack_api.exception.ServerError, match="not valid"):
        artist.query("Task").all()
