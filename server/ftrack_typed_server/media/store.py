"""Files in a folder, one for each component.

A file's name is a digest of the component's id, so that no id leads out of the folder.
Files are written under another name and then renamed: one that can be read is whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path
from typing import IO
from uuid import uuid4

import attrs

from ftrack_typed.errors import FtrackTypedError

_INCOMING = "incoming"
_STALE = 7 * 24 * 60 * 60
_COPIED = 2**20


class FolderError(FtrackTypedError):
    """The folder for the files of components cannot be used."""


class Incoming:
    """A file that is being written.

    Attributes:
        path: where, until it is whole.
        size: how many bytes it has so far.
    """

    def __init__(self, path: Path) -> None:
        """Begin a new file at *path*.

        Raises:
            OSError: it cannot be made.
        """
        self.path = path
        self.size: int = 0
        self._stream: IO[bytes] = path.open("xb")
        # A checksum against accidents, which is what the protocol uses it for.
        self._md5 = hashlib.md5(usedforsecurity=False)

    @property
    def md5(self) -> bytes:
        """The MD5 digest of what was written so far."""
        return self._md5.digest()

    def write(self, data: bytes) -> None:
        """Append *data*."""
        self._stream.write(data)
        self._md5.update(data)
        self.size += len(data)

    def append(self, path: Path) -> None:
        """Append the file at *path*."""
        with path.open("rb") as source:
            while data := source.read(_COPIED):
                self.write(data)

    def keep(self, path: Path) -> None:
        """Make it the file at *path*, on the disk and whole."""
        with self._stream as stream:
            stream.flush()
            os.fsync(stream.fileno())
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(path)

    def discard(self) -> None:
        """Drop what was written; nothing happens to a file that was kept."""
        self._stream.close()
        self.path.unlink(missing_ok=True)


@attrs.frozen
class FileStore:
    """The files of components.

    Attributes:
        folder: where they are.
    """

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> FileStore:
        """Return the files in *folder*, which is made if it is not there.

        Raises:
            FolderError: it cannot be made or written.
        """
        store = cls(folder)
        try:
            store.incoming.mkdir(parents=True, exist_ok=True)
            store._clear()
        except OSError as error:
            raise FolderError(
                f"The files of components cannot be kept in {str(folder)!r}: "
                f"{error.strerror or error}. Choose another folder."
            ) from error
        return store

    @property
    def incoming(self) -> Path:
        """The folder of what is not whole yet."""
        return self.folder / _INCOMING

    def path(self, component_id: str) -> Path:
        """Return where the file of a component is, or would be."""
        digest = hashlib.sha256(component_id.encode("utf-8", "surrogatepass"))
        name = digest.hexdigest()
        return self.folder / name[:2] / name[2:]

    def find(self, component_id: str) -> Path | None:
        """Return where the file of a component is, none if there is none."""
        path = self.path(component_id)
        return path if path.is_file() else None

    def begin(self) -> Incoming:
        """Return a new file to write."""
        return Incoming(self.incoming / uuid4().hex)

    def share(self, path: Path, component_id: str) -> None:
        """Make the file at *path* the file of a component, too."""
        target = self.path(component_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        new = self.incoming / uuid4().hex
        try:
            # Files are replaced, never changed, so that one can have several names.
            os.link(path, new)
        except OSError:
            shutil.copyfile(path, new)
        new.replace(target)

    def remove(self, component_id: str) -> bool:
        """Remove the file of a component; return whether there was one."""
        try:
            self.path(component_id).unlink()
        except FileNotFoundError:
            return False
        return True

    def _clear(self) -> None:
        """Remove what was left behind incomplete, long ago."""
        for path in self.incoming.iterdir():
            if path.stat().st_mtime > time.time() - _STALE:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
