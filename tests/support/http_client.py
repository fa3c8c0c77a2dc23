"""A transport under test, and what is commonly asked of it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, TypeAlias

from ftrack_typed.configuration import Configuration
from ftrack_typed.transport import (
    HttpTransport,
    Operation,
    RequestRecord,
    Result,
    RetryPolicy,
)
from support.raw_server import RawServer

KEY = "k3y-that-nobody-may-see"
QUERY: Operation = {"action": "query", "expression": "select name from Task"}
DELETE: Operation = {"action": "delete", "entity_type": "Task", "entity_key": ["t1"]}
ROWS: list[Result] = [{"action": "query", "data": [{"id": "t1"}]}]
DELETED: list[Result] = [{"action": "delete", "data": True}]
HTML = b"<!DOCTYPE html><html><title>Log in</title><body>%s</body>" % KEY.encode()


class Client:
    """A transport to a server that does not pause, with the records it gave."""

    def __init__(self, url: str, *, tries: int = 3, **options: Any) -> None:
        self.records: list[RequestRecord] = []
        options.setdefault("timeout", 10.0)
        options.setdefault("retry", RetryPolicy(tries=tries, delay=0))
        self.transport = HttpTransport(
            Configuration(url, "amy", KEY), observer=self.records.append, **options
        )
        self.call = self.transport.call


Serve: TypeAlias = Callable[..., RawServer]
Connect: TypeAlias = Callable[..., Client]


def closed_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
