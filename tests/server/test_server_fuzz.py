"""Requests that are nearly right: answered or refused, never failed, never halved.

``FTRACK_TYPED_MUTATIONS`` says how many of each kind to try.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import attrs
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, create_engine

import ftrack_typed_server
from support.databases import Databases
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
    database: Connection

    def version(self) -> int:
        """Return a number that changes when anything is committed."""
        return int(
            self.database.exec_driver_sql(
                "PRAGMA data_version"
                if self.database.dialect.name == "sqlite"
                else "SELECT xid::text FROM pg_last_committed_xact()"
            ).scalar_one()
        )

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
def attacked(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Attacked]:
    url = databases.lasting(tmp_path_factory.mktemp("site"))
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with ftrack_typed_server.running(database=url) as server:
        client = SiteClient.of(server)
        fill(client)
        with engine.connect() as database:
            yield Attacked(client, database)
        engine.dispose()
        assert client.keys("User where username is admin")
        client.close()


@often
@given(mutated_batches())
def test_mutated_batch_is_answered_or_refused(attacked: Attacked, body: bytes) -> None:
    attacked.post(body)


@often
@given(mutated_bytes())
def test_mutated_bytes_are_answered_or_refused(attacked: Attacked, body: bytes) -> None:
    attacked.post(body)
