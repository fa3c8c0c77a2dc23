"""Who may import whom, read from the sources."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ftrack_typed_schema._registry import REGISTRY
from support.raw_server import RawServer, json_reply

ROOT = Path(__file__).resolve().parents[2]

ROOTS = {
    "ftrack_typed": ROOT / "runtime",
    "ftrack_typed_analysis": ROOT / "analysis",
    "ftrack_typed_codegen": ROOT / "codegen",
    "ftrack_typed_server": ROOT / "server",
    "ftrack_typed_schema": ROOT / "generated",
}

ALLOWED = {
    "ftrack_typed": set[str](),
    "ftrack_typed_analysis": {"ftrack_typed", "ftrack_typed_codegen"},
    "ftrack_typed_codegen": {"ftrack_typed"},
    "ftrack_typed_server": {"ftrack_typed"},
    "ftrack_typed_schema": {"ftrack_typed"},
}

SERVER_MAY_USE = {"events", "schema", "language", "errors", "_version"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", sorted(ROOTS))
def test_packages_import_only_what_they_may(package: str) -> None:
    others = set(ROOTS) - {package} - ALLOWED[package]
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOTS[package] / package).rglob("*.py"))
        for name in imports(path)
        if name.split(".")[0] in others
    ]

    assert wrong == []


def test_the_server_stands_on_schema_language_and_events_alone() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOTS["ftrack_typed_server"]).rglob("*.py"))
        for name in imports(path)
        if name.split(".")[0] == "ftrack_typed"
        and name.split(".")[1] not in SERVER_MAY_USE
    ]

    assert wrong == []


def test_the_client_imports_late_what_its_first_line_does_not_need() -> None:
    code = (
        "import sys, ftrack_typed, ftrack_typed_schema\n"
        "ftrack_typed_schema.Task\n"
        "late = {'urllib3', 'cattrs', 'orjson', 'ssl', 'typing_extensions'}\n"
        "late |= {'ftrack_typed.checking', 'ftrack_typed.mypy', 'mypy'}\n"
        "late |= {'ftrack_typed.events', 'websockets'}\n"
        "print(sorted(late & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": f"{ROOT / 'runtime'}:{ROOT / 'generated'}"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "[]"


def test_reading_takes_no_attrs() -> None:
    row = {"__entity_type__": "Task", "id": "t1", "name": "anim"}
    code = (
        "import sys\n"
        "from ftrack_typed_schema import Session, Task\n"
        "with Session(sys.argv[1], 'amy', 'the-key') as session:\n"
        "    print(session.query(Task).where(Task.bid > 3).one().name)\n"
        "print(any(late in sys.modules for late in ('attr', 'ftrack_typed.events')))"
    )
    # What the server says of its schema is looked at, and is as it should be.
    told = {"schema_hash": REGISTRY.digest}
    answer = [{"action": "query", "data": [row]}, told]
    with RawServer([json_reply(answer)]) as server:
        done = subprocess.run(
            [sys.executable, "-c", code, server.url],
            env={"PYTHONPATH": f"{ROOT / 'runtime'}:{ROOT / 'generated'}"},
            capture_output=True,
            text=True,
            check=True,
        )

    assert done.stdout.split() == ["anim", "False"]


def test_no_source_names_the_reference_material() -> None:
    sources = [
        path
        for folder in ("runtime", "codegen", "server", "generated", "templates")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix in {".py", ".jinja"}
    ]
    wrong = [
        str(path.relative_to(ROOT))
        for path in sources
        if "../shared" in path.read_text(encoding="utf-8")
    ]

    assert sources
    assert wrong == []
