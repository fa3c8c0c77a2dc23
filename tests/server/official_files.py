"""What the official Python client does with files, keys and jobs, as a script.

It is run in a process of its own, as that client warns of its own imports.
"""

from __future__ import annotations

import json
import sys
import tempfile
import urllib.request
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

# Neither typed, nor installed where this is checked.
ftrack_api: Any = import_module("ftrack_api")
disk: Any = import_module("ftrack_api.accessor.disk")
standard: Any = import_module("ftrack_api.structure.standard")
symbol: Any = import_module("ftrack_api.symbol")

PNG = b"\x89PNG\r\n\x1a\n and more"


def main(url: str, user: str, key: str) -> None:
    """Go through what a publisher does, and assert what a person would expect."""
    session = connect(url, user, key)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        version = build(session)
        on_disk = disk_location(session, folder / "storage")
        file_component(session, folder, version, on_disk)
        empty_file(session, folder)
        sequence_component(session, folder, version, on_disk)
        container_component(session, folder, version, on_disk)
        thumbnails(session, folder, version)
        media(session, folder, version)
    widgets(session, version)
    jobs_and_invites(session, user)
    roles(session, user)
    keys(session, url)


def connect(url: str, user: str, key: str) -> Any:
    return ftrack_api.Session(
        url, key, user, auto_connect_event_hub=False, schema_cache_path=False
    )


def build(session: Any) -> Any:
    schema = session.query("ProjectSchema").first()
    project = session.create(
        "Project", {"name": "files", "full_name": "Files", "project_schema": schema}
    )
    shot = session.create("Shot", {"name": "sh", "parent": project})
    asset = session.create(
        "Asset",
        {"name": "plate", "parent": shot, "type": session.query("AssetType").first()},
    )
    version = session.create("AssetVersion", {"asset": asset})
    session.commit()
    return version


def disk_location(session: Any, folder: Path) -> Any:
    folder.mkdir()
    location = session.ensure("Location", {"name": "test.disk"})
    location.accessor = disk.DiskAccessor(prefix=str(folder))
    location.structure = standard.StandardStructure()
    location.priority = 1
    return location


def file_component(session: Any, folder: Path, version: Any, on_disk: Any) -> None:
    server = session.get("Location", symbol.SERVER_LOCATION_ID)
    # More than is read, sent or written at a time.
    data = bytes(range(251)) * 20_000
    source = folder / "plate.v001.mov"
    source.write_bytes(data)
    component = version.create_component(
        str(source), data={"name": "main"}, location=server
    )
    session.commit()
    assert (component["size"], component["file_type"]) == (len(data), ".mov")
    assert server.get_component_availability(component) == 100.0
    assert on_disk.get_component_availability(component) == 0.0
    assert component["component_locations"][0]["resource_identifier"] == component["id"]
    fetched = server.accessor.open(server.get_resource_identifier(component))
    assert fetched.read() == data
    with urllib.request.urlopen(server.get_url(component)) as response:
        assert response.read() == data

    on_disk.add_component(component, server)
    assert on_disk.get_component_availability(component) == 100.0
    path = Path(on_disk.get_filesystem_path(component))
    assert path.read_bytes() == data
    assert path.name == "main.mov"
    availability = component.get_availability([server, on_disk])
    assert availability == {server["id"]: 100.0, on_disk["id"]: 100.0}
    with pytest.raises(ftrack_api.exception.ComponentInLocationError):
        on_disk.add_component(component, server)

    server.remove_component(component)
    assert server.get_component_availability(component) == 0.0
    with pytest.raises(ftrack_api.exception.AccessorOperationFailedError):
        server.accessor.open(component["id"]).read()
    # And back, from the disk.
    server.add_component(component, on_disk)
    assert server.accessor.open(component["id"]).read() == data


def empty_file(session: Any, folder: Path) -> None:
    server = session.get("Location", symbol.SERVER_LOCATION_ID)
    source = folder / "empty.txt"
    source.touch()
    component = session.create_component(str(source), location=server)
    session.commit()
    assert server.accessor.open(component["id"]).read() == b""


def sequence_component(session: Any, folder: Path, version: Any, on_disk: Any) -> None:
    server = session.get("Location", symbol.SERVER_LOCATION_ID)
    frames = {number: f"frame {number}".encode() for number in (1, 2, 3, 5)}
    for number, data in frames.items():
        (folder / f"beauty.{number:04d}.exr").write_bytes(data)
    component = session.create_component(
        f"{folder}/beauty.%04d.exr [1-3, 5]",
        {"name": "beauty", "version": version},
        location=on_disk,
    )
    session.commit()
    assert component.entity_type == "SequenceComponent"
    assert (component["padding"], component["file_type"]) == (4, ".exr")
    assert component["size"] == sum(map(len, frames.values()))
    server.add_component(component, on_disk)
    # What another session sees, without what this one remembers.
    other = connect(session.server_url, session.api_user, session.api_key)
    again = other.get("SequenceComponent", component["id"])
    members = {int(item["name"]): item for item in again["members"]}
    assert sorted(members) == [1, 2, 3, 5]
    accessor = other.get("Location", symbol.SERVER_LOCATION_ID).accessor
    for number, item in members.items():
        assert accessor.open(item["id"]).read() == frames[number]


def container_component(session: Any, folder: Path, version: Any, on_disk: Any) -> None:
    container = session.create(
        "ContainerComponent", {"name": "pack", "version": version}
    )
    parts: list[Any] = []
    for name in ("left", "right"):
        (folder / f"{name}.txt").write_text(name)
        part = session.create_component(
            str(folder / f"{name}.txt"),
            {"name": name, "container": container},
            location=None,
        )
        parts.append(part)
    session.commit()
    origin = session.get("Location", symbol.ORIGIN_LOCATION_ID)
    on_disk.add_component(parts[0], origin, recursive=False)
    assert container.get_availability([on_disk]) == {on_disk["id"]: 50.0}
    on_disk.add_component(parts[1], origin, recursive=False)
    assert container.get_availability([on_disk]) == {on_disk["id"]: 100.0}
    assert {item["name"] for item in container["members"]} == {"left", "right"}
    session.delete(container)
    session.commit()
    assert session.query(f"Component where id is {parts[0]['id']}").first() is None


def thumbnails(session: Any, folder: Path, version: Any) -> None:
    server = session.get("Location", symbol.SERVER_LOCATION_ID)
    image = folder / "image.png"
    image.write_bytes(PNG)
    made = version.create_thumbnail(str(image))
    session.commit()
    assert made["name"] == "thumbnail"
    assert version["thumbnail_id"] == made["id"]
    with urllib.request.urlopen(server.get_thumbnail_url(made, size=300)) as response:
        assert response.read() == PNG
    session.populate([version], "thumbnail_url")
    with urllib.request.urlopen(version["thumbnail_url"]["url"]) as response:
        assert response.read() == PNG


def media(session: Any, folder: Path, version: Any) -> None:
    movie = folder / "review.mp4"
    movie.write_bytes(b"....ftypisom")
    for path, name in ((folder / "image.png", "image"), (movie, "mp4")):
        job = session.encode_media(str(path), version_id=version["id"])
        assert job["status"] == "done"
        data = json.loads(job["data"])
        assert data["keep_original"] is False
        (output,) = data["output"]
        made = session.get("FileComponent", output["component_id"])
        assert made["name"] == f"ftrackreview-{name}"
        assert made["version_id"] == version["id"]
        assert job["job_components"][0]["component_id"] == made["id"]
        server = session.get("Location", symbol.SERVER_LOCATION_ID)
        assert server.accessor.open(made["id"]).read() == path.read_bytes()
    assert json.loads(
        session.query(
            f"FileComponent where version_id is {version['id']}"
            " and name is 'ftrackreview-image'"
        ).one()["metadata"]["ftr_meta"]
    ) == {"format": "image"}
    kept = version.encode_media(made)
    assert json.loads(kept["data"])["source_component_id"] == made["id"]
    assert session.query(f"FileComponent where id is {made['id']}").one()


def widgets(session: Any, version: Any) -> None:
    task = session.query("TypedContext").first()
    for url in (
        session.get_widget_url("tasks"),
        session.get_widget_url("info", entity=task, theme="light"),
    ):
        with urllib.request.urlopen(url) as response:
            assert response.status == 200


def jobs_and_invites(session: Any, user: str) -> None:
    me = session.query(f'User where username is "{user}"').one()
    job = session.create(
        "Job",
        {
            "user": me,
            "status": "running",
            "data": json.dumps({"description": "Rendering"}),
        },
    )
    session.commit()
    job["status"] = "done"
    session.commit()
    assert session.query(f"Job where id is {job['id']}").one()["status"] == "done"
    me.send_invite()
    (answer,) = session.call([{"action": "delayed_job", "job_type": "SYNC_USERS_LDAP"}])
    assert answer["data"]["status"] == "done"
    assert answer["data"].entity_type == "Job"
    with pytest.raises(ftrack_api.exception.ServerError, match="Invalid action u'fly'"):
        session.call([{"action": "fly"}])


def roles(session: Any, user: str) -> None:
    someone = session.create("User", {"username": f"someone-{uuid4()}"})
    session.commit()
    role = session.query("SecurityRole where name is 'Project Manager'").first()
    if role is None:
        return
    named = {"user_id": someone["id"], "role_id": role["id"]}
    session.call([{"action": "add_user_security_role", **named}])
    project = session.query("Project").first()
    grant = {"action": "grant_user_security_role_project", **named}
    session.call([{**grant, "project_id": project["id"]}])
    held = session.query(f"UserSecurityRole where user_id is {someone['id']}").one()
    assert held["security_role"] is role
    (granted,) = held["user_security_role_projects"]
    assert granted["project"] is project


def keys(session: Any, url: str) -> None:
    someone = session.create("User", {"username": f"other-{uuid4()}"})
    someone["is_active"] = True
    session.commit()
    first = someone.reset_api_key()
    mine = connect(url, someone["username"], first)
    second = someone.reset_api_key()
    with pytest.raises(ftrack_api.exception.ServerError, match="not valid"):
        mine.query("User").all()
    assert connect(url, someone["username"], second).query("User").first()


if __name__ == "__main__":
    main(*sys.argv[1:])
