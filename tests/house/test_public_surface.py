"""What users and newcomers are promised is there: names, modules, tasks, version."""

from __future__ import annotations

import inspect
import re
import subprocess
from importlib import import_module
from pathlib import Path
from typing import get_type_hints

import attrs
import pytest

from ftrack_typed import __version__
from ftrack_typed.frozen import Frozen

ROOT = Path(__file__).resolve().parents[2]

FACES = [
    "ftrack_typed",
    "ftrack_typed.cache",
    "ftrack_typed.checking",
    "ftrack_typed.events",
    "ftrack_typed.language",
    "ftrack_typed.model",
    "ftrack_typed.mypy",
    "ftrack_typed.schema",
    "ftrack_typed.session",
    "ftrack_typed.transport",
    "ftrack_typed_analysis",
    "ftrack_typed_analysis.drift",
    "ftrack_typed_analysis.migrate",
    "ftrack_typed_codegen",
    "ftrack_typed_schema",
    "ftrack_typed_server",
]


def sorting_key(name: str) -> tuple[int, str]:
    """Constants first, then classes, then the rest, as ruff sorts them."""
    if name.isupper():
        return 0, name
    return (1 if name[0].isupper() else 2), name


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("face", FACES)
def test_every_name_of_a_package_is_there_and_in_order(face: str) -> None:
    package = import_module(face)
    names: list[str] = package.__all__

    assert names == sorted(set(names), key=sorting_key)
    assert [name for name in names if not hasattr(package, name)] == []


@pytest.mark.parametrize("face", ["ftrack_typed.language", "ftrack_typed.schema"])
def test_types_of_records_can_be_read_at_run_time(face: str) -> None:
    package = import_module(face)
    members = [getattr(package, name) for name in package.__all__]
    records = {
        member: member.__match_args__
        if issubclass(member, Frozen)
        else tuple(attrs.fields_dict(member))
        for member in members
        if inspect.isclass(member) and (attrs.has(member) or issubclass(member, Frozen))
    }

    assert records
    for record, parts in records.items():
        assert set(get_type_hints(record)) >= set(parts)


@pytest.mark.parametrize("face", FACES)
def test_every_public_class_and_function_is_described(face: str) -> None:
    package = import_module(face)
    members = {name: getattr(package, name) for name in package.__all__}

    assert [
        name
        for name, member in members.items()
        if (inspect.isclass(member) or inspect.isfunction(member))
        and not (member.__doc__ or "").strip()
    ] == []


def test_every_folder_and_module_of_the_architecture_page_exists() -> None:
    text = text_of("ARCHITECTURE.md")
    cells = re.findall(r"^\| ([^|]*) \|", text, flags=re.MULTILINE)
    named = [name for cell in cells for name in re.findall(r"`([\w./]+)`", cell)]
    sources = ("runtime/ftrack_typed", "analysis/ftrack_typed_analysis")
    places = (ROOT, *(ROOT / source for source in sources))
    modules = [name for name in named if "/" in name or name.endswith(".py")]

    assert len(modules) > 20
    assert [
        name
        for name in modules
        if not any((folder / name).exists() for folder in places)
    ] == []


def test_every_test_that_guards_a_rule_exists() -> None:
    text = text_of("ARCHITECTURE.md")
    guards = re.findall(r"`(tests/[\w./]+)`", text)

    assert guards
    assert [guard for guard in guards if not (ROOT / guard).exists()] == []


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"]
)
def test_every_task_that_a_document_names_exists(document: str) -> None:
    tasks = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), flags=re.MULTILINE))
    # More than one task may be named: `make golden-update generate check`.
    commands = re.findall(
        r"(?:^|`)make ([a-z -]+)", text_of(document), flags=re.MULTILINE
    )
    named = {task for command in commands for task in command.split()}

    assert named
    assert named <= tasks


def test_help_lists_every_task() -> None:
    done = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    phony = set(re.findall(r"^\.PHONY: (.*)$", text_of("Makefile"), flags=re.MULTILINE))

    assert {
        line.split()[1] for line in done.stdout.splitlines() if "  make " in line
    } == phony


def test_changelog_and_metadata_tell_the_version() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", text_of("CHANGELOG.md"), re.M)
