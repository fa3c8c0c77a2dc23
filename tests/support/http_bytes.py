"""HTTP by hand: requests as bytes, right or wrong, and what is answered to them."""

from __future__ import annotations

import select
import socket
from typing import Any
from urllib.parse import urlsplit

import attrs
import orjson

from support.site import SiteClient


@attrs.frozen
class Answer:
    """An answer, and how the connection ended.

    Attributes:
        status: its status, 0 if there was no answer.
        headers: its headers, names in lower case.
        body: what came after them.
    """

    status: int
    headers: dict[str, str] = attrs.field(factory=dict[str, str])
    body: bytes = b""

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


def address_of(client: SiteClient) -> tuple[str, int]:
    """Return where the server of *client* listens."""
    parts = urlsplit(client.url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


def http_request(client: SiteClient, body: bytes, **headers: str) -> bytes:
    """Return a request to ``/api`` as bytes, after which the connection is closed."""
    fields = {
        "host": "x",
        "connection": "close",
        "content-length": str(len(body)),
        "ftrack-user": client.user,
        "ftrack-api-key": client.key,
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST /api HTTP/1.1\r\n{head}\r\n".encode() + body


def answer_to(address: tuple[str, int], data: bytes, *, patience: float = 20) -> Answer:
    """Send *data* and return the first answer to it.

    Args:
        address: where to.
        data: what to send.
        patience: seconds to wait for an answer, until the server is told that nothing
            more comes.
    """
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(data)
        if not select.select([connection], [], [], patience)[0]:
            connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as stream:
            return _read(stream)


def _read(stream: Any) -> Answer:
    line = stream.readline().split()
    if len(line) < 2:
        return Answer(0)
    headers: dict[str, str] = {}
    while text := stream.readline().decode("latin-1").rstrip():
        name, _, value = text.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Answer(int(line[1]), headers, body)
