from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from support.authority import Authority
from support.http_client import Client, Connect, Serve
from support.raw_server import RawServer, Step


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def serve(stack: ExitStack) -> Serve:
    def start(
        *script: Step, greeting: bytes = b"", tls: ssl.SSLContext | None = None
    ) -> RawServer:
        return stack.enter_context(RawServer(script, greeting=greeting, tls=tls))

    return start


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that no system trusts."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def connect(stack: ExitStack) -> Connect:
    def start(url: str, **options: Any) -> Client:
        client = Client(url, **options)
        stack.callback(client.transport.close)
        return client

    return start
