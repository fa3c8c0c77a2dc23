"""The session: where entities are created, found, changed and committed."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING

from ..configuration import Configuration
from ..secret import Secret
from ..transport import HttpTransport, Transport
from .conveniences import Conveniences
from .extending import Extending
from .reading import Reading
from .refreshing import Refreshing
from .workspace import Workspace
from .writing import Writing

if TYPE_CHECKING:
    from os import PathLike

    from typing_extensions import Self

    from ..cache import Cache
    from ..model.entity import Entity
    from ..transport import RetryPolicy
    from .lazy_loading import LazyLoading
    from .workspace import SchemaDrift


class Session(Reading, Refreshing, Writing, Conveniences, Extending):
    """Work with one server as one user, in one thread.

    Opening a session sends nothing. Use it as a context manager, or close it. A
    generated package has a subclass of this that knows the package's entity classes.

    Args:
        server_url: the server's address; by default ``FTRACK_SERVER``.
        api_user: the login name; by default ``FTRACK_API_USER``.
        api_key: the user's key; by default ``FTRACK_API_KEY``.
        transport: what carries requests instead of HTTP to that server; with it, the
            arguments before it are not needed. Sessions may share one; whoever made it
            closes it.
        lazy: what the first touch of an attribute that was not fetched does, see
            :class:`LazyLoading`; it may be assigned later, too.
        retry: how often the server is asked about a commit whose answer was lost, by
            default for some three seconds.
        outbox: a folder where commits are kept while they are sent, so that one whose
            process is killed can be finished with :meth:`recover`.
        cache: where records of entities are kept beyond the session, see
            :mod:`ftrack_typed.cache`; by default nowhere. With a *transport* it needs
            *server_url* and *api_user*, to tell whose data it is. It is not closed with
            the session: others may share it.
        on_schema_drift: what to do if the server's schema turns out, with the first
            request, to be another than the package was generated from: ``"warn"`` with
            a ``SchemaDriftWarning``, ``"error"`` to refuse to go on with a
            ``SchemaDriftError``, or ``"ignore"``, which does not ask.
        classes: subclasses of generated classes to :meth:`register`.
        plugins: whether to :meth:`load_plugins`.

    Raises:
        ConfigurationError: the server, user or key is missing or cannot be used.
        TypeError: this is not the session of a generated package.
    """

    def __init__(
        self,
        server_url: str | None = None,
        api_user: str | None = None,
        api_key: str | None = None,
        *,
        transport: Transport | None = None,
        lazy: LazyLoading | None = None,
        retry: RetryPolicy | None = None,
        outbox: str | PathLike[str] | None = None,
        cache: Cache | None = None,
        on_schema_drift: SchemaDrift = "warn",
        classes: Iterable[type[Entity]] = (),
        plugins: bool = False,
    ) -> None:
        if not hasattr(self, "registry"):
            raise TypeError(
                "This session knows no entity types: import Session from a generated "
                "package, as in `from studio_schema import Session`."
            )
        # Some reports of a failure show the variables of each frame: not the key.
        api_key = None if api_key is None else Secret(api_key)
        self._own_transport = transport is None
        if transport is None:
            configuration = Configuration.resolve(server_url, api_user, api_key)
            server_url, api_user = configuration.server_url, configuration.api_user
            transport = HttpTransport(configuration)
        self.transport: Transport = transport
        if cache is None:
            self._workspace = Workspace(self.registry, transport)
        else:
            from .caching import CachingWorkspace

            self._workspace = CachingWorkspace.of(
                self.registry, transport, cache, server_url, api_user
            )
        self._answers = self._workspace.known.answers
        if lazy is not None:
            self.lazy = lazy
        self._workspace.retry = retry
        self._workspace.on_schema_drift = on_schema_drift
        if outbox is not None:
            from .outbox import Outbox

            self._workspace.outbox = Outbox.of(outbox, transport)
        for cls in classes:
            self.register(cls)
        if plugins:
            self.load_plugins()

    def close(self) -> None:
        """Give back the connections; changes that are not committed are lost."""
        self._workspace.close()
        if self._own_transport:
            self.transport.close()

    def move_to_this_thread(self) -> None:
        """Make this thread the one that the session belongs to.

        It belongs to the thread that used it first. The other thread must have let go
        of it.
        """
        self._workspace.thread.move_here()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self._workspace.known)} entities known>"
