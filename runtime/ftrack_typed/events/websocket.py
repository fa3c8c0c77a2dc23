"""One WebSocket to an event hub: frames out, frames in, heartbeats answered.

This module imports websockets and is imported when a hub connects.
"""

from __future__ import annotations

import logging
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ftrack_typed.errors import TransportError
from ftrack_typed.events.frames import (
    HEARTBEAT,
    Code,
    Frame,
    FrameError,
    parse_frame,
)
from ftrack_typed.events.handshake import Welcome, hub_url, no_hub
from ftrack_typed.secret import Secret, struck
from ftrack_typed.transport.connections import limits_of, proxy_to, tls_or_default
from ftrack_typed.transport.faults import translate

try:
    # The first one is new in the oldest release that will do.
    from websockets.exceptions import InvalidProxy as _  # noqa: F401
    from websockets.exceptions import InvalidStatus, WebSocketException
    from websockets.sync.client import ClientConnection, connect
except ImportError:
    raise ImportError(
        "The event hub needs websockets 15 or newer: pip install 'ftrack-typed[events]'"
    ) from None

if TYPE_CHECKING:
    from ftrack_typed.transport import HttpTransport
    from ftrack_typed.transport.proxies import Proxy

_LARGEST = 64 * 2**20
"""Bytes of a message at most: one event tells of all that a commit did."""

_FAREWELL = 1.0
"""Seconds that a server may take to say good-bye."""

_NOT_SENT = frozenset(
    {
        *("accept", "accept-encoding", "content-type", "user-agent"),
        *("ftrack-user", "ftrack-api-key"),
    }
)
"""Headers that have no meaning here, or that the session id stands for."""

_PLAIN = "@:!$&'()*+,;=~"
"""Left as they are in credentials, which older releases take as they stand."""

# At debug level websockets logs every byte, the session id and cookies included.
_SILENT = logging.Logger("ftrack_typed.events.websocket", logging.CRITICAL + 1)


class _NotOpenedError(Exception):
    """What the server answered instead, if only a redirect.

    Redirects are not followed: headers may hold secrets. The argument is the status.
    """


class _Client(ClientConnection):
    def handshake(self, *arguments: Any, **options: Any) -> None:
        try:
            super().handshake(*arguments, **options)
        except InvalidStatus as error:
            raise _NotOpenedError(error.response.status_code) from None


class WebSocket:
    """A connection that is open.

    Args:
        transport: whose server, headers, proxy, TLS and time-outs to use.
        welcome: what the handshake brought.

    Raises:
        ResponseError: the server opens no WebSocket.
        TransportError: it cannot be reached.
        ConfigurationError: a file that is named for TLS cannot be used.
    """

    def __init__(self, transport: HttpTransport, welcome: Welcome) -> None:
        self.url: str = hub_url(transport)
        self._silence = welcome.silence
        self._secrets = (*transport.secrets, welcome.session)
        self._stack = ExitStack()
        self._proxy: Proxy | None = None
        try:
            self._client = self._opened(transport, welcome)
        except _NotOpenedError as error:
            failure: Exception = no_hub(self.url, int(error.args[0]))
        except (OSError, ValueError, ImportError, WebSocketException) as error:
            failure = self._translated(error)
        else:
            return
        # Not within the block above, which would make the cause its context.
        raise failure

    def _opened(self, transport: HttpTransport, welcome: Welcome) -> ClientConnection:
        given = None if transport.proxy is None else Secret(transport.proxy)
        self._proxy = proxy = proxy_to(self.url, given)
        limit, _, _ = limits_of(transport.timeout)
        scheme, _, rest = self.url.partition("://")
        secure = scheme.lower() == "https"
        through_tls = proxy is not None and proxy.url.lower().startswith("https:")
        headers = transport.headers
        opening = connect(
            f"{'wss' if secure else 'ws'}://{rest}websocket/{welcome.session!s}",
            ssl=tls_or_default(transport.tls).context() if secure else None,
            proxy=None if proxy is None else _with_credentials(proxy),
            proxy_ssl=tls_or_default(transport.tls).context() if through_tls else None,
            additional_headers={
                name: headers[name] for name in headers if name not in _NOT_SENT
            },
            user_agent_header=headers["user-agent"],
            open_timeout=limit,
            # The server's heartbeats show that it is there.
            ping_interval=None,
            close_timeout=_FAREWELL,
            max_size=_LARGEST,
            logger=_SILENT,
            create_connection=_Client,
        )
        return self._stack.enter_context(opening)

    def send(self, frame: str) -> None:
        """Send *frame*, from any thread.

        Raises:
            TransportError: the connection is broken.
        """
        try:
            self._client.send(frame)
        except (OSError, WebSocketException) as error:
            failure = self._translated(error, sent=True)
        else:
            return
        raise failure

    def receive(self) -> Frame:
        """Return the next frame; heartbeats are answered, what is none passed over.

        Raises:
            TransportError: the connection is broken, or the server was silent for too
                long, or ended it.
        """
        failure: TransportError
        while True:
            try:
                text = self._client.recv(self._silence)
                frame = parse_frame(text if isinstance(text, str) else "")
                if frame.code in (Code.DISCONNECT, Code.ERROR):
                    failure = self._ended(frame)
                    break
                if frame.code is Code.HEARTBEAT:
                    self._client.send(HEARTBEAT)
                return frame
            except FrameError:
                continue
            except (OSError, WebSocketException) as error:
                failure = self._translated(error, sent=True)
                break
        raise failure

    def close(self) -> None:
        """Close it, from any thread; who waits for a frame is told that it ended."""
        self._stack.close()

    def _ended(self, frame: Frame) -> TransportError:
        said = f": {struck(frame.data, self._secrets)[:200]}" if frame.data else ""
        return TransportError(
            f"The event hub {self.url} ended the connection{said}.",
            url=self.url,
            fault="interrupted",
            may_have_been_sent=True,
        )

    def _translated(self, error: Exception, *, sent: bool = False) -> TransportError:
        proxy = None if self._proxy is None else self._proxy.url
        if not isinstance(error, OSError):
            # Its text may hold the session id, or what is told to the proxy.
            error = ConnectionError(struck(f"{error}", self._secrets))
        return translate(error, self.url, sent=sent, proxy=proxy)


def _with_credentials(proxy: Proxy) -> Secret:
    """Return the URL of *proxy* as websockets takes it."""
    if not proxy.credentials:
        return Secret(proxy.url)
    user, _, password = proxy.credentials.partition(":")
    credentials = f"{quote(user, safe=_PLAIN)}:{quote(password, safe=_PLAIN)}"
    scheme, _, host = proxy.url.partition("://")
    return Secret(f"{scheme}://{credentials}@{host}")
