"""What a session does when entities may have changed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..model.entity import Entity
from .base import SessionBase

if TYPE_CHECKING:
    from ..events import EventHub
    from .updates import Updates


class Refreshing(SessionBase):
    """How a session reads again what it has read before."""

    def refresh(self, entities: Entity | Iterable[Entity]) -> None:
        """Read again what is loaded of *entities*, collections included.

        Changes that are not committed stay. What the server no longer has is expired.

        Raises:
            ValueError: an entity is of another session.
            DeletedEntityError: an entity was deleted.
        """
        from .expiring import refresh

        refresh(self._workspace, self._own(entities))

    def expire(self, *what: Entity | type[Entity] | str) -> None:
        """Take away what is loaded; it is read from the server when it is touched.

        It is dropped from the session's cache, too. Keys stay, and so do changes that
        are not committed.

        Args:
            what: entities, and classes or type names for all entities of a type, be
                they known or in the cache.

        Raises:
            ValueError: an entity is of another session.
            DeletedEntityError: an entity was deleted.
            UnknownEntityTypeError: the package has no such type.
        """
        from .expiring import expire, expire_type

        entities = [each for each in what if isinstance(each, Entity)]
        expire(self._workspace, self._own(entities))
        for each in what:
            if not isinstance(each, Entity):
                expire_type(self._workspace, self._class(each))

    def expire_all(self) -> None:
        """Expire all that the session knows, and all that its cache has for its user.

        See :meth:`expire`.
        """
        from .expiring import expire_type

        self._workspace.check_open()
        expire_type(self._workspace, None)

    def expire_from_event(self, event: Mapping[str, object]) -> list[Entity]:
        """Expire what an event of the topic ``ftrack.update`` says has changed.

        What it names is read again when it is touched, and dropped from the session's
        cache; so are the collections of those that an entity came to or left.

        Args:
            event: the event as the event server sends it, its payload in ``data``;
                events of other topics expire nothing.

        Returns:
            The entities it names that the session knows.

        Raises:
            ThreadError: this is another thread than the session's.
        """
        from .expiring import expire_changed, items_of

        self._workspace.check_open()
        self._workspace.thread.check()
        return expire_changed(self._workspace, items_of(event))

    def follow_updates(self, hub: EventHub | None = None) -> Updates:
        """Expire from now on what the server says was changed elsewhere.

        A thread of its own listens to the server's events. They take effect in the
        session's thread: before each query, each commit, each loading of what was not
        loaded, and with :meth:`Updates.apply`. Until then what is loaded stays as it
        is. It ends with the session, or when what is returned is closed, which is a
        context manager.

        Args:
            hub: a connection that exists, for sessions that share one; it is connected
                if it is not, and whoever made it closes it. By default one is made
                with the session's transport.

        Raises:
            ImportError: the extra is missing: ``pip install 'ftrack-typed[events]'``.
            AuthenticationError: the server does not know the user or the key.
            ResponseError: the server has no event hub.
            TransportError: it cannot be reached.
            TypeError: the session's transport is not HTTP, and no hub is given.
            ValueError: the session follows updates already.
        """
        from .updates import follow

        self._workspace.check_open()
        self._workspace.thread.check()
        return follow(self._workspace, hub, own_transport=self._own_transport)
