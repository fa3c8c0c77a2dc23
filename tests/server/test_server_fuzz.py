"""Requests that are nearly right: answered or refused, never failed, never halved.

Ten thousand of them when ``make endurance`` asks, else a share.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

import ftrack_typed_server
from support.databases import Databases
from support.endurance import ENDURANCE, times
from support.http_bytes import address_of, answer_to, http_request
from support.production import fill
from support.request_mutations import (
    mutated_batches,
    mutated_bytes,
    mutated_packed,
    mutated_requests,
)
from support.site import SiteClient


def often(usually: int, at_length: int) -> settings:
    """Return the settings of a test with so many examples."""
    return settings(
        max_examples=times(usually, at_length),
        deadline=None,
        derandomize=not ENDURANCE,
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

    def post(self, body: bytes, **headers: str) -> None:
        """Send *body* and check that it is answered whole or refused whole."""
        before = self.version()
        headers["ftrack-strict-api"] = "true"
        response = self.client.post(body, **headers)
        assert response.headers["content-type"] == "application/json"
        self.check(response.status, response.data, before)
        if response.status == 200 and "content-encoding" not in headers:
            assert len(orjson.loads(response.data)) == len(orjson.loads(body))

    def send(self, data: bytes) -> None:
        """Send *data*, perhaps a request, and check what is answered if anything is."""
        before = self.version()
        answer = answer_to(address_of(self.client), data, patience=0.03)
        if answer.body:
            self.check(answer.status, answer.body, before)
        else:
            # Redirected, or waited in vain for the rest.
            assert answer.status in (0, 307)

    def check(self, status: int, body: bytes, before: int) -> None:
        """Check an answer: results, or a refusal that changed nothing.

        Args:
            status: its status.
            body: its body.
            before: the database's version before the request.
        """
        answer = orjson.loads(body)
        if isinstance(answer, list):
            assert status == 200
            return
        assert set(answer) == {"exception", "content", "error_code"}
        assert status < 500, answer
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


@often(500, 5000)
@given(mutated_batches())
def test_mutated_batch_is_answered_or_refused(attacked: Attacked, body: bytes) -> None:
    attacked.post(body)


@often(300, 2500)
@given(mutated_bytes())
def test_mutated_bytes_are_answered_or_refused(attacked: Attacked, body: bytes) -> None:
    attacked.post(body)


@often(100, 1000)
@given(mutated_packed())
def test_mutated_gzip_is_answered_or_refused(attacked: Attacked, body: bytes) -> None:
    attacked.post(body, **{"content-encoding": "gzip"})


@often(100, 1500)
@given(st.data())
def test_mutated_http_is_answered_or_refused(
    attacked: Attacked, data: st.DataObject
) -> None:
    def whole(body: bytes) -> bytes:
        return http_request(attacked.client, body, **{"ftrack-strict-api": "true"})

    attacked.send(data.draw(mutated_requests(whole)))
