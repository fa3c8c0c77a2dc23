"""What every cache does, whatever it is made of."""

from __future__ import annotations

import subprocess
import sys
from time import time

from ftrack_typed.cache import Cache, Entry


def entry(value: bytes = b"{}", age: float = 0.0) -> Entry:
    return Entry("Task", value, time() - age)


def test_what_was_written_is_read_with_its_type_and_time(cache: Cache) -> None:
    written = {"a": entry(b"\x00\xff" * 50), "ä/%:*": entry(b"", age=60.0)}
    cache.write(written)

    assert cache.read(["a", "none", "ä/%:*"]) == written


def test_writing_replaces_what_was_there(cache: Cache) -> None:
    cache.write({"a": entry(b"1"), "b": entry(b"2")})
    latest = entry(b"3")
    cache.write({"a": latest})

    assert cache.read(["a"]) == {"a": latest}


def test_forgotten_entries_are_gone_and_the_others_are_not(cache: Cache) -> None:
    cache.write({name: entry() for name in "abc"})
    cache.forget(["a", "c", "none"])

    assert set(cache.read(list("abc"))) == {"b"}


def test_clearing_drops_what_begins_with_the_text_and_nothing_else(
    cache: Cache,
) -> None:
    names = ["x:1", "x:2", "x:\U0010fffe", "y:1", "x", "[x]*:1", "[x]*:2", "x?:1"]
    cache.write({name: entry() for name in names})
    cache.clear("x:")
    cache.clear("[x]*")

    assert set(cache.read(names)) == {"y:1", "x", "x?:1"}


def test_thousands_of_keys_are_dealt_with_at_once(cache: Cache) -> None:
    written = {f"key {number}": entry(b"%d" % number) for number in range(2500)}
    cache.write(written)
    assert cache.read(list(written)) == written

    cache.forget(list(written)[:1200])
    assert len(cache.read(list(written))) == 1300

    cache.clear("key")
    assert cache.read(list(written)) == {}


def test_nothing_is_asked_for_nothing(cache: Cache) -> None:
    cache.write({})
    cache.forget([])

    assert cache.read([]) == {}


def test_closing_twice_does_no_harm(cache: Cache) -> None:
    cache.write({"a": entry()})
    cache.close()
    cache.close()


def test_what_caches_are_made_of_is_imported_when_they_are_used() -> None:
    code = (
        "import sys\n"
        "from ftrack_typed.cache import *\n"
        "SqliteCache('unused.sqlite'), Layered([MemoryCache()])\n"
        "late = {'sqlite3', 'redis', 'orjson', 'cattrs', 'urllib3', 'hashlib'}\n"
        "print(sorted(late & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
