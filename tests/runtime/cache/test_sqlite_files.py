"""The file of a cache: damaged, foreign, full, not writable, shared, and killed."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import time

import pytest

from ftrack_typed.cache import Entry, SqliteCache, Tolerant

WRITER = """
import sys
from time import time
from ftrack_typed.cache import Entry, SqliteCache

cache = SqliteCache(sys.argv[1], busy_timeout=20.0)
name, rounds = sys.argv[2], int(sys.argv[3])
for number in range(rounds):
    key = f"{name} {number}"
    cache.write({f"{key} {each}": Entry("Task", b"x" * 500, time()) for each in "abc"})
    print(key, flush=True)
"""


def entries(*names: str) -> dict[str, Entry]:
    return {name: Entry("Task", name.encode() * 100, time()) for name in names}


def many() -> dict[str, Entry]:
    return entries(*(f"key {number}" for number in range(500)))


def fill(path: Path) -> None:
    with closing(SqliteCache(path)) as cache:
        cache.write(many())


def assert_is_a_miss(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = Tolerant(SqliteCache(path), retry_after=0.0)
    assert cache.read(list(many())) == {}
    cache.write(entries("a"))
    cache.forget(["a"])
    cache.clear("a")
    cache.close()
    messages = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert len(messages) == 1
    assert str(path) in messages[0].getMessage()


def test_a_file_of_garbage_is_a_miss_and_left_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"Not a database. " * 400)

    assert_is_a_miss(path, caplog)
    assert path.read_bytes() == b"Not a database. " * 400


def test_a_truncated_file_is_a_miss(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "cache.sqlite"
    fill(path)
    os.truncate(path, path.stat().st_size // 2)

    assert_is_a_miss(path, caplog)


def test_bytes_that_changed_on_the_disk_are_never_given_as_values(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cache.sqlite"
    fill(path)
    content = bytearray(path.read_bytes())
    for position in range(8192, len(content), 512):
        content[position] ^= 0xFF
    path.write_bytes(content)

    written = many()
    with closing(Tolerant(SqliteCache(path), retry_after=0.0)) as cache:
        for key in written:
            found = cache.read([key])
            assert not found or found[key].value == written[key].value


def test_a_database_of_something_else_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "studio.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table entries (key, content)")
        connection.commit()

    with (
        closing(SqliteCache(path)) as cache,
        pytest.raises(sqlite3.DatabaseError, match="name another file"),
    ):
        cache.write(entries("a"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select count(*) from entries").fetchone() == (0,)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that nothing can be written to, for the superuser as well."""
    folder = Path(tempfile.mkdtemp())
    fill(folder / "cache.sqlite")
    (folder / "cache.sqlite").chmod(0o444)
    folder.chmod(0o555)
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65534)
    yield folder
    if superuser:
        os.seteuid(0)
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["cache.sqlite", "new.sqlite", "new/cache.sqlite"])
def test_a_folder_that_cannot_be_written_is_a_miss(
    locked_folder: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert_is_a_miss(locked_folder / name, caplog)


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    fill(path)
    # The system lets no file of the process grow beyond a size.
    code = (
        "import resource, signal, sys\n"
        "from ftrack_typed.cache import Entry, SqliteCache, Tolerant\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "cache = Tolerant(SqliteCache(sys.argv[1]), retry_after=0.0)\n"
        "big = {f'big {n}': Entry('Task', b'x' * 9000, 0.0) for n in range(90)}\n"
        "cache.write(big)\n"
        "assert cache.read(list(big)) == {}\n"
        "assert len(cache.read([f'key {n}' for n in range(500)])) == 500\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert "fails and is left out" in done.stderr
    with closing(SqliteCache(path)) as cache:
        assert len(cache.read(list(many()))) == 500


def writer(path: Path, name: str, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with writer(path, "left", 150) as left, writer(path, "right", 150) as right:
        printed = left.communicate()[0] + right.communicate()[0]

    assert left.returncode == right.returncode == 0
    keys = [f"{key} {each}" for key in printed.splitlines() for each in "abc"]
    assert len(keys) == 900
    with closing(SqliteCache(path)) as cache:
        assert len(cache.read(keys)) == 900


def test_a_process_killed_while_writing_leaves_whole_batches(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with writer(path, "killed", 1_000_000) as process:
        assert process.stdout is not None
        written = [process.stdout.readline().strip() for _ in range(50)]
        process.send_signal(signal.SIGKILL)
        written += process.stdout.read().splitlines()

    assert process.returncode == -signal.SIGKILL
    last = len(written)
    with closing(SqliteCache(path)) as cache:
        for key in written[:-1]:
            assert len(cache.read([f"{key} {each}" for each in "abc"])) == 3
        # Of what it was about to write, all is there or nothing.
        for number in range(last - 1, last + 2):
            batch = cache.read([f"killed {number} {each}" for each in "abc"])
            assert len(batch) in (0, 3)
        cache.write(entries("a"))
        assert set(cache.read(["a"])) == {"a"}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_forked_process_opens_the_file_for_itself(tmp_path: Path) -> None:
    # In a process of its own: this one has threads, which a fork does not like.
    code = (
        "import os, sys\n"
        "from ftrack_typed.cache import Entry, SqliteCache\n"
        "cache = SqliteCache(sys.argv[1])\n"
        "cache.write({'parent': Entry('Task', b'', 0.0)})\n"
        "child = os.fork()\n"
        "if child:\n"
        "    assert os.waitpid(child, 0)[1] == 0\n"
        "else:\n"
        "    cache.write({'child': Entry('Task', b'', 0.0)})\n"
        "assert set(cache.read(['parent', 'child'])) == {'parent', 'child'}\n"
        "cache.close()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "cache.sqlite")]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_what_was_not_written_again_is_dropped_when_the_file_is_opened(
    tmp_path: Path,
) -> None:
    path = tmp_path / "cache.sqlite"
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update entries set written_at = 0 where key < 'key 3'")
        connection.commit()

    with closing(SqliteCache(path, keep=3600.0)) as cache:
        assert all(key >= "key 3" for key in cache.read(list(many())))


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with closing(SqliteCache(path)) as cache:
        cache.write(entries("a"))
        modes = {each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}

    assert modes == {0o600}
