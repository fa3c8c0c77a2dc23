"""What roles are to the official Python client, as a script of its own."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

# Not installed everywhere.
ftrack_api: Any = import_module("ftrack_api")


def main(url: str, user: str, key: str) -> None:
    """Work with others' eyes, and assert what a person would expect."""
    session = connect(url, user, key)
    projects = [build(session) for _ in range(2)]
    artist = employ(session, url, "User", projects[0])
    read(artist, projects)
    write(artist, projects)
    administer(artist, session)
    nobody = employ(session, url, None, None)
    assert nobody.query("Project").all() == []
    assert nobody.query("Status").first() is not None
    for project in projects:
        session.delete(session.get("Project", project))
    session.commit()


def connect(url: str, user: str, key: str) -> Any:
    return ftrack_api.Session(
        url, key, user, auto_connect_event_hub=False, schema_cache_path=False
    )


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


def employ(session: Any, url: str, role: str | None, project: str | None) -> Any:
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
    return connect(url, user["username"], user.reset_api_key())


def read(artist: Any, projects: list[str]) -> None:
    mine, other = projects
    assert [project["id"] for project in artist.query("Project")] == [mine]
    assert artist.get("Project", other) is None
    (task,) = artist.query("Task").all()
    assert task["link"][0]["id"] == mine
    assert task["parent"]["children"][0] is task
    (project,) = artist.query("select descendants from Project")
    assert len(project["descendants"]) == 2


def write(artist: Any, projects: list[str]) -> None:
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


def administer(artist: Any, session: Any) -> None:
    someone = session.create("User", {"username": str(uuid4()), "is_active": True})
    session.commit()
    other = artist.get("User", someone["id"])
    for forbidden in (other.reset_api_key, other.send_invite):
        with pytest.raises(ftrack_api.exception.ServerError, match="PermissionError"):
            forbidden()
    me = artist.query(f'User where username is "{artist.api_user}"').one()
    assert connect(artist.server_url, artist.api_user, me.reset_api_key())
    with pytest.raises(ftrack_api.exception.ServerError, match="not valid"):
        artist.query("Task").all()


if __name__ == "__main__":
    main(*sys.argv[1:])
