"""Uploads: what may be sent where, in one piece or in parts."""

from __future__ import annotations

import base64
import binascii
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4

import attrs
import orjson

from ftrack_typed_server.errors import (
    NotFoundError,
    RequestTooLargeError,
    ValidationError,
)
from ftrack_typed_server.media.store import FileStore, Incoming

UPLOAD_PATH: Final = "/component/upload"
"""Where files and parts are sent to."""

LONGEST_UPLOAD = 1280 * 2**30
"""Bytes that a file may have at the most."""

MOST_PARTS: Final = 10_000
"""Parts that a file may be sent in at the most."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_UPLOAD_ID = re.compile(r"[0-9a-f]{32}")
_DESCRIPTION = "upload.json"
_WHOLE = "whole"


def check_component_id(value: str) -> str:
    """Return *value*, which can be the id of a component.

    Raises:
        ValidationError: it cannot.
    """
    if _ID.fullmatch(value) is None or ".." in value:
        raise ValidationError(
            f"{value[:150]!r} is no id of a component: ids are letters, digits, "
            "hyphens, dots and underscores."
        )
    return value


def check_file_name(value: str) -> str:
    """Return *value*, which can be the name of a file.

    Raises:
        ValidationError: it leads to another folder, or holds control characters.
    """
    parts = re.split(r"[/\\]", value)
    if len(value) > 1024 or ".." in parts or any(ord(char) < 32 for char in value):
        raise ValidationError(f"{value[:150]!r} is no name of a file.")
    return value


def plain_file_name(value: str) -> str:
    """Return *value* as the name of a file that leads to no other folder."""
    plain = re.sub(r"[/\\\x00-\x1f\x7f]", "_", value)
    return plain if plain.strip(".") else plain.replace(".", "_")


@attrs.frozen
class Grant:
    """Leave to send one file, or one part of it.

    Attributes:
        component_id: the component whose file it is.
        size: how many bytes it has; of a part, how many it has at the most. None if
            that is not known.
        md5: its MD5 digest in base 64, none if that is not known.
        upload_id: the upload whose part it is.
        part: the part's number, from 1.
    """

    component_id: str
    size: int | None = None
    md5: str | None = None
    upload_id: str | None = None
    part: int | None = None

    def values(self) -> dict[str, str]:
        """Return the grant as parameters of an address."""
        found = attrs.asdict(self)
        return {name: str(value) for name, value in found.items() if value is not None}

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Grant:
        """Return the grant that an address carries."""
        size, part = values.get("size"), values.get("part")
        return cls(
            values["component_id"],
            None if size is None else int(size),
            values.get("md5"),
            values.get("upload_id"),
            None if part is None else int(part),
        )

    def check_length(self, length: int) -> None:
        """Check how many bytes are announced, or have come so far.

        Raises:
            RequestTooLargeError: they are more than were asked for.
        """
        most = LONGEST_UPLOAD if self.size is None else self.size
        if length > most:
            raise RequestTooLargeError(
                f"The upload is larger than the {most} bytes that were asked for."
            )

    def check_file(self, incoming: Incoming, checksum: str | None) -> None:
        """Check a file that has come in.

        Args:
            incoming: the file.
            checksum: the MD5 digest in base 64 that came with it.

        Raises:
            ValidationError: it is not what was announced.
        """
        if self.part is None and self.size not in (None, incoming.size):
            raise ValidationError(
                f"The upload has {incoming.size} bytes instead of the {self.size} that "
                "were asked for."
            )
        for expected in (self.md5, checksum):
            if expected is not None and md5_digest(expected) != incoming.md5:
                raise ValidationError(
                    "The upload's checksum is not the one that was announced: send it "
                    "again."
                )


def md5_digest(text: str) -> bytes:
    """Return the MD5 digest that *text* holds in base 64.

    Raises:
        ValidationError: it holds none.
    """
    try:
        digest = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != 16:
        raise ValidationError(
            f"{text[:60]!r} is no checksum: send the MD5 digest in base 64."
        )
    return digest


@attrs.frozen
class Parts:
    """An upload in parts.

    Attributes:
        upload_id: its id.
        component_id: the component whose file it is.
        count: how many parts it has.
        size: how many bytes it has, none if that is not known.
        md5: its MD5 digest in base 64, none if that is not known.
    """

    upload_id: str
    component_id: str
    count: int
    size: int | None
    md5: str | None


@attrs.frozen
class Uploads:
    """The uploads in parts that are not complete.

    Attributes:
        store: where their files end.
    """

    store: FileStore

    def begin(
        self, component_id: str, count: int, size: int | None, md5: str | None
    ) -> Parts:
        """Return a new upload of *count* parts."""
        parts = Parts(uuid4().hex, component_id, count, size, md5)
        folder = self._folder(parts.upload_id)
        folder.mkdir()
        (folder / _DESCRIPTION).write_bytes(orjson.dumps(attrs.asdict(parts)))
        return parts

    def find(self, upload_id: str, component_id: str) -> Parts:
        """Return the upload *upload_id* of a component's file.

        Raises:
            NotFoundError: there is none, or it was completed.
        """
        if _UPLOAD_ID.fullmatch(upload_id):
            path = self._folder(upload_id) / _DESCRIPTION
            if path.is_file():
                parts = Parts(**orjson.loads(path.read_bytes()))
                if parts.component_id == component_id:
                    return parts
        raise NotFoundError(
            f"There is no upload {upload_id[:60]!r} of this component, or it was "
            "completed."
        )

    def part_path(self, upload_id: str, number: int) -> Path:
        """Return where a part is kept."""
        return self._folder(upload_id) / str(number)

    def assemble(self, parts: Parts, tags: Sequence[tuple[int, str]]) -> Path:
        """Put the parts together; return where the whole file is.

        Args:
            parts: the upload.
            tags: number and MD5 digest of each part, as the server told them.

        Raises:
            ValidationError: a part is missing, or the file is not what was announced.
        """
        whole = self._folder(parts.upload_id) / _WHOLE
        if whole.exists():
            return whole
        if sorted(number for number, _ in tags) != list(range(1, parts.count + 1)):
            raise ValidationError(
                f"The upload has {parts.count} parts: name each of them once."
            )
        incoming = self.store.begin()
        try:
            for number, tag in sorted(tags):
                self._append(incoming, parts.upload_id, number, tag)
            grant = Grant(parts.component_id, parts.size, parts.md5)
            grant.check_length(incoming.size)
            grant.check_file(incoming, None)
            incoming.keep(whole)
        finally:
            incoming.discard()
        return whole

    def forget(self, parts: Parts) -> None:
        """Remove what is left of an upload that is complete."""
        shutil.rmtree(self._folder(parts.upload_id), ignore_errors=True)

    def _append(
        self, incoming: Incoming, upload_id: str, number: int, tag: str
    ) -> None:
        path = self.part_path(upload_id, number)
        tag_path = path.with_suffix(".md5")
        if not path.is_file() or not tag_path.is_file():
            raise ValidationError(f"Part {number} of the upload has not come.")
        if tag.strip('"') != tag_path.read_text("ascii"):
            raise ValidationError(
                f"Part {number} of the upload is not the one with the tag {tag[:60]!r}."
            )
        incoming.append(path)

    def keep_part(self, incoming: Incoming, upload_id: str, number: int) -> None:
        """Keep a part that has come in."""
        path = self.part_path(upload_id, number)
        tag = incoming.md5.hex()
        incoming.keep(path)
        path.with_suffix(".md5").write_text(tag, "ascii")

    def _folder(self, upload_id: str) -> Path:
        return self.store.incoming / f"parts-{upload_id}"
