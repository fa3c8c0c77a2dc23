"""Following what changes elsewhere: events of the server that expire what they name.

They come in a thread of the hub's and wait; a session is touched by its own thread
alone, which heeds them before it asks for anything. See ``docs/adr/0023-updates.md``.
"""

from __future__ import annotations

import weakref
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from ..events.expressions import content_of
from ..events.hub import EventHub
from ..transport import HttpTransport
from .expiring import expire_changed, expire_type, items_of, key_in

if TYPE_CHECKING:
    from typing_extensions import Self

    from ..events import Event
    from ..model.entity import Entity
    from .workspace import Workspace

_SUBSCRIPTION = "topic=ftrack.update"
_TOKEN = "ftrack-clienttoken"


class Updates:
    """What changed elsewhere, until the session heeds it.

    A session makes it, see :meth:`Session.follow_updates`.

    Args:
        workspace: the machinery of the session.
        hub: what is connected.
        own_hub: whether to close it.
        token: by what the session's own changes are told, empty if they are not.
    """

    def __init__(
        self, workspace: Workspace, hub: EventHub, *, own_hub: bool, token: str
    ) -> None:
        self._workspace = workspace
        self._hub = hub
        self._token = token
        self._subscription = hub.subscribe(_SUBSCRIPTION)
        self._gaps = 0
        self._held = False
        self._written: set[tuple[str, ...]] = set()
        self._dropped: weakref.finalize[[], Workspace] | None = None
        if own_hub:
            # A session that is dropped without being closed takes its thread along.
            self._dropped = weakref.finalize(workspace, hub.abandon)
            self._dropped.atexit = False

    def __repr__(self) -> str:
        state = "connected" if self.connected else "not connected"
        return f"<Updates of {self._hub!r}, {state}>"

    @property
    def connected(self) -> bool:
        """Whether changes are heard now, as far as is known.

        While they are not, the session is as if it did not follow them. As soon as they
        are again, all that it knows and has in its cache is expired.
        """
        return self._hub.connected

    def apply(self, timeout: float = 0.0) -> list[Entity]:
        """Expire what changed elsewhere, and return what of it the session knows.

        For the loop of an application, as ``while True: show(updates.apply(60.0))``,
        or its idle callback. Changes that are pending stay.

        Args:
            timeout: seconds to wait if there is nothing to do; by default none.

        Returns:
            Entities that changed, and all that the session knows if some changes may
            have been missed.

        Raises:
            ThreadError: this is another thread than the session's.
            ClosedSessionError: the session is closed.
        """
        self._workspace.check_open()
        self._workspace.thread.check()
        if timeout > 0:
            self._subscription.wait(timeout)
        # In this order, whatever was missed before an event is heeded with it.
        events = self._subscription.take()
        gaps = self._subscription.gaps
        if gaps != self._gaps:
            self._gaps = gaps
            self._written.clear()
            expire_type(self._workspace, None)
            is_new = self._workspace.is_new
            return [each for each in self._workspace.known if not is_new(each)]
        if not events:
            return []
        items = [item for event in events for item in self._changes(event)]
        return expire_changed(self._workspace, items)

    def close(self) -> None:
        """Follow changes no longer; more than once does no harm."""
        if self._workspace.updates is self:
            self._workspace.updates = None
        self._subscription.close()
        if self._dropped is not None:
            self._dropped.detach()
            self._hub.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # What the session tells it.

    def heed(self) -> None:
        """Apply what came, but not in the middle of loading something."""
        if not self._held:
            self.apply()

    @contextmanager
    def heeded(self) -> Generator[None, None, None]:
        """Heed what came before the block, and nothing in it.

        What several requests load together must not be expired between two of them.
        """
        if self._held:
            yield
            return
        self.apply()
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def wrote(self, entities: Iterable[Entity]) -> None:
        """Note *entities* that were written, and whose answer was taken over."""
        if self._token:
            self._written.update(each.__key__ for each in entities)

    def _changes(self, event: Event) -> Iterator[Mapping[str, object]]:
        """Yield what *event* tells that the session does not know."""
        own = bool(self._written) and self._is_own(event)
        for item in items_of(event.content):
            # What was deleted along with something else is news in any case.
            if own and item.get("action") != "remove" and key_in(item) in self._written:
                self._written.discard(key_in(item))
            else:
                yield item

    def _is_own(self, event: Event) -> bool:
        return content_of(event.data).get("clientToken") == self._token


def follow(
    workspace: Workspace, hub: EventHub | None, *, own_transport: bool
) -> Updates:
    """Have *workspace* follow what changes elsewhere.

    Args:
        workspace: the machinery of a session.
        hub: a connection to share, by default one of its own.
        own_transport: whether all that the transport sends is the session's.
    """
    if workspace.updates is not None:
        raise ValueError("The session follows updates already.")
    transport = workspace.transport
    made: EventHub | None = None
    if hub is None:
        if not isinstance(transport, HttpTransport):
            raise TypeError(
                f"{type(transport).__name__} has no event hub: give "
                "follow_updates(EventHub(HttpTransport(...)))."
            )
        hub = made = EventHub(transport)
    token = ""
    if own_transport and isinstance(transport, HttpTransport):
        # Others that share a transport share its token: their changes are news.
        token = transport.headers[_TOKEN]
    try:
        hub.connect()
        updates = Updates(workspace, hub, own_hub=made is not None, token=token)
    except BaseException:
        if made is not None:
            made.close()
        raise
    workspace.updates = updates
    return updates
