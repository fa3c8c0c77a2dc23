"""What happens when a server's schema is not the one that a package was generated from.

The server is asked for the digest of its schema with the session's first request, in
the same batch, so that it costs no request of its own.
"""

from __future__ import annotations

import logging
import warnings
from inspect import currentframe
from typing import TYPE_CHECKING

from ..errors import FtrackTypedError

if TYPE_CHECKING:
    from .workspace import Workspace


class SchemaDriftError(FtrackTypedError):
    """The server's schema is not the one that the package was generated from.

    Generate the package again, or see with ``ftrack-typed check`` what changed.

    Attributes:
        package: the package's import name.
        expected: the digest of the schema that it was generated from.
        found: the digest of the schema that the server has.
    """

    def __init__(self, package: str, expected: str, found: str) -> None:
        super().__init__(_message(package, expected, found))
        self.package = package
        self.expected = expected
        self.found = found


class SchemaDriftWarning(UserWarning):
    """What :class:`SchemaDriftError` says, where it is no reason to stop."""


def tell(workspace: Workspace, found: str, *, carried_out: bool) -> None:
    """Warn that the schema with the digest *found* is not the package's, or refuse it.

    Args:
        workspace: whose package it is.
        found: the digest of the server's schema.
        carried_out: whether something was written with the request that asked.

    Raises:
        SchemaDriftError: the session was told to.
        SchemaDriftWarning: warnings are errors in this program, and nothing was
            written: what was written is not to be taken for a failure.
    """
    registry = workspace.registry
    if workspace.on_schema_drift == "error":
        raise SchemaDriftError(registry.package, registry.digest, found)
    message = _message(registry.package, registry.digest, found)
    workspace.on_schema_drift = "ignore"
    try:
        warnings.warn(message, SchemaDriftWarning, stacklevel=_depth())
    except SchemaDriftWarning:
        if not carried_out:
            raise
        logging.getLogger(__name__).warning(message)


def _message(package: str, expected: str, found: str) -> str:
    return (
        f"{package} was generated from another schema than this server has, of another "
        f"site or of another day ({expected[:8]}, not {found[:8]}): attributes may be "
        "missing or be of other types. See what changed with ftrack-typed check, and "
        "generate the package again; Session(on_schema_drift=...) says whether to be "
        "told."
    )


def _depth() -> int:
    """Return how many calls above the warning the program's own line is."""
    depth, frame = 0, currentframe()
    while frame is not None and _is_own(frame.f_globals):
        depth, frame = depth + 1, frame.f_back
    return depth


def _is_own(names: dict[str, object]) -> bool:
    return str(names.get("__name__")).partition(".")[0] == __name__.partition(".")[0]
