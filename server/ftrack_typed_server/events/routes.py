"""The event server's two addresses: the handshake, and the WebSocket it opens."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from contextlib import suppress
from typing import TYPE_CHECKING

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from ftrack_typed_server.errors import RequestError
from ftrack_typed_server.events.connection import Connection
from ftrack_typed_server.events.hub import Hub

if TYPE_CHECKING:
    from ftrack_typed_server.service import Service

_HEARTBEAT_TIMEOUT = 15
_CLOSE_TIMEOUT = 25


def event_routes(service: Service, workers: Executor) -> list[BaseRoute]:
    """Return the routes of the event server of *service*.

    Args:
        service: the site.
        workers: what asks the database who somebody is.
    """

    async def handshake(http: Request) -> Response:
        return await _shake_hands(service, workers, http)

    async def websocket(socket: WebSocket) -> None:
        await _accept(service.hub, socket)

    return [
        Route("/socket.io/1/", handshake, methods=["GET"]),
        WebSocketRoute("/socket.io/1/websocket/{session}", websocket),
    ]


async def _shake_hands(service: Service, workers: Executor, http: Request) -> Response:
    """Answer a session id to who has proper credentials, in headers or parameters."""
    user = http.headers.get("ftrack-user") or http.query_params.get("api_user")
    key = http.headers.get("ftrack-api-key") or http.query_params.get("api_key")
    loop = asyncio.get_running_loop()
    try:
        caller = await loop.run_in_executor(workers, service.identify, user, key)
    except RequestError as error:
        content = orjson.dumps(error.as_body())
        return Response(content, error.status, media_type="application/json")
    session = service.hub.handshakes.issue(caller)
    return PlainTextResponse(
        f"{session}:{_HEARTBEAT_TIMEOUT}:{_CLOSE_TIMEOUT}:websocket"
    )


async def _accept(hub: Hub, socket: WebSocket) -> None:
    caller = hub.handshakes.redeem(socket.path_params["session"])
    if caller is None:
        # Before it is accepted: answered with 403.
        await socket.close()
        return
    await socket.accept()
    connection = hub.join(caller)
    sender = asyncio.create_task(_send_all(socket, connection))
    try:
        while (text := await _next_text(socket)) is not None:
            hub.receive(connection, text)
    finally:
        hub.leave(connection)
        sender.cancel()
        with suppress(asyncio.CancelledError):
            await sender


async def _next_text(socket: WebSocket) -> str | None:
    """Return the next message as text, none when the client has gone."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    text: str | None = message.get("text")
    # Frames are text: anything else is read as a bad one.
    return text if text is not None else message["bytes"].decode("latin-1")


async def _send_all(socket: WebSocket, connection: Connection) -> None:
    # Who has gone is told nothing any more; the reader sees that it has. The server
    # calls sending after the end of a connection an error of the program.
    with suppress(WebSocketDisconnect, RuntimeError):
        while (frame := await connection.next_frame()) is not None:
            await socket.send_text(frame)
        await socket.close()
