"""A server that answers prepared bytes, so that the client alone is measured.

It runs in a process of its own: ``python replay.py FOLDER`` prints the port that it
listens on at loopback. ``GET /requests`` answers how many API requests came in since
it was asked last.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import cast

_OFFSET = re.compile(rb"offset (\d+)")
_ONE_ROW = re.compile(rb"limit 1\b")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_END_OF_HEADERS = b"\r\n\r\n"


class Answers:
    """The prepared answers of one folder, and how many of them were given.

    Attributes:
        requests: API requests answered since the count was last taken.
    """

    def __init__(self, folder: Path) -> None:
        self.requests = 0
        schemas = (folder / "schemas.json").read_bytes()
        self._schemas = schemas
        self._information = _information(schemas)
        self._one = (folder / "one.json").read_bytes()
        self._pages = {
            int(path.stem.partition("-")[2]): path.read_bytes()
            for path in folder.glob("page-*.json")
        }

    def to(self, body: bytes) -> bytes:
        """Return the answer to the batch of one operation in *body*."""
        self.requests += 1
        if b"query_server_information" in body:
            return self._information
        if b"query_schemas" in body:
            return self._schemas
        if _ONE_ROW.search(body):
            return self._one
        offset = _OFFSET.search(body)
        return self._pages[int(offset[1]) if offset else 0]

    def taken(self) -> int:
        """Return the count of requests and begin anew."""
        count, self.requests = self.requests, 0
        return count


class Connection(asyncio.Protocol):
    """One client's connection, kept open; requests come one after another."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back; asyncio itself has switched Nagle's algorithm off."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer as soon as a request is complete."""
        self._received += data
        head, found, body = self._received.partition(_END_OF_HEADERS)
        if not found:
            return
        length = _LENGTH.search(head)
        if length and len(body) < int(length[1]):
            return
        self._received = b""
        if head.startswith(b"GET /requests "):
            answer = b"%d" % self._answers.taken()
        else:
            answer = self._answers.to(body)
        # One write, so that the client never waits for a second packet.
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d%s%s" % (len(answer), _END_OF_HEADERS, answer)
        )


def _information(schemas: bytes) -> bytes:
    document = json.loads(schemas)[0]
    canonical = json.dumps(document, sort_keys=True).encode()
    information = {
        "version": "4.13.8.1",
        "schema_hash": hashlib.md5(canonical, usedforsecurity=False).hexdigest(),
        "is_timezone_support_enabled": True,
        "storage_scenario": None,
    }
    return json.dumps([information]).encode()


async def _serve(folder: Path) -> None:
    answers = Answers(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(answers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(Path(sys.argv[1])))
