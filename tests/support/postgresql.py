"""A PostgreSQL server of the tests' own: made for a test run, and removed with it.

It listens on a Unix socket in a temporary folder, keeps nothing safe from a power cut,
and sorts and compares text as people do, in a time zone apart: where the server under
test relies on any of that, the answers differ from SQLite's.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import psycopg
from psycopg import sql

OLDEST = 15
"""The first version that can be told to sort by the rules of a language as a whole."""

USER = "tester"
PASSWORD = "not-a-secret"

_ADMIN = "postgres"
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "track_commit_timestamp": "on",
    "shared_buffers": "64MB",
    "timezone": "Asia/Kathmandu",
}
_ACCESS = """\
local all postgres trust
local all all scram-sha-256
"""


@attrs.define
class Cluster:
    """A running PostgreSQL server.

    Attributes:
        folder: where its socket and data are.
        programs: where PostgreSQL's programs are.
    """

    folder: Path
    programs: Path
    _made: int = 0

    def url(self, name: str, *, user: str = USER, password: str = PASSWORD) -> str:
        """Return the SQLAlchemy URL of the database *name*."""
        return f"postgresql+psycopg://{user}:{password}@/{name}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Create a database, a copy of *template*; return its name."""
        self._made += 1
        name = f"site_{self._made}"
        self.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                *map(sql.Identifier, (name, USER, template))
            )
        )
        return name

    def drop(self, name: str) -> None:
        """Remove the database *name*, whoever uses it."""
        self.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )

    def execute(self, statement: sql.Composed | sql.SQL) -> None:
        """Execute *statement* as the one who may do everything."""
        with self.connect(_ADMIN) as connection:
            connection.execute(statement)

    def connect(self, name: str) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection to the database *name* as the one who may do all."""
        return psycopg.connect(
            host=str(self.folder), user=_ADMIN, dbname=name, autocommit=True
        )

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        log = self.folder / "log"
        self._control("start", "--wait", "--silent", "--log", str(log))

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; in the mode ``immediate`` as a crash would."""
        self._control("stop", "--wait", "--silent", "--mode", mode)

    def _control(self, *arguments: str) -> None:
        data = str(self.folder / "data")
        _run(self.programs / "pg_ctl", *arguments, "--pgdata", data)


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, none where there are none to use."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: folder.parent.name.zfill(4),
    )
    found = shutil.which("initdb")
    candidates = [*folders, *([Path(found).resolve().parent] if found else [])]
    for folder in reversed(candidates):
        if (folder / "postgres").exists() and _version(folder) >= OLDEST:
            return folder
    return None


@contextmanager
def running_cluster(programs: Path) -> Generator[Cluster]:
    """Run a new PostgreSQL server for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="ftrack-pg-") as temporary:
        folder = Path(temporary)
        _own(folder)
        data = folder / "data"
        _run(
            programs / "initdb",
            *("--pgdata", str(data), "--username", _ADMIN, "--no-sync"),
            *("--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "icu", "--icu-locale", "en-US"),
        )
        (data / "pg_hba.conf").write_text(_ACCESS)
        with (data / "postgresql.conf").open("a") as file:
            settings = {**_SETTINGS, "unix_socket_directories": str(folder)}
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        cluster = Cluster(folder, programs)
        cluster.start()
        try:
            cluster.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(USER), sql.Literal(PASSWORD)
                )
            )
            yield cluster
        finally:
            cluster.stop("immediate")


def _run(program: Path, *arguments: str) -> None:
    # PostgreSQL refuses to be run by root.
    account = _account()
    with tempfile.TemporaryFile("w+") as output:
        # A pipe would stay open for as long as the server runs that is started.
        done = subprocess.run(
            [str(program), *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=None if account is None else [],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            timeout=60,
        )
        output.seek(0)
        assert done.returncode == 0, f"{program.name} failed:\n{output.read()}"


def _own(folder: Path) -> None:
    account = _account()
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _account() -> pwd.struct_passwd | None:
    """Return whom to run PostgreSQL as, none for whoever runs the tests."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _version(programs: Path) -> int:
    done = subprocess.run(
        [str(programs / "postgres"), "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[2].split(".")[0])
