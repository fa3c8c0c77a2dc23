"""The guide to migrating: its table has all names, and its snippets run."""

from __future__ import annotations

import builtins
import json
import os
import re
import subprocess
import sys
import sysconfig
from importlib import import_module
from pathlib import Path

import pytest

import ftrack_typed_schema
import ftrack_typed_server
from ftrack_typed import Entity, EntityCollection, KeyValueMap, Query, errors
from ftrack_typed.events import EventHub, Subscription
from ftrack_typed_analysis.migrate import Options, migrate_source
from ftrack_typed_analysis.migrate.counterparts import (
    ENTITY,
    EXCEPTIONS,
    SAME,
    SESSION,
)
from support.migration import STUDIO
from support.official_client import official_python

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "migrating.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in GUIDE.splitlines()
    if line.startswith("| ")
]
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)

THEIRS = {
    "session": "ftrack_api.session:Session",
    "entity": "ftrack_api.entity.base:Entity",
    "query": "ftrack_api.query:QueryResult",
    "collection": "ftrack_api.collection:Collection",
    "location": "ftrack_api.entity.location:Location",
    "event_hub": "ftrack_api.event.hub:EventHub",
}
OURS = {
    "session": ftrack_typed_schema.Session,
    "entity": ftrack_typed_schema.Task,
    "query": Query,
    "collection": EntityCollection,
    "mapping": KeyValueMap,
    "task": ftrack_typed_schema.Task,
    "shot": ftrack_typed_schema.Shot,
    "note": ftrack_typed_schema.Note,
    "user": ftrack_typed_schema.User,
    "schema": ftrack_typed_schema.ProjectSchema,
    "hub": EventHub,
    "subscription": Subscription,
}
LISTING = """\
import importlib, json, sys
names = {}
for place in sys.argv[1:]:
    module, _, name = place.partition(":")
    of = importlib.import_module(module)
    of = getattr(of, name) if name else of
    names[place] = [
        each for each in dir(of) if not each.startswith("_")
        and (name or getattr(getattr(of, each), "__module__", "") == module)
    ]
print(json.dumps(names))
"""


@pytest.fixture(scope="module")
def official_names() -> dict[str, list[str]]:
    """The public names of the official client, by where they are."""
    places = [*THEIRS.values(), "ftrack_api.exception", "ftrack_api.cache"]
    done = subprocess.run(
        [str(official_python()), "-W", "ignore", "-c", LISTING, *places],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    names: dict[str, list[str]] = json.loads(done.stdout)
    return names


@pytest.mark.parametrize("owner", THEIRS)
def test_every_name_of_the_official_client_is_in_the_table(
    owner: str, official_names: dict[str, list[str]]
) -> None:
    cells = " ".join(row[0] for row in ROWS)
    told = set(re.findall(rf"\b{owner}\.(\w+)", cells))
    names = set(official_names[THEIRS[owner]])
    if owner == "location":
        names -= set(official_names[THEIRS["entity"]])

    assert len(names) >= 5
    assert [name for name in names if name not in told] == []


@pytest.mark.parametrize(
    ("module", "told"), [("exception", r"(\w+)"), ("cache", r"ftrack_api.cache.(\w+)")]
)
def test_every_error_and_cache_of_the_official_client_is_in_the_table(
    module: str, told: str, official_names: dict[str, list[str]]
) -> None:
    cells = " ".join(row[0] for row in ROWS)
    found = set(re.findall(rf"`{told}`", cells))

    assert [
        name for name in official_names[f"ftrack_api.{module}"] if name not in found
    ] == []


def test_the_command_knows_what_to_do_about_every_name(
    official_names: dict[str, list[str]],
) -> None:
    mapping = {"get", "items", "keys", "values"}
    session = set(official_names[THEIRS["session"]]) - SAME
    entity = set(official_names[THEIRS["entity"]]) - mapping
    errors_of_theirs = set(official_names["ftrack_api.exception"])

    assert session <= set(SESSION)
    assert entity <= set(ENTITY)
    assert set(EXCEPTIONS) <= errors_of_theirs
    assert all(hasattr(errors, name) for name in EXCEPTIONS.values())


def test_every_name_of_ours_in_the_table_exists() -> None:
    cells = " ".join(" ".join(row[1:]) for row in ROWS)
    code = " ".join(re.findall(r"`([^`]+)`", cells))
    members = re.findall(r"(?<![\w.])(\w+)\.(\w+)", code)
    known = [(owner, name) for owner, name in members if owner in OURS]

    assert len(known) > 60
    assert [
        f"{owner}.{name}" for owner, name in known if not hasattr(OURS[owner], name)
    ] == []
    assert [
        name
        for name in re.findall(r"__\w+__", code)
        if not hasattr(Entity, name) and name != "__entity_type__"
    ] == []


def test_every_error_and_module_of_ours_in_the_table_exists() -> None:
    cells = " ".join(" ".join(row[1:]) for row in ROWS)
    named = set(re.findall(r"\b(\w+Error)\b", cells))
    dotted = set(re.findall(r"`(ftrack_typed[\w.]+)`", cells))

    assert len(named) > 10
    assert len(dotted) > 8
    for name in named:
        assert hasattr(errors, name) or hasattr(builtins, name)
    for place in dotted:
        assert resolved(place) is not None


def resolved(place: str) -> object:
    """Return what a dotted name stands for: a module, or a name in one."""
    try:
        return import_module(place)
    except ModuleNotFoundError:
        module, _, name = place.rpartition(".")
        return getattr(import_module(module), name)


def test_every_document_that_the_guide_names_exists() -> None:
    named = re.findall(r"`(docs/\w+\.md)`", GUIDE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_script_before_becomes_the_one_after() -> None:
    before, after = SNIPPETS[0], SNIPPETS[1]
    migrated = migrate_source(
        before.replace("# before.py", "# after.py"), STUDIO, Options(attributes=True)
    )

    assert migrated.after == after
    assert migrated.remarks == ()


def run(python: str, code: str, environment: dict[str, str]) -> str:
    """Run *code* with both clients at hand, ours after what *python* has."""
    folders = [str(ROOT / "runtime"), str(ROOT / "generated")]
    folders.append(sysconfig.get_path("purelib"))
    prelude = (
        f"import sys; sys.path += {folders!r}\n"
        "import ftrack_typed_schema as schema\n"
        "sys.modules['studio_schema'] = schema\n"
    )
    done = subprocess.run(
        [python, "-W", "ignore", "-c", prelude + code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_before_and_after_print_the_same() -> None:
    printed: list[list[str]] = []
    for python, code in (
        (str(official_python()), SNIPPETS[0]),
        (sys.executable, SNIPPETS[1]),
    ):
        with ftrack_typed_server.running(seed="demo") as server:
            printed.append(sorted(run(python, code, server.environment).splitlines()))

    assert printed[0] == printed[1]
    assert len(printed[0]) > 10


def test_both_clients_work_in_one_script() -> None:
    with ftrack_typed_server.running(seed="demo") as server:
        code = "\n".join(SNIPPETS[2:])
        said = run(str(official_python()), code, server.environment)

    assert said.strip() == "Written by the official client"
    assert len(SNIPPETS) == 4
