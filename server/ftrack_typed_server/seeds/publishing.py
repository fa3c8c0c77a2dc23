"""Assets, versions, components and where their files are, in the demo."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

from .breakdown import project_id
from .defaults_people import user_id
from .defaults_site import ASSET_TYPE_IDS, LOCATION_IDS
from .defaults_workflow import STATUS_IDS
from .productions import STEPS
from .records import Row, identifier
from .schedule import Task

DISK_LOCATION = "studio.disk"
DISK_LOCATION_ID = identifier("Location", DISK_LOCATION)

_MEBIBYTE = 1024 * 1024

_COMMENTS = (
    "",
    "Addressed notes from dailies.",
    "First pass, timing only.",
    'Removed the "floating" foot at the end.',
    "Grade as discussed, 15% warmer.",
    "New plate, old camera.",
    "Cached with handles.",
)


@attrs.frozen(kw_only=True)
class Version:
    """A published version.

    Attributes:
        id: its identifier.
        task: the task that published it.
        number: the version number, from 1.
        status: the status name.
        username: who published it.
        date: when.
        is_latest: whether no higher version of the asset exists.
    """

    id: str
    task: Task
    number: int
    status: str
    username: str
    date: datetime
    is_latest: bool

    @property
    def label(self) -> str:
        """Its name as people write it."""
        return f"{self.task.step} v{self.number:03d}"


def disk_location_rows() -> Iterator[Row]:
    """The location of the files on the studio's own storage."""
    yield Row(
        "Location",
        {
            "id": DISK_LOCATION_ID,
            "name": DISK_LOCATION,
            "label": "Studio storage",
            "description": "Files below the projects disk",
        },
    )


def plan_versions(tasks: tuple[Task, ...]) -> tuple[Version, ...]:
    """The versions of all tasks that publish and are far enough to have done so."""
    return tuple(version for task in tasks for version in _versions(task))


def publishing_rows(versions: tuple[Version, ...]) -> Iterator[Row]:
    """Assets, versions, links, components and component locations of one project."""
    plan = versions[0].task.part.plan
    chance = random.Random(f"publishing/{plan.name}")
    for version in versions:
        if version.number == 1:
            yield _asset(version.task)
    for version in versions:
        yield _version_row(version, chance)
        if version.is_latest and version.status != "Pending Review":
            yield _status_change(version)
    yield from _version_links(versions)
    for version in versions:
        yield from _components(version, chance)


def _versions(task: Task) -> Iterator[Version]:
    if STEPS[task.step].asset is None or not task.is_begun:
        return
    chance = random.Random(f"versions/{task.path}")
    count = chance.choice((1, 1, 1, 2, 3))
    if task.status == "In progress":
        count = chance.choice((0, 1))
    for number in range(1, count + 1):
        is_latest = number == count
        # The latest one is from the task's last day, and from today at the latest.
        last = min(task.end, task.start + timedelta(hours=6))
        date = task.end if task.state == "DONE" else last
        yield Version(
            id=identifier("AssetVersion", task.id, str(number)),
            task=task,
            number=number,
            status=_version_status(task, is_latest, chance),
            username=task.assignees[0],
            date=date - timedelta(hours=2 * (count - number), minutes=25),
            is_latest=is_latest,
        )


def _version_status(task: Task, is_latest: bool, chance: random.Random) -> str:
    if not is_latest:
        return "Revise"
    if task.state == "DONE":
        return chance.choice(("Approved", "Approved", "Client approved"))
    return "Revise" if task.status == "Revise" else "Pending Review"


def _asset_id(task: Task) -> str:
    return identifier("Asset", task.id)


def _asset(task: Task) -> Row:
    short = STEPS[task.step].asset or "upload"
    return Row(
        "Asset",
        {
            "id": _asset_id(task),
            "name": task.step,
            "context_id": task.part.id,
            "project_id": project_id(task.part.plan),
            "type_id": ASSET_TYPE_IDS[short],
        },
    )


def _version_row(version: Version, chance: random.Random) -> Row:
    return Row(
        "AssetVersion",
        {
            "id": version.id,
            "asset_id": _asset_id(version.task),
            "project_id": project_id(version.task.part.plan),
            "task_id": version.task.id,
            "user_id": user_id(version.username),
            "status_id": STATUS_IDS[version.status],
            "version": version.number,
            "comment": chance.choice(_COMMENTS),
            "date": version.date,
            "is_published": True,
        },
    )


def _status_change(version: Version) -> Row:
    return Row(
        "AssetVersionStatusChange",
        {
            "id": identifier("StatusChange", version.id),
            "parent_id": version.id,
            "parent_type": "AssetVersion",
            "from_status_id": STATUS_IDS["Pending Review"],
            "status_id": STATUS_IDS[version.status],
            "user_id": user_id(version.task.part.plan.supervisor),
            "date": version.date + timedelta(minutes=50),
        },
    )


def _version_links(versions: tuple[Version, ...]) -> Iterator[Row]:
    """Each first version of a shot's later step uses the latest of the step before."""
    latest: dict[str, Version] = {}
    for version in versions:
        part = version.task.part
        used = latest.get(part.id)
        if used is not None and version.number == 1:
            yield Row(
                "AssetVersionLink",
                {
                    "id": identifier("AssetVersionLink", used.id, version.id),
                    "from_id": used.id,
                    "to_id": version.id,
                },
            )
        if version.is_latest:
            latest[part.id] = version


def _components(version: Version, chance: random.Random) -> Iterator[Row]:
    task = version.task
    folder = f"{task.path.replace(' ', '_')}/v{version.number:03d}"
    yield from _file(
        version,
        "main",
        STEPS[task.step].extension,
        chance.randrange(_MEBIBYTE, 400 * _MEBIBYTE),
        f"{folder}/{task.part.name}_{task.step}{STEPS[task.step].extension}",
    )
    if version.is_latest and task.part.entity_type == "Shot":
        if task.step == "comp" and version.status == "Client approved":
            yield from _sequence(version, folder, chance)
        if task.step in ("anim", "comp", "fx"):
            yield from _review_movie(version, chance)


def _file(
    version: Version, name: str, extension: str, size: int, path: str | None
) -> Iterator[Row]:
    """A file component on the disk at *path*, or on the server when that is none."""
    key = identifier("Component", version.id, name)
    yield Row(
        "FileComponent",
        {
            "id": key,
            "name": name,
            "system_type": "file",
            "file_type": extension,
            "size": size,
            "version_id": version.id,
            "container_id": None,
        },
    )
    yield _located(key, path)


def _review_movie(version: Version, chance: random.Random) -> Iterator[Row]:
    size = chance.randrange(2 * _MEBIBYTE, 30 * _MEBIBYTE)
    yield from _file(version, "ftrackreview-mp4", ".mp4", size, None)
    part = version.task.part
    media = {
        "frameIn": 0,
        "frameOut": part.frames - 1,
        "frameRate": part.plan.fps,
        "width": 1920,
        "height": 1080,
    }
    yield Row(
        "Metadata",
        {
            "parent_id": identifier("Component", version.id, "ftrackreview-mp4"),
            "parent_type": "FileComponent",
            "key": "ftr_meta",
            "value": json.dumps(media),
        },
    )


def _sequence(version: Version, folder: str, chance: random.Random) -> Iterator[Row]:
    """An image sequence of four frames: the ends and the middle of the shot."""
    key = identifier("Component", version.id, "beauty")
    frames = version.task.part.frames
    numbers = (1001, 1001 + frames // 3, 1001 + 2 * frames // 3, 1000 + frames)
    sizes = [chance.randrange(20 * _MEBIBYTE, 30 * _MEBIBYTE) for _ in numbers]
    stem = f"{folder}/{version.task.part.name}_beauty"
    yield Row(
        "SequenceComponent",
        {
            "id": key,
            "name": "beauty",
            "system_type": "sequence",
            "file_type": ".exr",
            "padding": 4,
            "size": sum(sizes),
            "version_id": version.id,
            "container_id": None,
        },
    )
    yield _located(key, f"{stem}.%04d.exr")
    for number, size in zip(numbers, sizes, strict=True):
        member = identifier("Component", version.id, "beauty", str(number))
        yield Row(
            "FileComponent",
            {
                "id": member,
                "name": str(number),
                "system_type": "file",
                "file_type": ".exr",
                "size": size,
                "version_id": None,
                "container_id": key,
            },
        )
        yield _located(member, f"{stem}.{number}.exr")


def _located(component: str, path: str | None) -> Row:
    location = DISK_LOCATION_ID if path else LOCATION_IDS["ftrack.server"]
    return Row(
        "ComponentLocation",
        {
            "id": identifier("ComponentLocation", component),
            "component_id": component,
            "location_id": location,
            "resource_identifier": path or component,
        },
    )
