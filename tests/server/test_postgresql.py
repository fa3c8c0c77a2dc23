"""A PostgreSQL server that does not let the server in, or goes away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from psycopg import sql

import ftrack_typed_server
from ftrack_typed_server import DatabaseError
from support.postgresql import PASSWORD, Cluster
from support.site import RefusedError, SiteClient, create


@pytest.fixture
def cluster(cluster_of_tests: Callable[[], Cluster]) -> Cluster:
    return cluster_of_tests()


def refusal(url: str) -> str:
    with (
        pytest.raises(DatabaseError) as raised,
        ftrack_typed_server.running(database=url),
    ):
        pass
    assert "\n" not in str(raised.value)
    assert PASSWORD not in str(raised.value)
    return str(raised.value)


def test_wrong_password(cluster: Cluster) -> None:
    message = refusal(cluster.url("postgres", password="s3cret"))
    assert "password authentication failed" in message
    assert "s3cret" not in message


def test_database_that_does_not_exist(cluster: Cluster) -> None:
    assert 'database "nowhere" does not exist' in refusal(cluster.url("nowhere"))


def test_database_that_cannot_hold_all_letters(cluster: Cluster) -> None:
    cluster.execute(
        sql.SQL(
            "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc "
            "TEMPLATE template0"
        )
    )
    message = refusal(cluster.url("latin"))
    cluster.drop("latin")
    assert "its encoding is LATIN1: create it with ENCODING 'UTF8'" in message


def test_requests_fail_while_the_database_is_away(cluster: Cluster) -> None:
    name = cluster.create()
    with ftrack_typed_server.running(database=cluster.url(name)) as server:
        client = SiteClient.of(server, ftrack_strict_api="true")
        client.call(create("Scope", id="before", name="before"))
        cluster.stop()
        try:
            with pytest.raises(RefusedError) as refused:
                client.call(create("Scope", id="meanwhile", name="meanwhile"))
        finally:
            cluster.start()
        assert (refused.value.exception, refused.value.status) == ("DatabaseError", 500)
        client.call(create("Scope", id="after", name="after"))
        assert client.keys("Scope") == ["after", "before"]
        client.close()
    cluster.drop(name)
