"""A server that answers prepared bytes, so that the client alone is measured.

It runs in a process of its own: ``python replay.py FOLDER [SECONDS]`` prints the port
that it listens on at loopback, and answers each request after so many seconds, at once
by default. ``GET /requests`` answers how many API requests came in since it was asked
last. What is created or updated is answered as it came, and not kept.

There is no end of rows: behind the last page that was prepared comes the first again,
with other keys, and so on. Queries have a limit.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any, cast

_OFFSET = re.compile(r"offset (\d+)")
_ONE_ROW = re.compile(r"limit 1\b")
_START_OF_KEY = re.compile(rb'"[0-9a-f]{8}(?=-[0-9a-f]{4}-)')
_PAGE_SIZE = 500
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
        """Return the answer to the batch of operations in *body*."""
        self.requests += 1
        if b"query_schemas" in body:
            return self._schemas
        operations = json.loads(body)
        if operations[-1]["action"] != "query_server_information":
            return self._to(operations)
        # Our session asks with its first request, the official one beforehand.
        del operations[-1]
        if not operations:
            return self._information
        # Each is a list of one result or more.
        return b"%s,%s" % (self._to(operations)[:-1], self._information[1:])

    def _to(self, operations: list[dict[str, Any]]) -> bytes:
        if operations[0]["action"] != "query":
            return json.dumps([_written(each) for each in operations]).encode()
        answers = [self._rows(each["expression"]) for each in operations]
        if len(answers) == 1:
            return answers[0]
        # Each is a list of one result.
        return b"[%s]" % b",".join(answer[1:-1] for answer in answers)

    def _rows(self, expression: str) -> bytes:
        if _ONE_ROW.search(expression):
            return self._one
        offset = _OFFSET.search(expression)
        prepared = len(self._pages) * _PAGE_SIZE
        time, start = divmod(int(offset[1]) if offset else 0, prepared)
        page = self._pages[start]
        return _START_OF_KEY.sub(b'"%08x' % time, page) if time else page

    def taken(self) -> int:
        """Return the count of requests and begin anew."""
        count, self.requests = self.requests, 0
        return count


class Connection(asyncio.Protocol):
    """One client's connection, kept open; requests come one after another."""

    def __init__(self, answers: Answers, delay: float) -> None:
        self._answers = answers
        self._delay = delay
        self._parts: list[bytes] = []
        self._size = self._wanted = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back; asyncio itself has switched Nagle's algorithm off."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer as soon as a request is complete."""
        # Large requests come in parts; their bytes are put together once.
        self._parts.append(data)
        self._size += len(data)
        if self._size < self._wanted:
            return
        received = b"".join(self._parts)
        head, found, body = received.partition(_END_OF_HEADERS)
        if not found:
            return
        length = _LENGTH.search(head)
        if length and len(body) < int(length[1]):
            self._wanted = len(head) + len(found) + int(length[1])
            self._parts = [received]
            return
        self._parts, self._size, self._wanted = [], 0, 0
        if head.startswith(b"GET /requests "):
            answer = b"%d" % self._answers.taken()
        else:
            answer = self._answers.to(body)
        # One write, so that the client never waits for a second packet.
        message = (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d%s%s" % (len(answer), _END_OF_HEADERS, answer)
        )
        if self._delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._delay, self._transport.write, message)
        else:
            self._transport.write(message)


def _written(operation: dict[str, Any]) -> dict[str, Any]:
    key = operation["entity_key"][0]
    data = {"id": key, **operation["entity_data"]}
    return {"action": operation["action"], "data": data}


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


async def _serve(folder: Path, delay: float) -> None:
    answers = Answers(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(answers, delay), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(Path(sys.argv[1]), float((sys.argv[2:] or ["0"])[0])))
