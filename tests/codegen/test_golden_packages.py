"""Packages for tiny schemas, as they are to come out.

``UPDATE_GOLDEN=1 pytest tests/codegen/test_golden_packages.py`` writes them anew; read
the difference before it is committed.
"""

from __future__ import annotations

import os
import shutil
from difflib import unified_diff
from pathlib import Path

import pytest

from ftrack_typed.schema import read_document
from ftrack_typed_codegen.pipeline import generate
from ftrack_typed_codegen.settings import read_settings
from support.checkers import mypy_report, pyright_report
from support.schema_documents import imported

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/schema.json"))
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


@pytest.mark.parametrize("case", CASES)
def test_package_is_as_expected(case: str, tmp_path: Path) -> None:
    document = read_document(GOLDEN / case / "schema.json")
    expected = GOLDEN / case / "expected"
    file = GOLDEN / case / "pyproject.toml"
    settings = read_settings(file) if file.exists() else None
    if UPDATE:
        generate(document, package=case, output=expected, settings=settings)

    generate(document, package=case, output=tmp_path, settings=settings)

    assert difference(expected / case, tmp_path / case) == ""


@pytest.mark.parametrize("case", CASES)
def test_every_class_of_an_expected_package_can_be_imported(case: str) -> None:
    with imported(GOLDEN / case / "expected", case) as package:
        names: list[str] = package.__all__

        assert names == sorted(names)
        for name in names:
            assert getattr(package, name).__name__ == name
        assert set(names) <= set(dir(package))


def test_expected_packages_pass_mypy_and_pyright_strict(tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    for case in CASES:
        shutil.copytree(GOLDEN / case / "expected" / case, packages / case)

    assert mypy_report(packages, cache=tmp_path / "cache") == ""
    assert pyright_report(packages) == ""


def difference(expected: Path, actual: Path) -> str:
    """Return the difference of two folders as a unified diff."""
    files = {path.name for path in [*expected.glob("*"), *actual.glob("*")]}
    lines: list[str] = []
    for name in sorted(files - {"__pycache__"}):
        before, after = (
            (folder / name).read_text().splitlines(keepends=True)
            if (folder / name).exists()
            else []
            for folder in (expected, actual)
        )
        lines += unified_diff(before, after, f"expected/{name}", f"actual/{name}")
    return "".join(lines)
