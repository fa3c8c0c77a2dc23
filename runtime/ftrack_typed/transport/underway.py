"""A call under way: what of it was sent, and how it is cut short.

This module is imported with the first request.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Literal, TypeAlias

Cut: TypeAlias = Literal["cancelled", "timeout"]
"""Why a call is cut short."""


class UnderWay:
    """One call, from its first try to its last, as connections see it.

    Any thread may cut it short: the socket that it waits for is shut down, so that
    waiting ends at once.

    Args:
        patience: seconds that the server may take for each piece.
        total: seconds that the call may take as a whole, if that is limited.

    Attributes:
        patience: as given.
        sent: whether the present try has handed a byte of the request to the system.
        cut: why it was cut short, if it was.
        severed: whether a socket was shut down that it waited for: what came over it
            may look whole, and is not.
    """

    def __init__(self, patience: float, total: float | None = None) -> None:
        self.patience = patience
        self.sent = False
        self.cut: Cut | None = None
        self.severed: bool = False
        self._deadline = None if total is None else time.monotonic() + total
        self._lock = threading.Lock()
        self._socket: Any = None
        self._copy: socket.socket | None = None

    def end(self, why: Cut) -> None:
        """Cut the call short; the first reason counts."""
        with self._lock:
            self.cut = self.cut or why
            self._shut_down()

    def remaining(self) -> float:
        """Return the seconds that are left for the call as a whole."""
        if self._deadline is None:
            return math.inf
        return self._deadline - time.monotonic()

    def go_on(self) -> None:
        """Raise ConnectionAbortedError if the call was cut short."""
        if self.cut:
            raise ConnectionAbortedError("the call was cut short")

    def connecting(self, raw: socket.socket) -> None:
        """Note that the call waits for *raw*, which TLS may take over.

        TLS moves the connection into a socket of its own, hence the copy.
        """
        self._note(raw, raw.dup())

    def using(self, connected: Any) -> None:
        """Note that the call waits for a socket that is *connected*."""
        self._note(connected, None)

    def released(self) -> None:
        """Note that the call waits for no socket any more; others may use it."""
        self._note(None, None)

    def _note(self, waited_for: Any, copy: socket.socket | None) -> None:
        with self._lock:
            if self._copy is not None:
                self._copy.close()
            self._socket, self._copy = copy or waited_for, copy
            if self.cut:
                self._shut_down()

    def _shut_down(self) -> None:
        inner = self._socket
        while not isinstance(inner, socket.socket) and inner is not None:
            inner = inner.socket  # TLS within TLS, to a server behind an HTTPS proxy
        if inner is not None:
            self.severed = True
            with suppress(OSError):  # closed already, or not connected yet
                # As of a plain socket: TLS would drop its state under its reader.
                socket.socket.shutdown(inner, socket.SHUT_RDWR)


class _Present(threading.local):
    """The call that this thread makes now."""

    call: UnderWay | None = None


present: _Present = _Present()
