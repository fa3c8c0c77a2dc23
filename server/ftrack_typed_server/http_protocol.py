"""HTTP as uvicorn speaks it, except that what is no HTTP is refused as JSON, too."""

from __future__ import annotations

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from ftrack_typed_server.errors import error_body


class JsonProtocol(H11Protocol):
    """A connection whose client is always answered with JSON."""

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, and close the connection.

        Args:
            msg: what is wrong with it.
        """
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            content = orjson.dumps(error_body("MalformedRequestError", msg))
            headers = [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(content)).encode()),
                (b"connection", b"close"),
            ]
            for event in (
                h11.Response(status_code=400, headers=headers),
                h11.Data(data=content),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        # Else an answer has begun, and cannot be taken back.
        self.transport.close()
