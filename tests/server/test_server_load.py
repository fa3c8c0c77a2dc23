"""Many connections that read and write at once lose nothing and get no errors."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import urllib3

import ftrack_typed_server
from support.databases import Databases
from support.endurance import times
from support.server_process import ServerProcess
from support.site import SiteClient, create

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = 32
SECONDS = times(3, 60)
MOST_REQUESTS = 20_000


def test_many_connections_lose_no_write(databases: Databases, tmp_path: Path) -> None:
    database = databases.lasting(tmp_path)
    with ServerProcess("--seed", "demo", "--database", database) as server:
        bounds = (str(CONNECTIONS), str(SECONDS), str(MOST_REQUESTS))
        generator = subprocess.run(
            [sys.executable, "-m", "benchmarks.workers.load",
             server.exports["FTRACK_SERVER"], *bounds],
            cwd=ROOT,
            env={**os.environ, **server.exports},
            stdout=subprocess.PIPE,
            timeout=SECONDS + 60,
            check=True,
        )  # fmt: skip
        report = json.loads(generator.stdout)
        client = server.client()
        found = client.keys("Timelog where comment like 'load %'")
        client.close()
        assert server.interrupt() == (0, "")
    assert (report["errors"], report["first_errors"]) == (0, [])
    assert report["lost"] == 0
    assert len(found) == report["kept"]
    assert report["reads"]
    assert report["writes"]


def test_batches_that_wait_to_write_keep_no_one_from_reading(tmp_path: Path) -> None:
    path = tmp_path / "site.db"
    with (
        ftrack_typed_server.running(database=f"sqlite:///{path}") as server,
        ThreadPoolExecutor(CONNECTIONS) as pool,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        clients = [SiteClient.of(server) for _ in range(CONNECTIONS)]
        other.execute("BEGIN IMMEDIATE")
        writing = [
            pool.submit(client.call, create("Scope", name="waited"))
            for client in clients
        ]
        reader = SiteClient.of(server)
        reader.pool = urllib3.PoolManager(timeout=20, retries=False)
        for _ in range(CONNECTIONS):
            assert reader.keys("Scope where name is waited") == []
        assert not any(future.done() for future in writing)
        other.execute("ROLLBACK")
        for future in writing:
            future.result(timeout=30)
        assert len(reader.keys("Scope where name is waited")) == CONNECTIONS
        for client in (reader, *clients):
            client.close()
