"""Every snippet of ``docs/caching.md``, and the README's cache, as they stand."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ftrack_typed_schema
import ftrack_typed_server
from ftrack_typed_server import RunningServer
from support.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[2]
SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with ftrack_typed_server.running(seed="demo") as running:
        yield running


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    started = RedisServer(tmp_path_factory.mktemp("redis"))
    started.start()
    yield started
    started.kill()


@pytest.fixture
def studio(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunningServer:
    """Where a reader runs the snippets: a home, a server, a package of that name."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "studio_schema", ftrack_typed_schema)
    return server


def run(snippets: list[str], redis: RedisServer) -> dict[str, Any]:
    imported = ("Session", "Status", "Task", "Type")
    names: dict[str, Any] = {
        name: getattr(ftrack_typed_schema, name) for name in imported
    }
    for snippet in snippets:
        exec(snippet.replace("redis://cache.studio:6379", redis.url), names)
    return names


def test_the_guide_can_be_followed(
    studio: RunningServer, redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    snippets = SNIPPET.findall((ROOT / "docs" / "caching.md").read_text())
    assert len(snippets) == 5

    first = run(snippets, redis)
    before = studio.requests
    again = run(snippets[:1], redis)

    assert again["names"] == first["names"] != []
    assert studio.requests == before
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []
    for names in (first, again):
        names["cache"].close()


def test_the_readme_shows_a_cache_for_a_site_in_five_lines(
    studio: RunningServer, redis: RedisServer
) -> None:
    snippets = SNIPPET.findall((ROOT / "README.md").read_text())
    (snippet,) = [each for each in snippets if "ftrack_typed.cache" in each]
    assert len(snippet.split("\n\n")[1].splitlines()) <= 5

    names = run([snippet], redis)
    session = names["session"]
    expected = {each.id: each.name for each in session.query("Status").max_age(600)}
    session.close()
    before = studio.requests
    again = run([snippet], redis)["session"]

    assert {key: again.get("Status", key).name for key in expected} == expected != {}
    assert studio.requests == before
    again.close()
    names["cache"].close()
