"""A line to a server that takes its time, as one to another building does.

``python line.py URL SECONDS`` prints the port that it listens on at loopback, forwards
to the server at *URL*, and holds every answer back for so many seconds. ``GET
/requests`` answers how many requests were forwarded since it was asked last.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from urllib.parse import urlsplit

_ASKED = b"GET /requests "


class Line:
    """Forwards connections to one server.

    Attributes:
        requests: how many requests were forwarded since the count was last taken.
    """

    def __init__(self, url: str, delay: float) -> None:
        parts = urlsplit(url)
        self._target = str(parts.hostname), int(parts.port or 80)
        self._delay = delay
        self.requests = 0

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Forward the requests of one client, one after another."""
        server_reader, server_writer = await asyncio.open_connection(*self._target)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                request = await _message(reader)
                if request.startswith(_ASKED):
                    writer.write(_answer(b"%d" % self.requests))
                    self.requests = 0
                    continue
                self.requests += 1
                server_writer.write(request)
                answer = await _message(server_reader)
                await asyncio.sleep(self._delay)
                writer.write(answer)
        server_writer.close()
        writer.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)


def _answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


async def _serve(url: str, delay: float) -> None:
    line = Line(url, delay)
    server = await asyncio.start_server(line.serve, "127.0.0.1", 0, limit=2**24)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(sys.argv[1], float(sys.argv[2])))
