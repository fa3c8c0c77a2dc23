"""What a transport is: one call, and an end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias

Operation: TypeAlias = Mapping[str, object]
"""One operation of a batch; it has an ``action``."""

Result: TypeAlias = "dict[str, Any] | list[Any]"
"""The decoded result of one operation: an object, or for ``query_schemas`` a list."""

READING_ACTIONS = frozenset(
    {"query", "search", "query_schemas", "query_server_information"}
)
"""The actions that change nothing on the server and may be repeated freely."""


class Transport(Protocol):
    """The way to a server, whatever it is made of."""

    def call(self, operations: Sequence[Operation]) -> list[Result]:
        """Carry out *operations* as one batch, all or none; return a result for each.

        The results are the caller's: a session takes them apart.

        Raises:
            TransportError: no answer came.
            ResponseError: an answer came that is not the API's.
            ServerError: the server refused the batch; the subclass says why.
            ClosedSessionError: the transport was closed.
        """
        ...

    def close(self) -> None:
        """Give back what is held open; more than once does no harm."""
        ...
