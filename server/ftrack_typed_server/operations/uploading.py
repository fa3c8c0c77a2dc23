"""Addresses to send files to and to fetch them from."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import cast
from urllib.parse import quote

from ftrack_typed_server.errors import RequestTooLargeError, ValidationError
from ftrack_typed_server.media import (
    LONGEST_UPLOAD,
    MOST_PARTS,
    UPLOAD_PATH,
    Grant,
    Uploads,
    check_component_id,
    check_file_name,
)
from ftrack_typed_server.media.uploads import md5_digest
from ftrack_typed_server.operations.context import (
    Operating,
    Operation,
    Pending,
    answer,
    optional_count,
    optional_text,
    text,
)
from ftrack_typed_server.signing import DAY, soon

COMPLETE = "complete_multipart_upload"
"""The operation that puts the parts of an upload together."""


def get_upload_metadata(batch: Operating, operation: Operation) -> Pending:
    """Answer where to send a component's file, in one piece or in parts.

    The component need not exist yet.
    """
    component_id = _component(batch, operation, changes=True)
    file_name = check_file_name(text(operation, "file_name"))
    size = optional_count(operation, "file_size")
    md5 = optional_text(operation, "checksum")
    if size is not None and size > LONGEST_UPLOAD:
        raise RequestTooLargeError(
            f"Files may have {LONGEST_UPLOAD} bytes at the most, not {size}."
        )
    if md5 is not None:
        md5_digest(md5)
    count = optional_count(operation, "parts")
    if count:
        return answer(_in_parts(batch, component_id, count, size, md5))
    grant = Grant(component_id, size, md5)
    return answer(
        {
            "component_id": component_id,
            "url": _url(batch, grant),
            "headers": _headers(file_name, size, md5),
        }
    )


def complete_multipart_upload(batch: Operating, operation: Operation) -> Pending:
    """Make the parts that were sent the component's file."""
    component_id = _component(batch, operation, changes=True)
    parts = batch.uploads.find(text(operation, "upload_id"), component_id)
    whole = batch.uploads.assemble(parts, _tags(operation))
    batch.uploads.store.share(whole, component_id)
    batch.effects.committed.append(lambda: batch.uploads.forget(parts))
    url = batch.reading.component_url("get", component_id)
    return answer(
        {"action": operation["action"], "component_id": component_id, "url": url}
    )


def assemble_parts(uploads: Uploads, operation: Operation) -> None:
    """Put together what :func:`complete_multipart_upload` will need.

    It takes long, and is done before the transaction, which keeps others waiting.
    """
    component_id = check_component_id(text(operation, "component_id"))
    parts = uploads.find(text(operation, "upload_id"), component_id)
    uploads.assemble(parts, _tags(operation))


def generate_signed_url(batch: Operating, operation: Operation) -> Pending:
    """Answer an address that a component's file can be fetched from for a day."""
    component_id = _component(batch, operation, changes=False)
    return answer({"signed_url": batch.reading.component_url("get", component_id)})


def _component(batch: Operating, operation: Operation, *, changes: bool) -> str:
    """Return the component that an operation is about; it need not exist.

    Raises:
        PermissionRefusedError: the caller may not see it, or change it.
    """
    component_id = check_component_id(text(operation, "component_id"))
    reading = batch.reading
    batch.caller.check_component(
        reading.site, reading.connection, component_id, changes=changes
    )
    return component_id


def _in_parts(
    batch: Operating, component_id: str, count: int, size: int | None, md5: str | None
) -> dict[str, object]:
    if count > MOST_PARTS:
        raise ValidationError(
            f"A file is sent in {MOST_PARTS} parts at the most, not in {count}."
        )
    parts = batch.uploads.begin(component_id, count, size, md5)
    grants = (
        Grant(component_id, size, upload_id=parts.upload_id, part=number)
        for number in range(1, count + 1)
    )
    urls = [
        {"signed_url": _url(batch, grant), "part_number": grant.part}
        for grant in grants
    ]
    return {"component_id": component_id, "upload_id": parts.upload_id, "urls": urls}


def _url(batch: Operating, grant: Grant) -> str:
    path = batch.reading.signer.sign(UPLOAD_PATH, grant.values(), soon(DAY))
    return batch.reading.url + path


def _headers(file_name: str, size: int | None, md5: str | None) -> dict[str, str]:
    kind, _ = mimetypes.guess_type(file_name)
    shown = quote(file_name, safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{shown}",
        "Content-Type": kind or "application/octet-stream",
    }
    if size:
        # Of an empty file clients send no length of their own accord.
        headers["Content-Length"] = str(size)
    if md5 is not None:
        headers["Content-MD5"] = md5
    return headers


def _tags(operation: Operation) -> list[tuple[int, str]]:
    parts: object = operation.get("parts")
    if not isinstance(parts, list):
        raise ValidationError(f"The operation {COMPLETE!r} needs 'parts'.")
    return [_tag(part) for part in cast("list[object]", parts)]


def _tag(part: object) -> tuple[int, str]:
    if isinstance(part, Mapping):
        fields = cast("Mapping[str, object]", part)
        number, tag = fields.get("part_number"), fields.get("e_tag")
        if isinstance(number, int) and isinstance(tag, str):
            return number, tag
    raise ValidationError(
        f"Each of the 'parts' of the operation {COMPLETE!r} needs its 'part_number' "
        "and its 'e_tag'."
    )
