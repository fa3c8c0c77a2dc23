"""A small client of a language server: opens a text and asks what may follow.

It speaks JSON-RPC over the server's standard streams, each message after a
``Content-Length`` header, as the Language Server Protocol says.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

CURSOR = "|"
PATIENCE = 60.0


class LanguageServerError(Exception):
    """The server refused, ended or was silent for too long."""


class LanguageServer:
    """Pyright's language server on a folder, as an editor runs it.

    Args:
        folder: the editor's workspace; texts are opened as if they were saved in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pyright.langserver", "--stdio"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to_server: IO[bytes] = self._process.stdin
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._reader = threading.Thread(
            target=_read, args=(self._process.stdout, self._messages), daemon=True
        )
        self._reader.start()
        self._requests = 0
        self._texts = 0

    def __enter__(self) -> Self:
        try:
            self._initialize()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self._process.wait(timeout=10)
        finally:
            self._end()

    def complete(self, text: str) -> list[str]:
        """Return what may follow where *text* has a ``|``, in the editor's order."""
        before, after = text.split(CURSOR)
        lines = before.split("\n")
        self._texts += 1
        document = {"uri": (self._folder / f"script_{self._texts}.py").as_uri()}
        opened = {**document, "languageId": "python", "version": 1}
        self.notify(
            "textDocument/didOpen", {"textDocument": {**opened, "text": before + after}}
        )
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        answer = self.request(
            "textDocument/completion", {"textDocument": document, "position": position}
        )
        self.notify("textDocument/didClose", {"textDocument": document})
        items: list[dict[str, str]] = (answer or {"items": []})["items"]
        items.sort(key=lambda item: item.get("sortText", item["label"]))
        return [item["label"] for item in items]

    def request(self, method: str, params: Mapping[str, Any] | None) -> Any:
        """Send a request and return its result; answer the server's own meanwhile.

        Raises:
            LanguageServerError: it was refused, or not answered within a minute.
        """
        self._requests += 1
        self._send({"id": self._requests, "method": method, "params": params})
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                message = self._messages.get(timeout=deadline - time.monotonic())
            except (queue.Empty, ValueError):
                raise LanguageServerError(f"{method} was not answered.") from None
            if message is None:
                raise LanguageServerError(f"The server ended during {method}.")
            if "method" in message:
                if "id" in message:
                    self._answer(message)
            elif message["id"] == self._requests:
                if "error" in message:
                    raise LanguageServerError(f"{method}: {message['error']}")
                return message["result"]

    def notify(self, method: str, params: Mapping[str, Any] | None) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def _initialize(self) -> None:
        root = self._folder.as_uri()
        self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "workspace"}],
                "capabilities": {"workspace": {"configuration": True}},
            },
        )
        self.notify("initialized", {})

    def _answer(self, message: Mapping[str, Any]) -> None:
        result: object = None
        if message["method"] == "workspace/configuration":
            settings = {"python": {"pythonPath": sys.executable}}
            asked = message["params"]["items"]
            result = [settings.get(item.get("section")) for item in asked]
        self._send({"id": message["id"], "result": result})

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to_server.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._to_server.flush()

    def _end(self) -> None:
        """Leave no process, thread or pipe behind, whatever has happened."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._reader.join()
        self._to_server.close()


def _read(stream: IO[bytes], messages: queue.Queue[dict[str, Any] | None]) -> None:
    """Put every message of *stream* into *messages*, and none when it ends."""
    with stream:
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                header = stream.readline()
            messages.put(json.loads(stream.read(length)))
    messages.put(None)
