"""What was acknowledged survives the server's sudden death; no batch is halved."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections import Counter
from pathlib import Path

import attrs
import urllib3

from support.endurance import times
from support.server_process import ServerProcess
from support.site import SiteClient, create, update

KILLS = times(10, 100)
WRITERS = 4
ROWS = 12
LONGEST = 0.25
"""Seconds that a server lives under the stream of batches at the most."""


@attrs.define
class Writer:
    """Sends batches, and remembers which of them the server took on.

    Each batch creates rows that bear its number, and notes the number in the writer's
    own row.
    """

    name: str
    sent: int = 0
    acknowledged: set[int] = attrs.field(factory=set[int])

    def write(self, client: SiteClient, begun: threading.Event) -> None:
        """Send batches until the server does not answer any more."""
        while True:
            self.sent += 1
            batch = f"{self.name}-{self.sent}"
            try:
                client.call(
                    *(create("Scope", id=f"{batch}-{n}", name=batch)
                      for n in range(ROWS)),
                    update("User", [self.name], first_name=str(self.sent)),
                )  # fmt: skip
            except urllib3.exceptions.HTTPError:
                return
            self.acknowledged.add(self.sent)
            begun.set()

    def check(self, client: SiteClient) -> None:
        """Check that each batch is there whole or, if it may, not at all."""
        scopes = client.rows(f"select name from Scope where name like '{self.name}-%'")
        found = Counter(int(row["name"].rpartition("-")[2]) for row in scopes)
        assert set(found.values()) <= {ROWS}, "a batch is there in part"
        assert self.acknowledged <= set(found), "an acknowledged batch is lost"
        (user,) = client.rows(f"select first_name from User where id is {self.name}")
        assert int(user["first_name"]) == max(found, default=0)


def test_killed_server_keeps_whole_batches(tmp_path: Path) -> None:
    path = tmp_path / "site.db"
    arguments = ("--seed", "empty", "--database", f"sqlite:///{path}")
    chance = random.Random(f"{KILLS} kills")
    writers = [Writer(f"w{number}") for number in range(WRITERS)]
    with ServerProcess(*arguments) as server:
        client = server.client()
        client.call(*(create("User", id=writer.name, username=writer.name,
                             first_name="0") for writer in writers))  # fmt: skip
        client.close()
    for _ in range(KILLS):
        with ServerProcess(*arguments) as server:
            _check(server, writers)
            _write_until_killed(server, writers, chance.uniform(0, LONGEST))
    with ServerProcess(*arguments) as server:
        _check(server, writers)
    assert sum(len(writer.acknowledged) for writer in writers) > KILLS
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


def _check(server: ServerProcess, writers: list[Writer]) -> None:
    client = server.client()
    for writer in writers:
        writer.check(client)
    client.close()


def _write_until_killed(
    server: ServerProcess, writers: list[Writer], moment: float
) -> None:
    begun, never = threading.Event(), threading.Event()
    clients = [server.client() for _ in writers]
    threads = [
        threading.Thread(target=writer.write, args=(client, begun))
        for writer, client in zip(writers, clients, strict=True)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(20)
    never.wait(moment)
    server.kill()
    for thread, client in zip(threads, clients, strict=True):
        thread.join()
        client.close()
