"""New databases for the sites of tests, in one engine or the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from support.postgresql import Cluster

SQLITE = "sqlite"
ENGINES = (SQLITE, "postgresql")


@attrs.define
class Databases:
    """Makes databases, and removes those that outlive their connections.

    Attributes:
        engine: ``sqlite`` or ``postgresql``.
    """

    engine: str
    _cluster: Cluster | None = None
    _names: list[str] = attrs.field(factory=list[str])

    def passing(self) -> str:
        """Return the URL of a new database for one server."""
        return "sqlite://" if self._cluster is None else self._new(self._cluster)

    def lasting(self, folder: Path) -> str:
        """Return the URL of a new database that several servers can be started on.

        Args:
            folder: the test's own folder, where a database that is a file is kept.
        """
        if self._cluster is None:
            return f"sqlite:///{folder / 'site.db'}"
        return self._new(self._cluster)

    def close(self) -> None:
        """Remove the databases that were made."""
        for name in self._names:
            assert self._cluster is not None
            self._cluster.drop(name)
        self._names.clear()

    def _new(self, cluster: Cluster) -> str:
        name = cluster.create()
        self._names.append(name)
        return cluster.url(name)
