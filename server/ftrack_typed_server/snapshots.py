"""A site as it was at one moment, to go back to: cheap, for the state of each test."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import attrs

from ftrack_typed_server.service import Served, Service


@attrs.define(eq=False)
class Snapshot:
    """A site at one moment: its rows, files and schema.

    Attributes:
        restored: how many times the site was brought back, as something had changed.
    """

    _service: Service
    _rows: sqlite3.Connection
    _files: Path
    _served: Served
    _changes: int
    restored: int = 0

    def restore(self) -> None:
        """Bring the site back to that moment; sessions and event hubs stay open.

        What clients have fetched is theirs: give each test a session of its own.
        """
        with self._service.storage.alone() as live:
            if live.total_changes != self._changes:
                self._rows.backup(live)
                self._service.served = self._served
                self._changes = live.total_changes
                self.restored += 1
            _mirror(self._files, self._service.files.uploads.store.folder)


@contextmanager
def snapshot_of(service: Service) -> Generator[Snapshot]:
    """Yield a snapshot of *service* as it is now.

    Raises:
        DatabaseError: its database is not one in memory.
    """
    rows = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        with tempfile.TemporaryDirectory(prefix="ftrack-typed-") as folder:
            with service.storage.alone() as live:
                live.backup(rows)
                changes = live.total_changes
                _mirror(service.files.uploads.store.folder, Path(folder))
                served = service.served
            yield Snapshot(service, rows, Path(folder), served, changes)
    finally:
        rows.close()


def _mirror(source: Path, target: Path) -> None:
    """Make *target* hold the files of *source*, and no others.

    Files are replaced and never changed, so that both may have the same ones.
    """
    names = {path.relative_to(source) for path in _files(source)}
    for path in list(_files(target)):
        name = path.relative_to(target)
        if name in names and path.samefile(source / name):
            names.remove(name)
        else:
            path.unlink()
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(source / name, target / name)
        except OSError:
            shutil.copyfile(source / name, target / name)


def _files(folder: Path) -> Generator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())
