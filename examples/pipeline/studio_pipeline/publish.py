"""Publish files of a task as the next version of its asset.

An artist's tool calls :func:`publish` from inside of Maya or Nuke.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from studio_pipeline.sessions import DAY, status
from studio_schema import (
    Asset,
    AssetType,
    AssetVersion,
    ComponentLocation,
    FileComponent,
    Location,
    Session,
    Shot,
    Task,
    User,
)
from studio_schema.names import TypeName

ASSET_TYPES: Mapping[TypeName, str] = {
    "Animation": "anim",
    "Compositing": "comp",
    "FX": "fx",
    "Lighting": "lgt",
}
"""What a task of this type publishes, by the short name of the asset's type."""


class PublishError(Exception):
    """The task cannot be published."""


def publish(
    session: Session,
    task: Task,
    files: Mapping[str, Path],
    *,
    artist: User,
    comment: str,
) -> AssetVersion:
    """Publish *files* (component name to path), and hand the task over for review.

    All of it is written, or nothing is; people see a job meanwhile.

    Raises:
        PublishError: tasks of this type publish nothing, or a file is not there.
    """
    missing = [str(path) for path in files.values() if not path.is_file()]
    if missing:
        raise PublishError(f"Not on the disk: {', '.join(missing)}.")
    with artist.job(f"Publish {task.path()}"), session.transaction():
        version = next_version(session, task)
        version.comment = comment
        version.user = artist
        for name, path in files.items():
            add_file(session, version, name, path)
        if isinstance(task.parent, Shot):
            start = task.parent.custom_attributes.fstart
            version.metadata["first_frame"] = f"{start:.0f}"
        version.custom_attributes.submitted = False
        task.status = status(session, "Pending Review")
    return version


def next_version(session: Session, task: Task) -> AssetVersion:
    """Create the version after the latest of what *task* publishes."""
    short = ASSET_TYPES.get(task.type.name)
    if short is None:
        raise PublishError(f"{task.type.name} publishes nothing.")
    types = session.query(AssetType).max_age(DAY).by(AssetType.short)
    asset = session.ensure(
        Asset,
        (Asset.name, Asset.parent, Asset.type),
        name=f"{task.parent.name}_{task.name}",
        parent=task.parent,
        type=types[short],
    ).entity
    versions = session.query(AssetVersion).where(AssetVersion.asset == asset)
    latest = versions.maximum(AssetVersion.version) or 0
    return session.create(
        AssetVersion,
        asset=asset,
        task=task,
        version=latest + 1,
        status=status(session, "Pending Review"),
    )


def add_file(session: Session, version: AssetVersion, name: str, path: Path) -> None:
    """Add the file at *path*, which lies on the studio's disk, as a component."""
    component = session.create(
        FileComponent,
        name=name,
        version=version,
        system_type="file",
        file_type=path.suffix,
        size=path.stat().st_size,
    )
    disk = session.query(Location).max_age(DAY).by(Location.name)["studio.disk"]
    session.create(
        ComponentLocation,
        component=component,
        location=disk,
        resource_identifier=path.as_posix(),
    )
