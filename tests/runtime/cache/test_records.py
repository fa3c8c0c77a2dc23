"""Records of entities and results of queries in a cache."""

from __future__ import annotations

from time import time
from typing import Any

import pytest

from ftrack_typed.cache import Entry, MemoryCache, Scope
from ftrack_typed.cache.records import RecordCache
from ftrack_typed_schema import Session, Shot

NOW = time()
TASK = ("Task", ("t1",))
STATUS = {"__entity_type__": "Status", "id": "s1"}


def task(**values: Any) -> dict[str, Any]:
    return {"__entity_type__": "Task", "id": "t1", **values}


@pytest.fixture
def memory() -> MemoryCache:
    return MemoryCache()


@pytest.fixture
def records(memory: MemoryCache) -> RecordCache:
    scope = Scope.of("https://studio", "amy", "digest")
    return RecordCache(memory, scope, Session.registry)


def test_an_entity_is_found_by_any_type_of_its_family(records: RecordCache) -> None:
    records.store([task(name="anim")], NOW)

    for name in ("Task", "TypedContext", "Context", "Shot"):
        assert records.read([(name, ("t1",))]) == {
            (name, ("t1",)): task(name="anim"),
        }
    assert records.read([("Status", ("t1",))]) == {}


def test_entities_inside_of_records_are_kept_by_themselves(
    records: RecordCache,
) -> None:
    status = {
        **STATUS,
        "name": "Done",
        "state": {"__entity_type__": "State", "id": "x"},
    }
    row = task(status=status, assignments=[], start_date={"__type__": "datetime"})
    before = repr(row)
    records.store([row], NOW)

    assert repr(row) == before
    assert records.read([TASK])[TASK] == {**row, "status": STATUS}
    assert records.read([("Status", ("s1",))])[("Status", ("s1",))] == status
    assert records.read([("State", ("x",))]) == {}


def test_attributes_are_as_old_as_their_own_reading(records: RecordCache) -> None:
    records.store([task(name="old", bid=1.0)], NOW - 100)
    records.store([task(name="new", status=STATUS)], NOW)

    def known(not_before: float) -> dict[str, Any] | None:
        return records.read([TASK], not_before).get(TASK)

    assert known(0) == task(name="new", bid=1.0, status=STATUS)
    assert known(NOW - 50) == task(name="new", status=STATUS)
    assert known(NOW + 1) is None


def test_an_entry_is_as_old_as_the_oldest_of_its_attributes(
    records: RecordCache, memory: MemoryCache
) -> None:
    key = Scope.of("https://studio", "amy", "digest").entity("Context", ["t1"])
    records.store([task(name="a", bid=1.0)], NOW - 100)
    records.store([task(name="b")], NOW)
    assert memory.read([key])[key].read_at == NOW - 100

    records.store([task(bid=2.0)], NOW)
    assert memory.read([key])[key].read_at == NOW


def test_what_was_written_replaces_all_that_was_known(records: RecordCache) -> None:
    records.store([task(name="old", bid=1.0)], NOW)
    records.replace([task(name="new")], NOW)

    assert records.read([TASK])[TASK] == task(name="new")


def test_of_an_entity_that_changed_its_type_nothing_old_is_kept(
    records: RecordCache,
) -> None:
    records.store([task(name="a", bid=1.0)], NOW)
    milestone = {"__entity_type__": "Milestone", "id": "t1", "name": "b"}
    records.store([milestone], NOW)

    assert records.read([TASK])[TASK] == milestone


def test_what_is_no_entity_of_the_package_is_a_plain_value(
    records: RecordCache,
) -> None:
    strange = {"__entity_type__": "NoSuchType", "id": "x"}
    keyless = {"__entity_type__": "Status", "name": "x"}
    records.store([strange, keyless, task(a=strange, b=[keyless], c={"d": 1})], NOW)

    assert records.read([TASK])[TASK] == task(a=strange, b=[keyless], c={"d": 1})


def test_keys_of_several_parts_are_kept_whole(records: RecordCache) -> None:
    value = {
        "__entity_type__": "ContextCustomAttributeValue",
        "configuration_id": "c1",
        "entity_id": "t1",
        "value": 7,
    }
    records.store([task(custom_attributes=[value])], NOW)

    reference = ("ContextCustomAttributeValue", ("c1", "t1"))
    assert records.read([reference]) == {reference: value}


def test_a_result_is_found_by_its_text_and_age(records: RecordCache) -> None:
    records.store_result("Task", "text", ([TASK], True), NOW)

    assert records.result("Task", "text", NOW - 1) == ([TASK], True)
    assert records.result("Task", "other", NOW - 1) is None
    assert records.result("Task", "text", NOW + 1) is None


def test_a_family_is_cleared_with_its_results(records: RecordCache) -> None:
    records.store([task(status={**STATUS, "name": "Done"})], NOW)
    records.store_result("Task", "text", ([TASK], False), NOW)
    records.clear(Shot)

    assert records.read([TASK]) == {}
    assert records.result("Task", "text", 0) is None
    assert len(records.read([("Status", ("s1",))])) == 1
    records.clear_all()
    assert records.read([("Status", ("s1",))]) == {}


@pytest.mark.parametrize("content", [b"", b"{", b"7", b"[]", b'{"a": 1}', b"null"])
def test_content_of_another_kind_is_a_miss(
    records: RecordCache, memory: MemoryCache, content: bytes
) -> None:
    records.store([task(name="a")], NOW)
    records.store_result("Task", "text", ([TASK], True), NOW)
    entry = Entry("Task", content, NOW)
    memory.write(dict.fromkeys(memory._entries, entry))  # pyright: ignore[reportPrivateUsage]

    assert records.read([TASK]) == {}
    assert records.result("Task", "text", 0) is None
    records.store([task(bid=1.0)], NOW)
    assert records.read([TASK])[TASK] == task(bid=1.0)
