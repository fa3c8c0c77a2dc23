"""Requests that are nearly right: answered or refused, never failed, never halved.

``FTRACK_TYPED_MUTATIONS`` says how many of each kind to try.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import attrs
import orjson
import pytest
from hypothesis import HealthCheck, given, settings

import ftrack_typed_server
from support.production import fill
from support.request_mutations import mutated_batches, mutated_bytes
from support.site import SiteClient

MUTATIONS = int(os.environ.get("FTRACK_TYPED_MUTATIONS", "750"))

often = settings(
    max_examples=MUTATIONS,
    deadline=None,
    derandomize="FTRACK_TYPED_MUTATIONS" not in os.environ,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
    ],
)
_FAILURES = {"DatabaseError", "ServerError"}


@attrs.frozen
class Attacked:
    """A server, and a look at its database past it."""

    client: SiteClient
    database: sqlite3.Connection

    def version(self) -> int:
        """Return a number that changes when anything is committed."""
        (number,) = self.database.execute("PRAGMA data_version").fetchone()
        return int(number)

    def post(self, body: bytes) -> None:
        """Send *body* and check that it is answered whole or refused whole."""
        before = self.version()
        response = self.client.post(body, **{"ftrack-strict-api": "true"})
        answer = orjson.loads(response.data)
        assert response.headers["content-type"] == "application/json"
        if isinstance(answer, list):
            assert response.status == 200
            assert len(answer) == len(orjson.loads(body))
            return
        assert set(answer) == {"exception", "content", "error_code"}
        assert 400 <= response.status < 500, answer
        assert answer["exception"] not in _FAILURES
        assert "Traceback" not in answer["content"]
        assert not {"{", "}"} & set(answer["content"])
        assert self.version() == before, "a refused request changed something"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    path: Path = tmp_path_factory.mktemp("site") / "site.db"
    with ftrack_typed_server.running(database=f"sqlite:///{path}") as server:
        client = SiteClient.of(server)
        fill(client)
        database = sqlite3.connect(path)
        yield Attacked(client, database)
        assert client.keys("User where username is admin")
        database.close()
        client.close()


@often
@given(mutated_batches())
def test_mutated_batch_is_answered_or_refused(attacked: Attacked, body: bytes) -> None:
    attacked.post(body)


@often
@given(mutated_bytes())
def test_mutated_bytes_are_answered_or_refused(attacked: Attacked, body: bytes) -> None:
    attacked.post(body)
