"""What holds for the rows of every seed, whatever they are about."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ftrack_typed_server.seeds import Row, SeedName, rows

SEEDS: tuple[SeedName, ...] = ("empty", "fresh", "demo")
SOURCES = [str(Path(__file__).resolve().parents[3] / d) for d in ("server", "runtime")]


def dates(row: Row) -> Iterator[datetime]:
    for value in row.values.values():
        if isinstance(value, datetime):
            yield value


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_is_the_same_every_time(seed: SeedName) -> None:
    assert rows(seed) == rows(seed)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_a_seed_is_the_same_in_every_process(hash_seed: str) -> None:
    script = (
        "import hashlib\n"
        "from ftrack_typed_server.seeds import rows\n"
        "text = repr(rows('demo')).encode()\n"
        "print(hashlib.sha256(text).hexdigest())\n"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(SOURCES),
    }
    answer = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    expected = hashlib.sha256(repr(rows("demo")).encode()).hexdigest()
    assert answer.stdout.strip() == expected


def test_a_seed_begins_with_the_smaller_one() -> None:
    empty, fresh, demo = (rows(seed) for seed in SEEDS)
    assert fresh[: len(empty)] == empty
    assert demo[: len(fresh)] == fresh


def test_callers_may_change_the_rows_they_got() -> None:
    rows("empty")[0].values["name"] = "changed"
    assert rows("empty")[0].values["name"] != "changed"


def test_dates_are_in_utc_and_whole_seconds() -> None:
    found = [date for row in rows("demo") for date in dates(row)]
    assert {date.utcoffset() for date in found} == {timedelta(0)}
    assert {date.microsecond for date in found} == {0}


def test_no_attribute_is_a_relation() -> None:
    allowed = (str, int, float, bool, datetime, type(None))
    for row in rows("demo"):
        assert all(isinstance(value, allowed) for value in row.values.values())


def test_siblings_have_different_names() -> None:
    names = Counter(
        (row.values["parent_id"], row.values["name"])
        for row in rows("demo")
        if row.values.get("context_type") in ("task", "show")
    )
    assert set(names.values()) == {1}


@pytest.mark.parametrize(
    ("entity_type", "attributes"),
    [
        ("Project", ("name",)),
        ("User", ("username",)),
        ("Timer", ("user_id",)),
        ("AssetType", ("short",)),
        ("AssetVersion", ("asset_id", "version")),
        ("ComponentLocation", ("component_id", "location_id")),
        ("Appointment", ("type", "context_id", "resource_id")),
        ("ListObject", ("list_id", "entity_id")),
        ("Membership", ("group_id", "user_id")),
    ],
)
def test_what_identifies_an_entity_is_unique(
    entity_type: str, attributes: tuple[str, ...]
) -> None:
    found = Counter(
        tuple(row.values[name] for name in attributes)
        for row in rows("demo")
        if row.entity_type == entity_type
    )
    assert found
    assert set(found.values()) == {1}


def test_texts_hold_what_scripts_stumble_over() -> None:
    texts = {
        value
        for row in rows("demo")
        for value in row.values.values()
        if isinstance(value, str)
    }
    for sign in ("'", '"', "%", "\\", "\n", "`", "Å", "佐", "🎉", "&"):
        assert any(sign in text for text in texts), sign
