"""Batches on disk, from before they are sent until it is known what became of them.

A process that is killed in the middle of a commit leaves its batch there;
:meth:`ftrack_typed.Session.recover` finds out what became of it. No key is written.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import attrs

from .batch import Batch
from .commit_errors import OutboxError

if TYPE_CHECKING:
    from ..transport import Transport

_VERSION = 1
_SUFFIX = ".batch.json"


@attrs.frozen
class Kept:
    """A batch that is in the outbox.

    Attributes:
        batch: what was to be sent.
        file: where it is kept.
    """

    batch: Batch
    file: Path


@attrs.frozen
class Outbox:
    """A folder of batches, shared by any number of processes.

    Attributes:
        folder: the folder, made when the first batch is added.
        server_url: the server that batches are sent to.
        api_user: the user who sends them.
    """

    folder: Path
    server_url: str
    api_user: str

    @classmethod
    def of(cls, folder: str | os.PathLike[str], transport: Transport) -> Outbox:
        """Return the outbox in *folder* of the server that *transport* leads to."""
        configuration = getattr(transport, "configuration", None)
        return cls(
            Path(folder),
            getattr(configuration, "server_url", ""),
            getattr(configuration, "api_user", ""),
        )

    def add(self, batch: Batch) -> None:
        """Keep *batch*; when this returns, it is on the disk.

        Raises:
            OutboxError: it cannot be written.
        """
        from ..transport.payload import dumps

        content = {
            "version": _VERSION,
            "server": self.server_url,
            "user": self.api_user,
            "host": socket.gethostname(),
            "process": os.getpid(),
            "identifier": batch.identifier,
            "operations": list(batch.operations),
            "originals": list(batch.originals),
        }
        file = self._file(batch.identifier)
        part = file.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with open(part, "wb") as stream:
                stream.write(dumps(content))
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(part, file)
            _sync_folder(self.folder)
        except OSError as error:
            raise OutboxError(
                f"A commit cannot be kept in {self.folder} ({error.strerror}), so it "
                "was not sent. Make room there, or name another folder."
            ) from error

    def remove(self, identifier: str) -> None:
        """Forget the batch of that name, of which it is known what became."""
        self._file(identifier).unlink(missing_ok=True)

    def kept(self) -> Iterator[Kept]:
        """Yield batches of this server and user whose processes are gone, oldest first.

        Raises:
            OutboxError: a file holds no batch.
        """
        files = self.folder.glob(f"*{_SUFFIX}") if self.folder.is_dir() else ()
        for file in sorted(files, key=lambda each: each.stat().st_mtime_ns):
            content = _read(file)
            mine = (content["server"], content["user"]) == (
                self.server_url,
                self.api_user,
            )
            if mine and not _is_alive(content["host"], content["process"]):
                batch = Batch(
                    operations=content["operations"],
                    replaced=partial(content.__getitem__, "originals"),
                    identifier=content["identifier"],
                )
                yield Kept(batch, file)

    def _file(self, identifier: str) -> Path:
        return self.folder / f"{identifier}{_SUFFIX}"


def _read(file: Path) -> dict[str, Any]:
    import orjson

    wanted = {"server", "user", "host", "process", "identifier"}
    wanted |= {"operations", "originals"}
    try:
        content = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise OutboxError(f"{file} cannot be read as a batch: {error}.") from error
    if not isinstance(content, dict) or not wanted <= content.keys():
        raise OutboxError(f"{file} holds no batch of this package.")
    return cast("dict[str, Any]", content)


def _is_alive(host: str, process: int) -> bool:
    """Whether the process that kept a batch may still be about to send it."""
    if host != socket.gethostname() or process == os.getpid():
        return host != socket.gethostname()
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        # Windows has no way to, and needs none.
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
