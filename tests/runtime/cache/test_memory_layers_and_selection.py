"""The bounded memory, layers, and which types are kept for how long."""

from __future__ import annotations

from pathlib import Path
from time import time

import pytest

from ftrack_typed.cache import (
    Entry,
    Layered,
    MemoryCache,
    RedisCache,
    Scope,
    Selective,
    SqliteCache,
)
from ftrack_typed_schema import Status, Task

NOW = time()
TASK = Entry("Task", b"task", NOW)
STATUS = Entry("Status", b"status", NOW)


def test_memory_drops_what_was_not_used_for_the_longest_time() -> None:
    memory = MemoryCache(max_entries=3)
    memory.write(dict.fromkeys("abc", TASK))
    memory.read(["a"])
    memory.write({"b": STATUS, "d": TASK})

    assert set(memory.read(list("abcd"))) == {"a", "b", "d"}
    assert len(memory) == 3


@pytest.mark.parametrize("bound", [0, -1])
def test_a_memory_without_room_is_refused(bound: int) -> None:
    with pytest.raises(ValueError, match="max_entries has to be greater than zero"):
        MemoryCache(bound)


def test_the_first_hit_is_copied_to_the_layers_before_it() -> None:
    first, second, third = MemoryCache(), MemoryCache(), MemoryCache()
    layers = Layered([first, second, third])
    first.write({"a": TASK})
    third.write({"a": STATUS, "b": STATUS})

    assert layers.read(["a", "b", "c"]) == {"a": TASK, "b": STATUS}
    assert first.read(["b"]) == second.read(["b"]) == {"b": STATUS}
    assert second.read(["a"]) == {}


def test_every_layer_is_written_and_forgets() -> None:
    first, second = MemoryCache(), MemoryCache()
    layers = Layered([first, second])
    layers.write({"a": TASK, "b": TASK, "c": TASK})
    assert len(first) == len(second) == 3

    layers.forget(["a"])
    layers.clear("b")
    assert list(first.read("abc")) == list(second.read("abc")) == ["c"]


def test_entries_of_other_types_are_neither_kept_nor_given() -> None:
    inner = MemoryCache()
    selective = Selective(inner, types=[Status])
    selective.write({"a": TASK, "b": STATUS})
    assert inner.read("ab") == {"b": STATUS}

    inner.write({"a": TASK})
    assert selective.read("ab") == {"b": STATUS}


def test_a_type_is_given_as_a_class_or_by_its_name() -> None:
    by_class = Selective(MemoryCache(), types=[Status, Task])
    by_name = Selective(MemoryCache(), types=["Status", "Task"])

    assert repr(by_class) == repr(by_name)
    with pytest.raises(TypeError, match=r"types=\['Task'\]"):
        Selective(MemoryCache(), types="Task")


@pytest.mark.parametrize(
    ("age", "given"), [(59.0, True), (61.0, False), (-3600, False)]
)
def test_what_is_too_old_or_of_the_future_is_not_given(age: float, given: bool) -> None:
    selective = Selective(MemoryCache(), max_age=60.0)
    selective.write({"a": Entry("Task", b"", time() - age)})

    assert bool(selective.read(["a"])) is given


def test_ages_of_several_types_are_layers() -> None:
    inner = MemoryCache()
    cache = Layered(
        [
            Selective(inner, types=["Status"], max_age=3600.0),
            Selective(inner, types=["Task"], max_age=60.0),
        ]
    )
    old = time() - 600.0
    cache.write({"a": Entry("Task", b"", old), "b": Entry("Status", b"", old)})

    assert set(cache.read("ab")) == {"b"}


def test_no_key_leads_into_another_scope() -> None:
    whose = [
        ("https://a", "amy", "1"),
        ("https://b", "amy", "1"),
        ("https://a", "bob", "1"),
        ("https://a", "amy", "2"),
        ("https://aa", "my", "1"),
    ]
    scopes = [Scope.of(*each) for each in whose]

    assert len({scope.entity("Context", ["1"]) for scope in scopes}) == len(whose)
    assert len({scope.result("Context", "Task") for scope in scopes}) == len(whose)
    assert Scope.of(*whose[0]) == scopes[0]


def test_keys_of_several_parts_are_told_apart() -> None:
    scope = Scope.of("https://a", "amy", "1")
    keys = [["a", "b"], ["a/b"], ["a%2Fb"], ["ab"], ["a", "b", ""]]

    assert len({scope.entity("Setting", key) for key in keys}) == len(keys)


def test_representations_tell_no_password(tmp_path: Path) -> None:
    cache = RedisCache("redis://user:secret@localhost:6379/3")

    assert repr(cache) == "<RedisCache localhost'/3'>"
    assert repr(Layered([MemoryCache(2), SqliteCache("c")])) == (
        "<Layered [<MemoryCache: 0 of 2 entries>, <SqliteCache 'c'>]>"
    )
    cache.close()
