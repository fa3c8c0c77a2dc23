"""``encode_media``: media for review, made of a component's file.

Nothing is encoded: images and videos are kept as they are, under the names that review
tools look for. The job that clients wait for is over before they ask.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import orjson

from ftrack_typed_server.media import image_type
from ftrack_typed_server.operations.context import (
    Operating,
    Operation,
    Pending,
    answer,
    flag,
    optional_text,
    text,
)

SERVER_LOCATION: Final = "3a372bde-05bc-11e4-8908-20c9d081909b"
"""The location of the files that the server keeps; the same at every site."""

_NAMES = {"image": "ftrackreview-image", "video": "ftrackreview-mp4"}
_WEBM = "video/webm"


def encode_media(batch: Operating, operation: Operation) -> Pending:
    """Make reviewable media of a component's file; answer the job, which is done.

    The job has failed where the component has no file, or one that is neither image
    nor video; the component is kept then in any case.
    """
    component_id = text(operation, "component_id")
    version_id = optional_text(operation, "version_id")
    keep_original = flag(operation, "keep_original")
    source = batch.writer.find("FileComponent", component_id)
    path = batch.uploads.store.find(component_id)
    media_type = None if path is None else _media_type(path, source)
    output: list[dict[str, str]] = []
    if path is not None and media_type is not None:
        made = _keep(batch, path, source, media_type, version_id)
        output.append({"format": media_type, "component_id": made})
        if not keep_original:
            batch.writer.delete("FileComponent", component_id)
    job_id = str(uuid4())
    data = {
        "source_component_id": component_id,
        "keep_original": keep_original,
        "output": output,
    }
    job = {
        "type": "encode_media",
        "status": "done" if output else "failed",
        "data": orjson.dumps(data).decode(),
        "finished_at": batch.writer.now,
    }
    batch.writer.create("Job", job_id, job)
    for item in output:
        row = {"job_id": job_id, "component_id": item["component_id"]}
        batch.writer.create("JobComponent", None, row)
    return answer({"job_id": job_id})


def _media_type(path: Path, source: Mapping[str, Any]) -> str | None:
    """Return the media type of an image or a video, none of anything else."""
    found = image_type(path)
    if found is None:
        found, _ = mimetypes.guess_type(f"file{source['file_type'] or ''}")
    if found is None or found.partition("/")[0] not in _NAMES:
        return None
    return found


def _keep(
    batch: Operating,
    path: Path,
    source: Mapping[str, Any],
    media_type: str,
    version_id: str | None,
) -> str:
    """Create the component for review; return its id."""
    store = batch.uploads.store
    made = str(uuid4())
    name = _NAMES[media_type.partition("/")[0]]
    store.share(path, made)
    batch.effects.rolled_back.append(lambda: store.remove(made))
    component: dict[str, Any] = {
        "name": "ftrackreview-webm" if media_type == _WEBM else name,
        "file_type": source["file_type"],
        "size": path.stat().st_size,
        "version_id": version_id,
    }
    batch.writer.create("FileComponent", made, component)
    location = {
        "component_id": made,
        "location_id": SERVER_LOCATION,
        "resource_identifier": made,
    }
    batch.writer.create("ComponentLocation", None, location)
    if media_type.startswith("image/"):
        description = {
            "parent_id": made,
            "parent_type": "FileComponent",
            "key": "ftr_meta",
            "value": '{"format": "image"}',
        }
        batch.writer.create("Metadata", None, description)
    return made
