"""The official JavaScript client works with the server as with the real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.official_javascript import Node, official_node
from support.shared import SHARED, needs_shared

SCRIPTS = ("session.mjs", "writing.mjs", "errors.mjs", "files.mjs", "events.mjs")


@pytest.fixture(scope="module")
def node() -> Node:
    return official_node()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(None, id="stock"),
        pytest.param(
            SHARED / "schema/query_schemas.json", id="real", marks=needs_shared
        ),
    ],
)
def server(node: Node, request: pytest.FixtureRequest) -> Iterator[RunningServer]:
    with ftrack_typed_server.running(schema=request.param) as running:
        yield running


@pytest.mark.parametrize("script", SCRIPTS)
def test_official_javascript_client(
    script: str, node: Node, server: RunningServer
) -> None:
    node.run(script, server)
