"""The handshake: credentials for a session id, with which a WebSocket is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import quote

import attrs
import orjson

from ftrack_typed.errors import ResponseError
from ftrack_typed.secret import Secret, struck
from ftrack_typed.transport.connections import Connections, limits_of

if TYPE_CHECKING:
    from ftrack_typed.errors import ServerError
    from ftrack_typed.transport import HttpTransport
    from ftrack_typed.transport.answers import Answer
    from ftrack_typed.transport.underway import UnderWay

_BEAT = 15
"""Seconds between heartbeats at most, where the server does not say."""

_PATIENCE = 2.0
"""How many times that a server may keep silent before it is taken for gone."""

_EXCERPT = 200


@attrs.frozen
class Welcome:
    """What a server answers to a handshake.

    Attributes:
        session: the session id, as it stands in a URL; who knows it needs no key.
        silence: seconds without a frame after which the server is taken for gone.
    """

    session: Secret = attrs.field(converter=Secret)
    silence: float


def hub_url(transport: HttpTransport) -> str:
    """Return the address of the event hub."""
    return f"{transport.configuration.server_url}/socket.io/1/"


def shake_hands(transport: HttpTransport, call: UnderWay) -> Welcome:
    """Ask for a session id, in the way that *transport* would.

    Args:
        transport: whose server, credentials, headers, proxy, TLS and time-outs to use.
        call: what cuts it short.

    Raises:
        AuthenticationError: the server does not know the user or the key.
        ServerError: it refuses for another reason.
        ResponseError: no event hub answered.
        TransportError: no answer came.
        ConfigurationError: a file that is named for TLS cannot be used.
    """
    url = hub_url(transport)
    connect, read, _ = limits_of(transport.timeout)
    connections = Connections(
        url,
        connect=connect,
        read=read,
        size=1,
        proxy=None if transport.proxy is None else Secret(transport.proxy),
        tls=transport.tls,
    )
    # The answer is no JSON.
    unfit = ("accept", "content-type")
    headers = {
        name: value for name, value in transport.headers.items() if name not in unfit
    }
    try:
        answer = connections.get(headers, call)
    finally:
        connections.close()
    welcome = _welcome(answer) if answer.status == 200 else None
    if welcome is None:
        raise _refusal(answer, transport.secrets)
    return welcome


def _welcome(answer: Answer) -> Welcome | None:
    """Return what ``id:heartbeat:close:transports`` says, none if that is not there."""
    session, _, rest = answer.body.decode("utf-8", "replace").strip().partition(":")
    beat, _, rest = rest.partition(":")
    _, _, transports = rest.partition(":")
    if not session or "websocket" not in transports.split(","):
        return None
    seconds = int(beat) if beat.isascii() and beat.isdigit() else 0
    return Welcome(quote(session, safe=""), (seconds or _BEAT) * _PATIENCE)


def _refusal(answer: Answer, secrets: tuple[str, ...]) -> ServerError | ResponseError:
    try:
        decoded: object = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        decoded = None
    if isinstance(decoded, dict):
        body = cast("dict[str, object]", decoded)
        if isinstance(body.get("exception"), str):
            from ftrack_typed.transport.refusals import refusal

            return refusal(body, answer.status, [{"action": "connect"}], secrets)
    return no_hub(answer.url, answer.status, answer.body, secrets)


def no_hub(
    url: str, status: int, body: bytes = b"", secrets: tuple[str, ...] = ()
) -> ResponseError:
    """Return the error for an answer that is not an event hub's."""
    excerpt = struck(body.decode("utf-8", "replace"), secrets)
    return ResponseError(
        f"{url} answered with HTTP status {status} and not as an event hub does. Check "
        "that the URL is the ftrack server's own, that the server has an event hub, "
        "and that nothing before it keeps WebSockets out.",
        url=url,
        status=status,
        excerpt=" ".join(excerpt.split())[:_EXCERPT],
    )
