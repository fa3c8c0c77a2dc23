"""Components, and the locations that have their files."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import pytest

disk: Any = import_module("ftrack_api.accessor.disk")
entity_id: Any = import_module("ftrack_api.structure.entity_id")
standard: Any = import_module("ftrack_api.structure.standard")
symbol: Any = import_module("ftrack_api.symbol")

PLUGIN = '''\
"""Configures a location for each session, as a studio's plugin does."""

import ftrack_api.accessor.disk
import ftrack_api.structure.id


def register(session, **options):
    def configure(event):
        location = event["data"]["session"].ensure("Location", {"name": "studio.disk"})
        location.accessor = ftrack_api.accessor.disk.DiskAccessor(prefix=r"{prefix}")
        location.structure = ftrack_api.structure.id.IdStructure()
        location.priority = 0

    session.event_hub.subscribe(
        "topic=ftrack.api.session.configure-location", configure
    )
'''


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    folder = tmp_path / "storage"
    folder.mkdir()
    return folder


@pytest.fixture
def on_disk(session: Any, storage: Path) -> Any:
    location = session.ensure("Location", {"name": f"disk-{uuid4().hex}"})
    location.accessor = disk.DiskAccessor(prefix=str(storage))
    location.structure = entity_id.EntityIdStructure()
    location.priority = 10
    return location


@pytest.fixture
def server(session: Any) -> Any:
    return session.query('Location where name is "ftrack.server"').one()


def file(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def test_a_plugin_configures_a_location(
    connect: Callable[..., Any], version: Any, tmp_path: Path, storage: Path
) -> None:
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    (plugins / "studio_location.py").write_text(
        PLUGIN.replace("{prefix}", str(storage))
    )
    session = connect(plugin_paths=[str(plugins)])
    location = session.pick_location()
    assert location["name"] == "studio.disk"
    mine = session.get("AssetVersion", version["id"])
    component = mine.create_component(
        file(tmp_path, "a.txt", b"text"), {"name": "main"}, location="auto"
    )
    session.commit()
    path = Path(location.get_filesystem_path(component))
    assert path.is_relative_to(storage)
    assert path.read_bytes() == b"text"
    assert session.pick_locations([component])[0]["name"] == "studio.disk"


def test_a_central_storage_is_set_up_for_everybody(
    connect: Callable[..., Any], session: Any, storage: Path
) -> None:
    location = session.create("Location", {"name": f"central-{uuid4().hex}"})
    session.commit()
    system = "windows" if sys.platform == "win32" else "linux"
    scenario = {
        "scenario": "ftrack.centralized-storage",
        "data": {
            "location_id": location["id"],
            "location_name": location["name"],
            "accessor": {"mount_points": {system: str(storage)}},
        },
    }
    setting = session.query(
        "Setting where name is storage_scenario and group is STORAGE"
    ).one()
    before = setting["value"]
    setting["value"] = json.dumps(scenario)
    session.commit()
    try:
        theirs = connect()
        assert theirs.server_information["storage_scenario"] == scenario
        picked = theirs.pick_location()
        assert picked["id"] == location["id"]
        assert isinstance(picked.accessor, disk.DiskAccessor)
        assert (picked.accessor.prefix, picked.priority) == (str(storage), 1)
    finally:
        setting["value"] = before
        session.commit()
    information = connect().server_information
    assert information["storage_scenario"]["scenario"] == "ftrack.automatic"


def test_publishing_to_the_location_that_is_preferred(
    session: Any, other: Any, version: Any, on_disk: Any, tmp_path: Path
) -> None:
    assert session.pick_location() is on_disk
    path = file(tmp_path, "plate.mov", b"movie")
    component = version.create_component(path, location="auto")
    session.commit()
    assert component["name"] == "main"
    assert (component["size"], component["file_type"]) == (5, ".mov")
    again = other.get("AssetVersion", version["id"])
    (found,) = again["components"]
    assert found.entity_type == "FileComponent"
    (place,) = found["component_locations"]
    assert place["location"]["id"] == on_disk["id"]
    assert place["resource_identifier"] == component["id"]


def test_a_component_is_moved_between_locations(
    session: Any, ftrack_api: Any, on_disk: Any, server: Any, tmp_path: Path
) -> None:
    data = bytes(range(256)) * 9000
    component = session.create_component(
        file(tmp_path, "a.bin", data), location=on_disk
    )
    session.commit()
    assert component.get_availability([on_disk, server]) == {
        on_disk["id"]: 100.0,
        server["id"]: 0.0,
    }
    server.add_component(component, on_disk)
    on_disk.remove_component(component)
    assert component.get_availability([on_disk, server]) == {
        on_disk["id"]: 0.0,
        server["id"]: 100.0,
    }
    with pytest.raises(ftrack_api.exception.ComponentNotInLocationError):
        on_disk.get_resource_identifier(component)
    with urlopen(server.get_url(component)) as answer:
        assert answer.read() == data
    with urlopen(component["component_locations"][0]["url"]["url"]) as answer:
        assert answer.read() == data
    session.delete(component)
    session.commit()
    text = f"ComponentLocation where component_id is {component['id']}"
    assert session.query(text).first() is None


def test_an_empty_file_is_a_file(session: Any, server: Any, tmp_path: Path) -> None:
    component = session.create_component(
        file(tmp_path, "empty.txt", b""), location=server
    )
    session.commit()
    assert server.accessor.open(component["id"]).read() == b""


def test_sequences_have_members(
    session: Any, other: Any, version: Any, on_disk: Any, server: Any, tmp_path: Path
) -> None:
    frames = {number: b"frame %d" % number for number in (1, 2, 3, 5)}
    for number, data in frames.items():
        file(tmp_path, f"beauty.{number:04d}.exr", data)
    component = version.create_component(
        f"{tmp_path}/beauty.%04d.exr [1-3, 5]", {"name": "beauty"}, location=on_disk
    )
    session.commit()
    server.add_component(component, on_disk)
    again = other.get("SequenceComponent", component["id"])
    assert (again["padding"], again["file_type"]) == (4, ".exr")
    assert again["size"] == sum(map(len, frames.values()))
    accessor = other.get("Location", server["id"]).accessor
    assert {
        int(member["name"]): accessor.open(member["id"]).read()
        for member in again["members"]
    } == frames
    assert {member["container"]["id"] for member in again["members"]} == {again["id"]}
    found = other.query(f"Component where version_id is {version['id']}")
    assert {row.entity_type for row in found} == {"SequenceComponent"}


def test_containers_are_as_available_as_their_members(
    session: Any, on_disk: Any, tmp_path: Path
) -> None:
    container = session.create("ContainerComponent", {"name": "pack"})
    members = [
        session.create_component(
            file(tmp_path, f"{name}.txt", b"text"),
            {"name": name, "container": container},
            location=None,
        )
        for name in ("one", "two")
    ]
    session.commit()
    origin = session.get("Location", symbol.ORIGIN_LOCATION_ID)
    on_disk.add_component(members[0], origin, recursive=False)
    availability = session.get_component_availabilities([container], [on_disk])
    assert availability == [{on_disk["id"]: 50.0}]


def test_the_standard_structure_follows_the_links(
    session: Any, version: Any, on_disk: Any, tmp_path: Path
) -> None:
    on_disk.structure = standard.StandardStructure()
    component = version.create_component(
        file(tmp_path, "a.abc", b"text"), {"name": "cache"}, location=on_disk
    )
    session.commit()
    identifier = on_disk.get_resource_identifier(component)
    assert identifier.split("/")[1:] == ["sq010", "sh010", "hero", "v001", "cache.abc"]


def test_reviewable_media_published_by_hand(
    session: Any, other: Any, version: Any, server: Any, tmp_path: Path
) -> None:
    component = version.create_component(
        file(tmp_path, "review.mp4", b"....ftypisom"),
        data={"name": "ftrackreview-mp4"},
        location=server,
    )
    about = {"frameIn": 0, "frameOut": 150, "frameRate": 25}
    component["metadata"]["ftr_meta"] = json.dumps(about)
    session.commit()
    again = other.query(
        "FileComponent where name is 'ftrackreview-mp4' and metadata any"
        f" (key is ftr_meta) and version_id is {version['id']}"
    ).one()
    assert json.loads(again["metadata"]["ftr_meta"]) == about


@pytest.mark.parametrize(
    ("name", "kind"), [("image.png", "image"), ("movie.mp4", "mp4")]
)
def test_media_are_encoded_for_review(
    session: Any, version: Any, server: Any, tmp_path: Path, name: str, kind: str
) -> None:
    data = {"image": b"\x89PNG\r\n\x1a\n and more", "mp4": b"....ftypisom"}[kind]
    job = session.encode_media(file(tmp_path, name, data), version_id=version["id"])
    assert job["status"] == "done"
    about = json.loads(job["data"])
    assert about["keep_original"] is False
    (output,) = about["output"]
    made = session.get("FileComponent", output["component_id"])
    assert (made["name"], made["version_id"]) == (f"ftrackreview-{kind}", version["id"])
    assert [row["component_id"] for row in job["job_components"]] == [made["id"]]
    assert server.accessor.open(made["id"]).read() == data
    kept = version.encode_media(made)
    assert json.loads(kept["data"])["source_component_id"] == made["id"]
    assert session.query(f"FileComponent where id is {made['id']}").one()


@pytest.mark.parametrize("kind", ["Project", "Shot", "Task", "AssetVersion", "User"])
def test_thumbnails(
    session: Any, other: Any, version: Any, me: Any, tmp_path: Path, kind: str
) -> None:
    task = version["task"]
    entity = {
        "Project": task["project"],
        "Shot": task["parent"],
        "Task": task,
        "AssetVersion": version,
        "User": me,
    }[kind]
    path = file(tmp_path, "thumbnail.png", b"\x89PNG\r\n\x1a\n and more")
    component = entity.create_thumbnail(path)
    session.commit()
    again = other.query(
        f"select thumbnail.name, thumbnail_url from {kind} where id is {entity['id']}"
    ).one()
    assert again["thumbnail"]["id"] == component["id"]
    with urlopen(again["thumbnail_url"]["url"]) as answer:
        assert answer.read().startswith(b"\x89PNG")
